package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.NumberedName;
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

  private static final NumberedName NAME = new NumberedName("", 10, SUFFIX);

  private SegmentName() {}

  static String format(int segment) {
    if (segment < 1) {
      throw new IllegalArgumentException("segments are numbered from 1, got " + segment);
    }
    return NAME.format(segment);
  }

  static Path in(Path directory, int segment) {
    return directory.resolve(format(segment));
  }

  /** The number in a file's name, or empty when it is not the name of a segment. */
  static OptionalInt parse(Path file) {
    long number = NAME.parse(file.getFileName().toString()).orElse(0);
    return number < 1 || number > Integer.MAX_VALUE
        ? OptionalInt.empty()
        : OptionalInt.of((int) number);
  }

  /** Whether a file is one that is being filled, or a dead one. */
  static boolean isTemporary(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX + TEMPORARY_SUFFIX) || name.endsWith(SUFFIX + DEAD_SUFFIX);
  }
}
