package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.DocumentReader;
import dev.pinfold.archive.journal.JournalVisitor;
import dev.pinfold.archive.journal.SegmentInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the segments of a journal forward and notes what is damaged. Where a document is damaged
 * the rest of its segment is left out, or what is before the place where an opening would begin to
 * read; the next segment tells in its header how to go on. A segment that its owner gives back
 * meanwhile is no damage: its file has another name, or none, before anything in it changes.
 */
final class SegmentWalk {
  private static final int TELL_EVERY = 1 << 20;

  private final Path journal;
  private final JournalLook look;
  private final ReadProgress progress;
  private final List<Damage> damages = new ArrayList<>();
  private EntryVisitor listener = entry -> true; // is told what went before it was read
  private long gone; // the first transaction of those, 0 for none
  private long bytesDone;
  private long bytesTotal;

  SegmentWalk(StoreFiles files, JournalLook look, ReadProgress progress) {
    this.journal = files.layout().journal();
    this.look = look;
    this.progress = progress;
  }

  /** Has somebody told of transactions that went with their segments before they were read. */
  SegmentWalk telling(EntryVisitor visitor) {
    listener = visitor;
    return this;
  }

  /** What was found damaged so far. */
  List<Damage> damages() {
    return damages;
  }

  /**
   * Reads all segments in which one of these transactions may be.
   *
   * @param visitor is shown their records; what it throws ends the walk
   */
  void read(long first, long last, JournalVisitor visitor) {
    List<SegmentInfo> wanted = new ArrayList<>();
    List<SegmentInfo> all = look.segments();
    for (int i = 0; i < all.size(); i++) {
      boolean isBefore = i + 1 < all.size() && all.get(i + 1).firstTransaction() <= first;
      if (!isBefore && all.get(i).firstTransaction() <= last) {
        wanted.add(all.get(i));
        bytesTotal += all.get(i).endOffset() - all.get(i).dataOffset();
      }
    }
    SegmentInfo previous = null;
    long next = 0;
    for (SegmentInfo segment : wanted) {
      if (next != 0 && next < segment.firstTransaction() && isLost(segment.segment() - 1)) {
        gone = next;
      }
      tellGone(first, Math.min(last, segment.firstTransaction() - 1));
      boolean follows = previous != null && previous.segment() + 1 == segment.segment();
      next = read(segment, follows ? next : 0, first, visitor);
      previous = segment;
    }
    look.end().ifPresent(end -> tellGone(first, Math.min(last, end.nextTransaction() - 1)));
    progress.read(bytesTotal, bytesTotal);
  }

  /**
   * The same with a visitor that may want no more.
   *
   * @return whether it wanted all
   */
  boolean readUntilStopped(long first, long last, JournalVisitor visitor) {
    try {
      read(first, last, visitor);
      return true;
    } catch (ReadStop e) {
      return false;
    }
  }

  private boolean isLost(int segment) {
    return look.mayBeLost().contains(segment);
  }

  /** Tells of those that went, as far as they were wanted. */
  private void tellGone(long first, long last) {
    long from = Math.max(first, gone);
    if (gone != 0 && from <= last) {
      listener.missed(from, last);
    }
    gone = 0;
  }

  /**
   * Reads one segment.
   *
   * @param expected the transaction that it must begin with, 0 when that is not known
   * @param first nobody wants transactions before this one
   * @return the transaction that must come next, 0 when that is not known
   */
  private long read(SegmentInfo segment, long expected, long first, JournalVisitor visitor) {
    Object identity = identity(segment.file());
    try (DocumentReader reader = DocumentReader.of(journal, segment.segment())) {
      Optional<Damage> before =
          expected == 0 ? Optional.empty() : SegmentEnd.between(expected, segment);
      if (before.isPresent()) {
        boolean unused = note(segment, identity, before.get());
      }
      if (first >= look.start().nextTransaction()) {
        boolean unused = look.skipToStart(segment, reader);
      }
      int told = reader.offset();
      while (reader.offset() < segment.endOffset()) {
        if (!reader.read(visitor)) {
          if (!note(segment, identity, Damage.of(reader.damage()))) {
            gone = reader.nextTransaction();
            return 0;
          }
          if (!look.skipToStart(segment, reader)) {
            return 0;
          }
        }
        if (reader.offset() - told >= TELL_EVERY) {
          told = reader.offset();
          progress.read(bytesDone + told - segment.dataOffset(), bytesTotal);
        }
      }
      bytesDone += segment.endOffset() - segment.dataOffset();
      Optional<Damage> wrong = SegmentEnd.check(segment, reader, look.isEndTold(segment.segment()));
      if (wrong.isPresent()) {
        boolean unused = note(segment, identity, wrong.get());
      }
      return wrong.isEmpty() ? reader.nextTransaction() : 0;
    } catch (NoSuchFileException e) {
      gone = segment.firstTransaction(); // since it was listed
      return 0;
    } catch (StoreCorruptException e) {
      if (!note(segment, identity, Damage.of(e))) {
        gone = segment.firstTransaction();
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + segment.file(), e);
    }
  }

  /**
   * Notes damage, unless the segment was given back meanwhile, or the power may have taken it;
   * whether it was noted.
   */
  private boolean note(SegmentInfo segment, Object identity, Damage damage) {
    if (isLost(segment.segment())) {
      return false;
    }
    boolean isThere =
        Files.exists(segment.file()) && Objects.equals(identity, identity(segment.file()));
    if (isThere && damages.stream().noneMatch(damage::isWhere)) {
      damages.add(damage);
    }
    return isThere;
  }

  /** The same as long as a name means the same file; null when there is none. */
  private static Object identity(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + file, e);
    }
  }
}
