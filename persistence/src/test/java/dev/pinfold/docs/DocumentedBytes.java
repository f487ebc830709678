package dev.pinfold.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Annotated bytes in docs/file-format.md: lines of an offset in hex, bytes in the columns that are
 * theirs in lines of 16, and words; or empty lines.
 */
public final class DocumentedBytes {
  private static final int WORDS_AT = 60;

  private final List<String> lines;

  private DocumentedBytes(List<String> lines) {
    this.lines = lines;
  }

  /** The text of the page. */
  public static String page() throws IOException {
    return Files.readString(Path.of("..", "docs", "file-format.md"));
  }

  /** The first ones behind this text. */
  public static DocumentedBytes behind(String text) throws IOException {
    String page = page();
    int from = page.indexOf("```\n", page.indexOf(text));
    assertThat(page.indexOf(text)).as(text).isPositive();
    return new DocumentedBytes(
        page.substring(from + 4, page.indexOf("```", from + 4)).lines().toList());
  }

  private static int offset(String line) {
    return Integer.parseInt(line.substring(0, 8), 16);
  }

  private static String hex(String line) {
    return line.substring(8, Math.min(WORDS_AT, line.length())).replace(" ", "");
  }

  /** The bytes, which must be shown without gaps from 0 on. */
  public byte[] bytes() {
    StringBuilder all = new StringBuilder();
    for (String line : lines) {
      if (!line.isEmpty()) {
        assertThat(offset(line)).as(line).isEqualTo(all.length() / 2);
        all.append(hex(line));
      }
    }
    return HexFormat.of().parseHex(all);
  }

  /** Requires the bytes of this file, in the columns that are theirs. */
  public void requireSame(byte[] file) {
    String should = String.join("\n", lines.stream().map(line -> with(file, line)).toList());
    assertThat(String.join("\n", lines)).as("it should be%n%s%n", should).isEqualTo(should);
  }

  private static String with(byte[] file, String line) {
    if (line.isEmpty()) {
      return line;
    }
    StringBuilder right = new StringBuilder(line.substring(0, 8));
    int from = offset(line);
    for (int at = from; at < from + hex(line).length() / 2; at++) {
      int column = at & 15;
      pad(right, 10 + 3 * column + (column >= 8 ? 1 : 0));
      right.append(String.format("%02x", at < file.length ? file[at] : 0));
    }
    if (line.length() > WORDS_AT) {
      pad(right, WORDS_AT);
      right.append(line.substring(WORDS_AT));
    }
    return right.toString();
  }

  private static void pad(StringBuilder line, int to) {
    line.append(" ".repeat(Math.max(0, to - line.length())));
  }
}
