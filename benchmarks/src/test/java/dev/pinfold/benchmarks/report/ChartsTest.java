package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartsTest {
  private static final Pattern SIZE = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"");

  /** Text is drawn as the outlines of its letters, in a colour that nothing else has. */
  private static final Pattern TEXT =
      Pattern.compile(
          "translate\\((\\S+) (\\S+)\\)\">\\s*<path d=\"([^\"]*)\" style=\"fill:rgb\\(31,35,40\\)");

  private static final Pattern POINT = Pattern.compile("(-?[\\d.]+),(-?[\\d.]+)");

  @TempDir private Path directory;

  /** All measures are between 2,000,000 and 9,000,000: two labels at the side, and wide ones. */
  @ParameterizedTest
  @CsvSource({
    "grow-backlog, 1m 10m 100m, addsPerSecond, 1, 3",
    "grow-backlog, 1m 10m 100m, addsPerSecond openToPeekMillis, 2, 3",
    "grow-backlog, 1m 10m 100m, addsPerSecond snapshotMillis heapMegabytes, 3, 3",
    "grow-queues, 1 1000 100000, heapBytesPerQueue snapshotBytes openMillis, 3, 6",
    "grow-size, 10 10000000, addsPerSecond megabytesPerSecond, 1, 7",
  })
  void noLabelIsMissingOrCutOffOrOverAnother(
      String series, String numbers, String measures, int charts, int decades) throws Exception {
    List<RunResult> results = new ArrayList<>();
    for (String number : numbers.split(" ", -1)) {
      Map<String, Double> values = new TreeMap<>();
      for (String measure : measures.split(" ", -1)) {
        values.put(measure, 2e6 + 1e6 * results.size());
      }
      results.add(Runs.of(1, series + "-" + number, "pinfold", values));
    }
    String svg = draw(results, series + "-light.svg");
    Matcher size = SIZE.matcher(svg);
    assertThat(size.find()).isTrue();
    Rectangle2D picture =
        new Rectangle2D.Double(
            0, 0, Double.parseDouble(size.group(1)), Double.parseDouble(size.group(2)));
    List<Rectangle2D> texts = TEXT.matcher(svg).results().map(ChartsTest::bounds).toList();
    assertThat(texts).hasSize(charts * (2 + 2 + decades)).allMatch(picture::contains);
    for (Rectangle2D text : texts) {
      assertThat(texts.stream().filter(text::intersects)).containsExactly(text);
    }
  }

  private String draw(List<RunResult> results, String file) throws Exception {
    new Charts(new Results(results), directory).draw();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(2); // one picture of a series, light and dark
    }
    return Files.readString(directory.resolve(file));
  }

  private static Rectangle2D bounds(MatchResult text) {
    double x = Double.parseDouble(text.group(1));
    double y = Double.parseDouble(text.group(2));
    Rectangle2D bounds = null;
    for (Matcher point = POINT.matcher(text.group(3)); point.find(); ) {
      double left = x + Double.parseDouble(point.group(1));
      double top = y + Double.parseDouble(point.group(2));
      if (bounds == null) {
        bounds = new Rectangle2D.Double(left, top, 0, 0);
      }
      bounds.add(left, top);
    }
    return bounds;
  }
}
