package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.JournalCut;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentHead;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A place in the journal that does not say what it must, in a way that no crash explains.
 *
 * @param file the damaged or missing file, not null
 * @param offset the byte in it where that was noticed, 0 or more
 * @param expected what should be there, in words, not null
 * @param found what is there, in words, not null
 */
public record Damage(Path file, long offset, String expected, String found) {
  /** Checks for nulls. */
  public Damage {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(found, "found");
  }

  static Damage of(StoreCorruptException e) {
    return new Damage(e.file(), e.offset(), e.expected(), e.actual());
  }

  /** The place where a journal ends, though something follows. */
  static Damage of(JournalCut cut) {
    return new Damage(cut.file(), cut.offset(), "the end", cut.reason());
  }

  /** A snapshot that cannot be used. */
  static Damage of(SeenSnapshot snapshot) {
    return new Damage(snapshot.file(), 0, "a good snapshot", snapshot.problem().orElse("one"));
  }

  /** A record that is no operation, though its checksum is right. */
  static Damage ofRecord(Path journal, long place, IllegalArgumentException why) {
    return new Damage(
        SegmentHead.fileOf(journal, Place.segment(place)),
        Place.offset(place),
        "an operation",
        why.getMessage());
  }

  /** The same in another file. */
  Damage in(Path other) {
    return new Damage(other, offset, expected, found);
  }

  /** Whether it is at the same place as another one. */
  boolean isWhere(Damage other) {
    return file.equals(other.file) && offset == other.offset;
  }
}
