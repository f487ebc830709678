package dev.pinfold.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The raw results, one JSON object a line: first the {@link RunHeader}, then a {@link RunResult}
 * for each engine, workload and round, written as soon as it is known.
 */
public final class ResultFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  public ResultFile(Path file) {
    this.file = file;
  }

  /** Begins the file anew, with no results. */
  public List<RunResult> begin(RunHeader header) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(header) + "\n");
    return List.of();
  }

  /**
   * The results of a run that another one goes on with.
   *
   * @throws IOException when there is none, or it is of another commit, scale or machine
   */
  public List<RunResult> resume(RunHeader header) throws IOException {
    Contents contents = read();
    if (!contents.header().isOfTheSame(header)) {
      throw new IOException(
          file + " is of " + contents.header() + ". Begin another run, without --resume");
    }
    return contents.results();
  }

  /** Appends a line. */
  public void append(RunResult result) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(result) + "\n", StandardOpenOption.APPEND);
  }

  /** Reads the whole file. */
  public Contents read() throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    List<RunResult> results = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      JsonNode node = JSON.readTree(line);
      results.add(JSON.treeToValue(node, RunResult.class));
    }
    return new Contents(JSON.readValue(lines.get(0), RunHeader.class), results);
  }

  /**
   * What the file holds.
   *
   * @param header its first line
   * @param results the others
   */
  public record Contents(RunHeader header, List<RunResult> results) {
    /** The same without the results that are not wanted. */
    Contents only(Predicate<RunResult> wanted) {
      return new Contents(header, results.stream().filter(wanted).toList());
    }
  }
}
