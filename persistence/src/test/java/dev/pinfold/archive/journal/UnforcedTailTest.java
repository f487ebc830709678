package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.RangeDevice;
import dev.pinfold.archive.files.Undisturbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnforcedTailTest {
  @TempDir Path root;

  /** How far each segment was forced. */
  private final ForcedEnds onDevice = new ForcedEnds();

  private Fixture watched() {
    return Fixture.on(root, onDevice).open();
  }

  private static void appendUntil(Fixture fixture, int segment) {
    while (fixture.journal.currentSegment() < segment) {
      long unused = fixture.append(new Random(1), 60_000, false, 1);
    }
  }

  /** The segment is left while the snapshot is being written. */
  @Test
  void whatIsBehindASnapshotInItsSegmentIsStillForced() {
    try (Fixture fixture = watched()) {
      long unused = fixture.append(new Random(1), 60_000, false, 1);
      JournalPosition position = fixture.journal.position();
      fixture.journal.groupCommit().awaitBase(Set.of(), position);
      appendUntil(fixture, 2);
      fixture.journal.groupCommit().replaced(position);
      assertThat(fixture.journal.groupCommit().forced()).isEqualTo(1);
      fixture.journal.force();
      assertThat(onDevice.of(1)).isGreaterThanOrEqualTo(fixture.journal.segment(1).endOffset());
    }
  }

  @Test
  void aSegmentThatLostItsNameIsForcedAllTheSame() throws IOException {
    try (Fixture fixture = watched()) {
      appendUntil(fixture, 3);
      Path file = fixture.journal.segment(1).file();
      Files.move(file, root.resolve("moved"));
      fixture.journal.force();
      assertThat(onDevice.of(1)).isGreaterThanOrEqualTo(fixture.journal.segment(1).endOffset());
      assertThat(fixture.journal.groupCommit().forced())
          .isEqualTo(fixture.journal.lastTransaction());
    }
  }

  /** Forced through a mapping that was written to, it would take four times as long. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aSealedSegmentIsForcedWithoutTheMappingThatWasWrittenTo() throws IOException {
    List<Long> mappings = new ArrayList<>();
    AtomicBoolean counts = new AtomicBoolean();
    Fixture fixture =
        Fixture.on(
            root,
            (RangeDevice)
                (file, mapping, offset, bytes) -> {
                  if (counts.get() && SegmentName.parse(file).orElseThrow() == 1) {
                    mappings.add(mappingsOf(file));
                  }
                });
    Path file;
    try (fixture) {
      fixture.open();
      appendUntil(fixture, 2);
      file = fixture.journal.segment(1).file();
      assertThat(mappingsOf(file)).isEqualTo(2);
      counts.set(true);
      fixture.journal.force();
      assertThat(mappings).containsExactly(1L);
    }
    assertThat(mappingsOf(file)).isZero();
  }

  private static long mappingsOf(Path file) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.endsWith(file.toString()))
        .count();
  }

  @Test
  void aSnapshotForcesWhatItRestsOnAndNothingElse() {
    try (Fixture fixture = watched()) {
      appendUntil(fixture, 6);
      JournalPosition position = fixture.journal.position();
      appendUntil(fixture, 8);
      fixture.journal.groupCommit().awaitBase(Set.of(2, 4), position);
      assertThat(onDevice.segments()).containsExactlyInAnyOrder(1, 2, 4, position.segment());
      assertThat(onDevice.of(1)).isEqualTo(SegmentHeader.BYTES);
      assertThat(fixture.journal.groupCommit().forced()).isZero();
      fixture.journal.groupCommit().replaced(position);
      assertThat(fixture.journal.groupCommit().forced()).isEqualTo(position.nextTransaction() - 1);
      fixture.journal.force();
      assertThat(onDevice.segments()).contains(7, 8).doesNotContain(3);
    }
  }

  @Test
  void tooManySealedSegmentsAreForcedOldestFirst() {
    int most = 256;
    int last = most + 20;
    try (Fixture fixture = watched()) {
      appendUntil(fixture, last);
      GroupCommit commits = fixture.journal.groupCommit();
      int forced = last - 1 - most;
      long expected = fixture.journal.segment(forced + 1).firstTransaction() - 1;
      while (commits.forced() < expected) {
        Thread.onSpinWait();
      }
      assertThat(commits.forced()).isEqualTo(expected);
      assertThat(onDevice.segments()).hasSize(forced).contains(forced).doesNotContain(forced + 1);
    }
  }

  @Test
  void aHoleBeforeWhatTheCloseKnewAsForcedIsDamage() throws IOException {
    Fixture fixture = Fixture.opened(root);
    long place = 0;
    for (int i = 0; i < 10; i++) {
      long at = fixture.append(new Random(i), 300, false, 1);
      place = i == 4 ? at : place;
    }
    fixture.close();
    Path file = SegmentName.in(root, 1);
    byte[] bytes = Files.readAllBytes(file);
    bytes[Place.offset(place) + 20] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(
            () ->
                Fixture.scan(root, JournalPosition.START, Fixture.environment(Fixture.OTHER_BOOT)))
        .isInstanceOf(StoreCorruptException.class);
  }

  /** The segment that the last opening began is gone, after a restart. */
  @Test
  void aLastSegmentThatIsGoneIsDamage() throws IOException {
    Path copy = root.resolve("copy");
    try (Fixture fixture = Fixture.opened(root.resolve("journal"))) {
      fixture.appendSome(new Random(1), 5, 100);
      fixture.reopen();
      fixture.appendSome(new Random(1), 5, 100);
      fixture.journal.force();
      Fixture.copy(fixture.directory, copy);
      for (SegmentFiles.Entry entry : SegmentFiles.list(copy)) {
        if (entry.segment() >= 2) {
          Files.delete(entry.file());
        }
      }
      assertThatThrownBy(
              () ->
                  Fixture.scan(
                      copy, JournalPosition.START, Fixture.environment(Fixture.OTHER_BOOT)))
          .isInstanceOf(StoreCorruptException.class)
          .hasMessageContaining("0000000002");
    }
  }

  /** Behind a snapshot it need not have been forced; but only a restart takes what was not. */
  @Test
  void aLostHeaderBeforeASnapshotIsDamageWithoutARestart() throws IOException {
    Path copy = root.resolve("copy");
    try (Fixture fixture = Fixture.opened(root.resolve("journal"))) {
      appendUntil(fixture, 4);
      Fixture.copy(fixture.directory, copy);
      SegmentInfo third = fixture.journal.segment(3);
      JournalPosition from = new JournalPosition(3, third.dataOffset(), third.firstTransaction());
      Path second = SegmentName.in(copy, 2);
      byte[] bytes = Files.readAllBytes(second);
      Arrays.fill(bytes, 0, SegmentHeader.BYTES, (byte) 0);
      Files.write(second, bytes);
      assertThatThrownBy(() -> Fixture.scan(copy, from, Fixture.environment(Fixture.BOOT)))
          .isInstanceOf(StoreCorruptException.class)
          .hasMessageContaining("0000000002");
      JournalScan scan = Fixture.scan(copy, from, Fixture.environment(Fixture.OTHER_BOOT)).scan();
      assertThat(scan.segments()).extracting(SegmentInfo::segment).doesNotContain(2);
      LostSegments.remove(scan, false);
      assertThat(second).doesNotExist();
    }
  }

  /** The lock was lost, and another opened the directory: then the first one closes. */
  @Test
  void whoLostTheDirectoryLeavesBegunAlone() throws IOException {
    try (Fixture first = Fixture.opened(root)) {
      long unused = first.append(new Random(1), 100, false, 1);
      Begun ofOther = new Begun(Fixture.STORE, Fixture.BOOT, 2, 208, 0);
      ofOther.write(root, Device.SYSTEM); // as the other's opening does
      unused = first.append(new Random(1), 100, false, 1);
      first.journal.close();
      assertThat(Begun.read(root)).isEqualTo(ofOther);
    }
  }

  /** Something else fails while a thread is in the device; then the journal is closed. */
  @Test
  void closeWaitsForWhoIsInTheDevice() throws InterruptedException {
    CountDownLatch inDevice = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean closed = new AtomicBoolean();
    AtomicBoolean forcedAfterClose = new AtomicBoolean();
    Fixture fixture =
        Fixture.on(
            root,
            (RangeDevice)
                (file, mapping, offset, bytes) -> {
                  if (calls.incrementAndGet() == 2) { // the first is the opening's
                    inDevice.countDown();
                    await(goOn);
                    forcedAfterClose.set(closed.get());
                  }
                });
    fixture.open();
    long unused = fixture.append(new Random(1), 20, false, 1);
    Thread forcing = new Thread(() -> fixture.journal.groupCommit().await(1));
    forcing.setUncaughtExceptionHandler((thread, e) -> {}); // the journal fails
    forcing.start();
    inDevice.await();
    fixture.journal.fail(new IOException("something else"));
    Thread closing =
        new Thread(
            () -> {
              fixture.journal.close();
              closed.set(true);
            });
    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING
        && closing.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    Undisturbed.join(forcing);
    Undisturbed.join(closing);
    assertThat(forcedAfterClose).isFalse();
    fixture.document.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
