package dev.pinfold.tools;

/**
 * Writes text so that nothing in it can command a terminal or break a line: control and format
 * characters (colours, cursor moves, line ends, text direction) become backslash escapes.
 */
final class Escapes {
  private Escapes() {}

  /** Escapes what commands a terminal, and nothing else: for messages to people. */
  static String controls(String text) {
    return escape(text, false);
  }

  /** Escapes the backslash too, so that the name can be told exactly: for names in tables. */
  static String name(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean backslash) {
    StringBuilder line = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                line.append("\\n");
              } else if (c == '\r') {
                line.append("\\r");
              } else if (c == '\t') {
                line.append("\\t");
              } else if (c == '\\' && backslash) {
                line.append("\\\\");
              } else if (isCommanding(c)) {
                line.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }

  private static boolean isCommanding(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
