package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import java.nio.file.Path;

/** The wording of what is damaged. */
final class Corruption {
  static final String NEXT =
      "Keep a copy of the directory before anything else; nothing in it was changed. What is whole"
          + " in it, pinfold salvage brings into a new store.";

  private Corruption() {}

  static StoreCorruptException at(Path file, long offset, String expected, String actual) {
    return new StoreCorruptException(file, offset, expected, actual, NEXT);
  }
}
