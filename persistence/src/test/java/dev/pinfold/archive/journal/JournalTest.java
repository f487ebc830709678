package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageTooLargeException;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  @Test
  void anEmptyJournalEndsAtItsStart() {
    JournalScan scan = Fixture.scan(directory, JournalPosition.START, Environment.SYSTEM).scan();
    assertThat(scan.end()).isEqualTo(JournalPosition.START);
    assertThat(scan.segments()).isEmpty();
    assertThat(scan.cut()).isEmpty();
    assertThat(scan.storeId()).isEmpty();
  }

  @Test
  void whatIsAppendedIsFoundAndRead() {
    try (Fixture fixture = Fixture.opened(directory)) {
      fixture.appendSome(new Random(1), 200, 300);
      fixture.verify();
      assertThat(fixture.scan().scan().cut()).isEmpty();
      assertThat(fixture.scan().scan().storeId()).contains(Fixture.STORE);
      assertThat(fixture.scan().scan().end()).isEqualTo(fixture.journal.position());
    }
  }

  @Test
  void rollsReopensAndGoesOn() {
    Random random = new Random(2);
    try (Fixture fixture = Fixture.opened(directory)) {
      for (int round = 0; round < 5; round++) {
        fixture.appendSome(random, 300, 2000);
        fixture.verify();
        fixture.reopen();
        fixture.verify();
      }
      assertThat(fixture.journal.currentSegment()).isGreaterThan(10);
      assertThat(fixture.journal.lastTransaction())
          .isEqualTo(fixture.appended.get(fixture.appended.size() - 1).transaction());
    }
  }

  @Test
  void reopeningWithoutAppendingUsesTheSameSegmentAgain() throws IOException {
    try (Fixture fixture = Fixture.opened(directory)) {
      fixture.appendSome(new Random(3), 3, 100);
      fixture.reopen();
      int segment = fixture.journal.currentSegment();
      for (int i = 0; i < 3; i++) {
        fixture.reopen();
        assertThat(fixture.journal.currentSegment()).isEqualTo(segment);
      }
      fixture.appendSome(new Random(4), 3, 100);
      fixture.verify();
    }
  }

  @Test
  void anEmptyStoreIsSmall() throws IOException {
    try (Fixture fixture = Fixture.opened(directory)) {
      fixture.append(new Random(1), 10, false, 1);
    }
    assertThat(SegmentFiles.totalBytes(directory)).isLessThan(10_000_000);
    assertThat(3L * JournalOptions.defaults().segmentBytes()).isLessThan(100L << 20);
  }

  @Test
  void scansFromEachPosition() {
    Random random = new Random(5);
    try (Fixture fixture = Fixture.opened(directory)) {
      List<JournalPosition> positions = new ArrayList<>();
      List<Integer> counts = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        positions.add(fixture.journal.position());
        counts.add(fixture.appended.size());
        fixture.appendSome(random, 1, 8000);
      }
      for (int i = 0; i < positions.size(); i++) {
        Fixture.Found found =
            Fixture.scan(directory, positions.get(i), Fixture.environment(Fixture.BOOT));
        assertThat(found.entries())
            .isEqualTo(fixture.appended.subList(counts.get(i), fixture.appended.size()));
        assertThat(found.scan().segments()).isEqualTo(fixture.scan().scan().segments());
      }
    }
  }

  @Test
  void refusesAPositionThatIsNoneOfItsOwn() {
    try (Fixture fixture = Fixture.opened(directory)) {
      fixture.appendSome(new Random(6), 3, 100);
      JournalPosition end = fixture.journal.position();
      List<JournalPosition> wrong =
          List.of(
              new JournalPosition(end.segment(), end.offset() + 4, end.nextTransaction()),
              new JournalPosition(end.segment(), end.offset() - 4, end.nextTransaction()),
              new JournalPosition(end.segment(), end.offset(), end.nextTransaction() + 1),
              new JournalPosition(end.segment(), 1 << 20, end.nextTransaction()),
              new JournalPosition(end.segment() + 9, end.offset(), end.nextTransaction()));
      for (JournalPosition position : wrong) {
        assertThatThrownBy(
                () -> Fixture.scan(directory, position, Fixture.environment(Fixture.BOOT)))
            .isInstanceOf(StoreCorruptException.class);
      }
    }
  }

  @Test
  void rebuildsASegmentByItself() {
    try (Fixture fixture = Fixture.opened(directory)) {
      fixture.appendSome(new Random(7), 200, 5000);
      List<Fixture.Entry> found = new ArrayList<>();
      long next = 1;
      for (SegmentInfo segment : fixture.journal.segments()) {
        assertThat(segment.firstTransaction()).isEqualTo(next);
        next =
            SegmentScanner.scan(
                segment,
                (transaction, place, operation, last) ->
                    found.add(
                        new Fixture.Entry(transaction, place, Fixture.bytes(operation), last)));
      }
      assertThat(found).isEqualTo(fixture.appended);
    }
  }

  @Test
  void theLargestDocumentFitsAndALargerOneIsRefused() {
    try (Fixture fixture = Fixture.opened(directory)) {
      int room = fixture.journal.maxDocumentBytes() - 20;
      DocumentBuffer document = fixture.document;
      for (int i = 0; i < 5; i++) {
        document.clear();
        document.beginRecord();
        document.target(room).put(new byte[room]);
        document.endRecord(true);
        fixture.journal.append(document, false);
      }
      document.clear();
      document.beginRecord();
      assertThatThrownBy(() -> document.target(room + 1))
          .isInstanceOf(MessageTooLargeException.class)
          .hasMessageContaining("" + fixture.journal.maxDocumentBytes())
          .hasMessageContaining("segmentBytes");
      assertThat(fixture.journal.lastTransaction()).isEqualTo(5);
      fixture.reopen();
      assertThat(fixture.journal.lastTransaction()).isEqualTo(5);
    }
  }

  @Test
  void readsNothingButWholeRecords() {
    try (Fixture fixture = Fixture.opened(directory)) {
      long place = fixture.append(new Random(8), 100, false, 1);
      for (int shift = -40; shift < 40; shift++) {
        long at = place + DocumentFormat.HEADER_BYTES + shift;
        if (shift != 0) {
          assertThatThrownBy(() -> fixture.journal.read(at))
              .isInstanceOf(StoreCorruptException.class);
        }
      }
      assertThatThrownBy(() -> fixture.journal.read(Place.of(99, 500)))
          .isInstanceOf(StoreCorruptException.class);
    }
  }

  @Test
  void deletedSegmentsAreUsedAgain() throws IOException {
    Random random = new Random(9);
    try (Fixture fixture = Fixture.opened(directory)) {
      for (int round = 0; round < 40; round++) {
        fixture.appendSome(random, 30, 5000);
        List<SegmentInfo> segments = fixture.journal.segments();
        for (SegmentInfo segment : segments.subList(0, Math.max(0, segments.size() - 2))) {
          fixture.journal.deleteSegment(segment.segment());
          fixture.appended.removeIf(entry -> Place.segment(entry.place()) == segment.segment());
        }
        for (Fixture.Entry entry : fixture.appended) {
          assertThat(Fixture.bytes(fixture.journal.read(entry.place())))
              .isEqualTo(entry.operation());
        }
      }
      JournalPosition from =
          new JournalPosition(
              fixture.journal.segments().get(0).segment(),
              fixture.journal.segments().get(0).dataOffset(),
              fixture.journal.segments().get(0).firstTransaction());
      assertThat(Fixture.scan(directory, from, fixture.environment).entries())
          .isEqualTo(fixture.appended);
      assertThatThrownBy(fixture::scan).isInstanceOf(StoreCorruptException.class);
    }
    assertThat(SegmentFiles.totalBytes(directory)).isLessThan(10L * Fixture.SMALL.segmentBytes());
  }

  /** A snapshot sets many free at once: they are used up while the journal grows. */
  @Test
  void manyDeletedSegmentsAreUsedAgainAndNoneIsLeftByAClose() throws IOException {
    Set<Object> files = new HashSet<>();
    try (Fixture fixture = Fixture.opened(directory)) {
      for (int round = 1; round <= 3; round++) {
        while (fixture.journal.currentSegment() < 20 * round) {
          fixture.appendSome(new Random(round), 10, 5000);
        }
        for (SegmentInfo segment : fixture.journal.segments()) {
          files.add(Files.readAttributes(segment.file(), BasicFileAttributes.class).fileKey());
          if (segment.segment() < fixture.journal.currentSegment()) {
            fixture.journal.deleteSegment(segment.segment());
          }
        }
      }
    }
    assertThat(files).hasSizeLessThan(45);
    assertThat(dead()).isZero();
  }

  /** A snapshot forces what is sealed while others let it go. */
  @Test
  void segmentsMayLeaveWhileAllAreForced() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Fixture fixture = Fixture.opened(directory)) {
      Future<?> forcing =
          thread.submit(
              () -> {
                while (!ended.get()) {
                  fixture.journal.forceSealed();
                }
              });
      for (int gone = 1; gone <= 200; gone++) {
        while (fixture.journal.currentSegment() <= gone + 3) {
          long unused = fixture.appendUnlisted(new byte[50_000]);
        }
        fixture.journal.deleteSegment(gone);
      }
      ended.set(true);
      forcing.get(60, TimeUnit.SECONDS);
    } finally {
      ended.set(true);
      thread.shutdown();
    }
  }

  private long dead() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(SegmentName.DEAD_SUFFIX)).count();
    }
  }

  @Test
  void movesSegmentsToAnArchive() throws IOException {
    Path archive = directory.resolve("old");
    try (Fixture fixture = Fixture.opened(directory)) {
      fixture.appendSome(new Random(10), 200, 5000);
      SegmentInfo first = fixture.journal.segments().get(0);
      fixture.journal.prepareMove(1, archive);
      fixture.journal.moveSegment(1, archive);
      assertThat(Files.exists(first.file())).isFalse();
      assertThat(Files.size(archive.resolve("0000000001.pfj"))).isEqualTo(first.fileBytes());
      assertThatThrownBy(() -> fixture.journal.deleteSegment(1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> fixture.journal.deleteSegment(fixture.journal.currentSegment()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The long part of a move happens beside everything else, and can be done again. */
  @Test
  void aSegmentThatIsBeingMovedIsThereStill() throws IOException {
    Path archive = directory.resolve("old");
    try (Fixture fixture = Fixture.opened(directory)) {
      fixture.appendSome(new Random(12), 200, 5000);
      SegmentInfo first = fixture.journal.segments().get(0);
      long place = Place.ofRecord(Place.of(1, first.dataOffset() + 4), DocumentFormat.HEADER_BYTES);
      for (int i = 0; i < 2; i++) {
        Thread.currentThread().interrupt();
        fixture.journal.prepareMove(1, archive);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(fixture.journal.segments().get(0)).isEqualTo(first);
        assertThat(fixture.journal.read(place).remaining()).isPositive();
      }
      Files.copy(first.file(), archive.resolve("0000000001.pfj")); // as on another file system
      fixture.journal.prepareMove(1, archive);
      fixture.journal.moveSegment(1, archive);
      assertThat(first.file()).doesNotExist();
      assertThatThrownBy(() -> fixture.journal.prepareMove(1, archive))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anInterruptedThreadMayAppendAndForce() {
    try (Fixture fixture = Fixture.opened(directory)) {
      Thread.currentThread().interrupt();
      fixture.appendSome(new Random(11), 200, 5000);
      fixture.journal.force();
      assertThat(Thread.interrupted()).isTrue();
      fixture.verify();
      Thread.currentThread().interrupt();
      fixture.reopen();
      assertThat(Thread.interrupted()).isTrue();
      fixture.verify();
    }
  }

  @Test
  void refusesAnotherStoresSegments() {
    Fixture fixture = Fixture.opened(directory);
    fixture.append(new Random(12), 10, false, 1);
    fixture.close();
    JournalScan scan = fixture.scan().scan();
    assertThatThrownBy(
            () ->
                Journal.open(directory, Fixture.SMALL, scan, new UUID(0, 1), fixture.failures::add))
        .isInstanceOf(StoreCorruptException.class);
  }

  @Test
  void aClosedJournalSaysSo() {
    Fixture fixture = Fixture.opened(directory);
    fixture.append(new Random(13), 10, false, 1);
    fixture.close();
    fixture.journal.close();
    assertThatThrownBy(() -> fixture.journal.read(fixture.appended.get(0).place()))
        .isInstanceOf(StoreClosedException.class);
  }

  @Test
  void otherSegmentSizesAtEachOpening() {
    Random random = new Random(14);
    List<Fixture.Entry> all = new ArrayList<>();
    for (int size : new int[] {256 << 10, 1 << 20, 320 << 10, 512 << 10}) {
      try (Fixture fixture = new Fixture(directory, Fixture.SMALL.withSegmentBytes(size)).open()) {
        fixture.appendSome(random, 200, 5000);
        all.addAll(fixture.appended);
        assertThat(fixture.scan().entries()).isEqualTo(all);
      }
    }
  }
}
