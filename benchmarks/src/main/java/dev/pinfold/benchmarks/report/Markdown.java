package dev.pinfold.benchmarks.report;

import java.util.Collections;
import java.util.List;

/** Tables in Markdown that can also be read as plain text. */
final class Markdown {
  private Markdown() {}

  static void table(StringBuilder out, List<String> titles, List<String[]> lines) {
    int[] widths = new int[titles.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = titles.get(column).length();
      for (String[] line : lines) {
        widths[column] = Math.max(widths[column], line[column].length());
      }
    }
    line(out, titles.toArray(String[]::new), widths);
    line(out, Collections.nCopies(widths.length, "---").toArray(String[]::new), widths);
    lines.forEach(line -> line(out, line, widths));
    out.append('\n');
  }

  private static void line(StringBuilder out, String[] cells, int[] widths) {
    for (int column = 0; column < widths.length; column++) {
      String cell = cells[column].replace("|", "\\|");
      out.append("| ").append(cell).append(" ".repeat(Math.max(0, widths[column] - cell.length())));
      out.append(' ');
    }
    out.append("|\n");
  }
}
