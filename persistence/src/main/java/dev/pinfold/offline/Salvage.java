package dev.pinfold.offline;

import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.snapshot.SnapshotUnreadableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of a salvage.
 *
 * @param directory the new store, not null
 * @param snapshot the transaction of the snapshot that it began with; empty when none was good
 * @param queues those of the new store, by their names
 * @param holes what could not be read
 */
public record Salvage(
    Path directory, Optional<Long> snapshot, List<SalvagedQueue> queues, List<Hole> holes) {

  /** What can be said of it, best first. */
  public enum State {
    /**
     * All that lived is there, and nothing else, as far as anything tells. Of a store whose process
     * was killed, nothing tells of last transactions that are zeroed as if never written.
     */
    WHOLE,

    /**
     * All is there but what was being written last: as if an opening had cut that off. A torn tail
     * cannot be told from damage that looks like one.
     */
    TORN,

    /**
     * Something is missing, or may be. Then messages may also be there again that had been taken:
     * where that was told may be in a hole.
     */
    INCOMPLETE
  }

  /** What a hole means. */
  public enum Meaning {
    /**
     * What stood there is known from elsewhere: of the journal, from the snapshot, so that missing
     * messages of it are among the lost ones; of a snapshot, from the journal.
     */
    KNOWN,

    /** It was being written when its process died. */
    TORN,

    /** Anything may have stood there. */
    UNKNOWN
  }

  /**
   * Something that cannot be read, or is not there.
   *
   * @param file or directory, not null
   * @param from the first byte
   * @param to the byte behind the last one; 0 when it is not about bytes
   * @param why in words, not null
   * @param meaning not null
   */
  public record Hole(Path file, long from, long to, String why, Meaning meaning) {
    /** Checks for nulls. */
    public Hole {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(meaning, "meaning");
    }

    /** Why something cannot be read, as a failure to read it says. */
    static String why(IOException e) {
      return e instanceof SnapshotUnreadableException
          ? e.getMessage()
          : "cannot be read: " + (e.getMessage() == null ? "I/O error" : e.getMessage());
    }

    /**
     * What is there instead of a file or directory; empty also when nothing is.
     *
     * @throws IOException when this user may not look
     */
    static Optional<Hole> instead(Path path, SeenFile.Kind wanted) throws IOException {
      return SeenFile.instead(path, wanted)
          .map(kind -> "not " + wanted.words() + ", but " + kind.words())
          .map(why -> new Hole(path, 0, 0, why, Meaning.UNKNOWN));
    }
  }

  /** Checks for nulls and copies the lists. */
  public Salvage {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(snapshot, "snapshot");
    queues = List.copyOf(queues);
    holes = List.copyOf(holes);
  }

  /** How many messages were brought back. */
  public long messages() {
    return queues.stream().mapToLong(SalvagedQueue::messages).sum();
  }

  /** What can be said of it. */
  public State state() {
    if (holes.stream().anyMatch(hole -> hole.meaning() == Meaning.UNKNOWN)
        || !queues.stream().allMatch(SalvagedQueue::isWhole)) {
      return State.INCOMPLETE;
    }
    return holes.stream().anyMatch(hole -> hole.meaning() == Meaning.TORN)
        ? State.TORN
        : State.WHOLE;
  }
}
