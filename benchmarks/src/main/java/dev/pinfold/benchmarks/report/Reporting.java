package dev.pinfold.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes table and charts of raw results: beside them, on the terminal, and in the docs. */
public final class Reporting {
  private static final String PAGE = "benchmarks.md";
  private static final String BEGIN = "<!-- results: begin, written by benchmarks/run -->";
  private static final String END = "<!-- results: end -->";

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
    String report = new MarkdownReport(contents.header(), results).write();
    Files.writeString(out.resolve("report.md"), report);
    new Charts(results, out.resolve(Charts.DIRECTORY)).draw();
    report.lines().filter(line -> !line.startsWith("<picture>")).forEach(System.out::println);
    if (docs != null) {
      Path page = docs.resolve(PAGE);
      Files.writeString(page, insert(Files.readString(page), report));
      new Charts(results, docs.resolve(Charts.DIRECTORY)).draw();
    }
    System.out.println("Raw results, table and charts are in " + out);
  }

  /** Puts a report between the marks of a page. */
  static String insert(String page, String report) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the page has no marks " + BEGIN + " and " + END);
    }
    return page.substring(0, begin + BEGIN.length())
        + "\n\n"
        + report.strip()
        + "\n\n"
        + page.substring(end);
  }
}
