package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.DocumentReader;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.SegmentHead;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads what comes to a journal behind a position, as its owner writes it. It looks for the next
 * document some fifty times a second: what is written through a mapping wakes nobody.
 */
final class Follower implements Closeable {
  private static final int MOST_LOOKS = 40; // at what should be there

  private final Path journal;
  private final EntryFilter filter;
  private final EntryVisitor visitor;
  private int segment;
  private int offset;
  private long next;
  private DocumentReader reader; // null: between segments

  /**
   * @param from where to go on; the start for a journal that has not begun
   */
  Follower(StoreFiles files, JournalPosition from, EntryFilter filter, EntryVisitor visitor) {
    this.journal = files.layout().journal();
    this.filter = filter;
    this.visitor = visitor;
    this.segment = from.segment();
    this.offset = from.offset();
    this.next = from.nextTransaction();
  }

  /**
   * Follows until it is told not to go on, or the thread is interrupted.
   *
   * @throws ReadStop when no more is wanted
   * @throws StoreCorruptException when what should be there is not
   */
  void run(BooleanSupplier goOn) throws IOException {
    int looks = 0;
    while (goOn.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      if (readAll() || changeSegment()) {
        looks = 0;
      } else if (isBehindSuccessor() && ++looks > MOST_LOOKS) {
        throw reader.damage();
      } else {
        Pause.briefly();
      }
    }
  }

  /** Reads what is there of the present segment; whether there was anything. */
  private boolean readAll() throws IOException {
    if (reader != null && !reader.isCurrent()) {
      close(); // given back; or held nothing, and an opening made it anew
    }
    if (reader == null && segment > 0) {
      Optional<DocumentReader> found = open(segment);
      if (found.isEmpty()) {
        return false;
      }
      reader = found.get();
      reader.moveTo(offset, next);
    }
    if (reader == null) {
      return false;
    }
    int before = reader.offset();
    while (reader.read(filter::record)) {
      offset = reader.offset();
      next = reader.nextTransaction();
    }
    return reader.offset() > before;
  }

  /**
   * Goes to the next segment when it has begun, and all of this one was read or has gone; whether
   * it did.
   */
  private boolean changeSegment() throws IOException {
    boolean isGone = segment > 0 && !Files.exists(SegmentHead.fileOf(journal, segment));
    Optional<DocumentReader> successor = open(segment + 1);
    if (successor.isEmpty()) {
      return (isGone || segment == 0) && skipToWhatIsThere();
    }
    if (reader != null && !isGone && offset < successor.get().previousEnd()) {
      successor.get().close();
      return readAll(); // it was written before the successor was begun
    }
    if (reader == null && !isGone && readAll()) {
      successor.get().close();
      return true; // it was made anew
    }
    go(successor.get(), segment + 1);
    return true;
  }

  /** Whether the next segment says that there is more in this one than can be read. */
  private boolean isBehindSuccessor() throws IOException {
    Optional<DocumentReader> successor = open(segment + 1);
    if (successor.isEmpty()) {
      return false;
    }
    try (DocumentReader other = successor.get()) {
      return reader != null && offset < other.previousEnd();
    }
  }

  private boolean skipToWhatIsThere() throws IOException {
    for (SegmentHead head : SegmentHead.list(journal)) {
      if (head.begun() && head.segment() > segment) {
        Optional<DocumentReader> found = open(head.segment());
        if (found.isPresent()) {
          go(found.get(), head.segment());
          return true;
        }
      }
    }
    return false;
  }

  private void go(DocumentReader to, int number) {
    close();
    if (to.nextTransaction() > next) {
      visitor.missed(next, to.nextTransaction() - 1);
    }
    reader = to;
    segment = number;
    offset = to.offset();
    next = to.nextTransaction();
  }

  /** A segment that has begun; empty when it is not there, or prepared and not begun. */
  private Optional<DocumentReader> open(int number) throws IOException {
    try {
      return Optional.of(DocumentReader.of(journal, number));
    } catch (NoSuchFileException | StoreCorruptException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
