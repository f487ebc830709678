package dev.pinfold.archive.journal;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The names of segment files: the number in ten digits, so that the order of names is the order of
 * segments, as in {@code 0000000042.pfj}.
 */
final class SegmentName {
  static final String SUFFIX = ".pfj";

  /** What is being filled: not yet a segment. */
  static final String TEMPORARY_SUFFIX = ".tmp";

  /** A dead segment whose file will be zeroed and used again. */
  static final String DEAD_SUFFIX = ".dead";

  /** What was cut off with whole documents in it. */
  static final String CUT_SUFFIX = ".cut";

  private static final int DIGITS = 10;

  private SegmentName() {}

  static String format(int segment) {
    if (segment < 1) {
      throw new IllegalArgumentException("segments are numbered from 1, got " + segment);
    }
    String digits = Integer.toString(segment);
    return "0".repeat(DIGITS - digits.length()) + digits + SUFFIX;
  }

  static Path in(Path directory, int segment) {
    return directory.resolve(format(segment));
  }

  /** The number in a file's name, or empty when it is not the name of a segment. */
  static OptionalInt parse(Path file) {
    String name = file.getFileName().toString();
    if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return OptionalInt.empty();
    }
    long number = 0;
    for (int i = 0; i < DIGITS; i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return OptionalInt.empty();
      }
      number = number * 10 + (digit - '0');
    }
    return number < 1 || number > Integer.MAX_VALUE
        ? OptionalInt.empty()
        : OptionalInt.of((int) number);
  }
}
