package dev.pinfold.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of text in columns. A heading starts with {@code <} or {@code >}: where its column leans.
 */
public final class TextTable {
  private final String[] headings;
  private final List<String[]> rows = new ArrayList<>();

  /** A table with these headings, each with its leading {@code <} or {@code >}. */
  public TextTable(String... headings) {
    this.headings = headings.clone();
    rows.add(Stream.of(headings).map(heading -> heading.substring(1)).toArray(String[]::new));
  }

  /** Adds a row with a cell for each heading. */
  public void row(String... cells) {
    if (cells.length != headings.length) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + headings.length + " columns");
    }
    rows.add(cells.clone());
  }

  /** The headings, then the rows, each without blanks at its end. */
  public Stream<String> lines() {
    int[] widths = new int[headings.length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row[i]));
      }
    }
    return rows.stream().map(row -> line(row, widths));
  }

  private String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - length(row[i]));
      line.append(i == 0 ? "" : "  ");
      line.append(headings[i].startsWith(">") ? blanks + row[i] : row[i] + blanks);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
