package dev.pinfold.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes table and charts of raw results: beside them, on the terminal, and in the docs, with the
 * raw results themselves.
 */
public final class Reporting {
  private static final String PAGE = "benchmarks.md";

  private final Path out;
  private final Path docs;

  /**
   * @param out where table and charts go
   * @param docs the docs directory to write them to as well, or null
   */
  public Reporting(Path out, Path docs) {
    this.out = out;
    this.docs = docs;
  }

  /** Writes everything. */
  public void write(ResultFile.Contents contents) throws IOException {
    Results results = new Results(contents.results());
    MarkdownReport markdown = new MarkdownReport(contents.header(), results);
    String report = markdown.write();
    Files.writeString(out.resolve("report.md"), report);
    new Charts(results, out.resolve(Charts.DIRECTORY)).draw();
    report.lines().filter(line -> !line.startsWith("<picture>")).forEach(System.out::println);
    if (docs != null) {
      Path page = docs.resolve(PAGE);
      String text = insert(Files.readString(page), "results", markdown.table());
      Files.writeString(page, insert(text, "growth", markdown.growth()));
      Path beside = docs.resolve(Charts.DIRECTORY);
      new Charts(results, beside).draw();
      keep(contents, beside.resolve("results.ndjson"), result -> !GrowthTables.has(result));
      keep(contents, beside.resolve("growth.ndjson"), GrowthTables::has);
    }
    System.out.println("Raw results, table and charts are in " + out);
  }

  /** Writes those of the raw results, if there are any; others of an earlier run stay. */
  private static void keep(ResultFile.Contents contents, Path file, Predicate<RunResult> which)
      throws IOException {
    ResultFile.Contents kept = contents.only(which);
    if (!kept.results().isEmpty()) {
      ResultFile raw = new ResultFile(file);
      List<RunResult> unused = raw.begin(kept.header());
      for (RunResult result : kept.results()) {
        raw.append(result);
      }
    }
  }

  /**
   * Puts a part of the report between its marks on a page; one that is not there changes nothing.
   */
  static String insert(String page, String part, Optional<String> report) {
    if (report.isEmpty()) {
      return page;
    }
    String beginMark = "<!-- " + part + ": begin, written by benchmarks/run -->";
    String endMark = "<!-- " + part + ": end -->";
    int begin = page.indexOf(beginMark);
    int end = page.indexOf(endMark);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the page has no marks " + beginMark + " and " + endMark);
    }
    return page.substring(0, begin + beginMark.length())
        + "\n\n"
        + report.get().strip()
        + "\n\n"
        + page.substring(end);
  }
}
