package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.StoreFullException;
import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an archive gives back before it closes, while its keeper does nothing of it. */
@Timeout(60)
class SettleTest {
  private static final int SEGMENT = 256 << 10;
  private static final int FILES = 8;
  private static final ArchiveOptions OPTIONS =
      new ArchiveOptions(
          JournalOptions.defaults().withSegmentBytes(SEGMENT).withMaxBytes(FILES * SEGMENT),
          new SnapshotPolicy(0, 0, Duration.ZERO, true),
          SegmentRetention.DELETE,
          0.25);

  @TempDir Path directory;

  /** The next opening takes a segment, and may have no time to make room for another. */
  @Test
  void aFullArchiveGivesBackASingleSegment() throws InterruptedException {
    Reading machine = new Reading();
    try (Archive<Reading> archive = Archive.open(directory, OPTIONS, reader -> machine);
        DocumentBuffer document = archive.newDocument()) {
      try {
        machine.keeperIsHeld.await();
        machine.advance = () -> append(archive, document, 1);
        while (isAdded(archive, document)) {
          // until it is full
        }
        archive.lock().lock();
        try {
          assertThat(machine.segments.remove(1)).isTrue();
        } finally {
          archive.lock().unlock();
        }
        int before = archive.whyKept().size();
        archive.settle();
        assertThat(archive.whyKept()).hasSize(before - 1).noneMatch(kept -> kept.segment() == 1);
      } finally {
        machine.keeperGoesOn.countDown();
      }
    }
  }

  private static boolean isAdded(Archive<Reading> archive, DocumentBuffer document) {
    try {
      append(archive, document, SEGMENT / 8);
      return true;
    } catch (StoreFullException e) {
      return false;
    }
  }

  private static void append(Archive<Reading> archive, DocumentBuffer document, int bytes) {
    archive.lock().lock();
    try {
      document.clear();
      int unusedOffset = document.beginRecord();
      document.target(bytes).put(new byte[bytes]);
      document.endRecord(true);
      long unusedPlace = archive.append(document, false);
      archive.machine().segments.add(archive.openSegment());
    } finally {
      archive.lock().unlock();
    }
  }

  /** A state that reads from some segments, and holds the keeper at its first look. */
  private static final class Reading implements StateMachine {
    final TreeSet<Integer> segments = new TreeSet<>();
    final CountDownLatch keeperIsHeld = new CountDownLatch(1);
    final CountDownLatch keeperGoesOn = new CountDownLatch(1);
    Runnable advance = () -> {};

    @Override
    public String kind() {
      return "reading";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void replay(long transaction, long place, ByteBuffer operation, boolean last) {}

    @Override
    public void restore(SnapshotInput in, int version) {}

    @Override
    public Capture capture() {
      List<Integer> read = List.copyOf(segments);
      return new Capture() {
        @Override
        public void writeTo(SnapshotOutput out) {}

        @Override
        public Collection<Integer> segments() {
          return read;
        }
      };
    }

    @Override
    public Collection<SegmentNeed> segmentNeeds() {
      return segments.stream().map(segment -> new SegmentNeed(segment, 1, SEGMENT, 0)).toList();
    }

    @Override
    public void advance() {
      advance.run();
    }

    @Override
    public void tidy() {
      keeperIsHeld.countDown();
      try {
        keeperGoesOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
