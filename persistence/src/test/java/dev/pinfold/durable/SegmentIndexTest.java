package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.files.Disturber;
import dev.pinfold.archive.files.Shielded;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index is a file that may be missing, damaged or strange: then it is made again. */
class SegmentIndexTest {
  private static final int QUEUES = 50;
  private static final int EACH = 60;

  @TempDir Path root;

  private PinfoldStore store;
  private SegmentInfo info;
  private Path file;

  /** Fifty queues in turn, then survivors of the first segment moved to the second, mixed. */
  @BeforeEach
  void fillTwoSegments() {
    store =
        PinfoldStore.open(
            root.resolve("store"),
            StoreOptions.DEFAULTS
                .withSegmentBytes(256 << 10)
                .withCompactBelow(0.5)
                .withSnapshots(new SnapshotPolicy(0, 0, Duration.ZERO, false)));
    for (int i = 0; i < EACH; i++) {
      for (int q = 0; q < QUEUES; q++) {
        queue(q).add(new byte[] {(byte) q, (byte) i});
      }
    }
    roll();
    for (int q = 0; q < QUEUES; q++) {
      queue(q).add(new byte[] {1, 2, 3});
      for (long number = 2; number <= EACH; number++) {
        if (number % 7 != 0) {
          queue(q).remove(number);
        }
      }
    }
    assertThat(store.archive().compact()).isPositive();
    roll();
    info = store.archive().segment(store.archive().openSegment() - 1);
    file = root.resolve(SegmentIndex.fileName(info.segment()));
  }

  private void roll() {
    int open = store.archive().openSegment();
    MessageQueue<byte[]> filler = store.queue("filler", QueuePolicy.PROCESS_CRASH);
    while (store.archive().openSegment() == open) {
      filler.remove(filler.add(new byte[30_000]));
    }
  }

  private MessageQueue<byte[]> queue(int index) {
    return store.queue("q" + index, QueuePolicy.PROCESS_CRASH);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private SegmentIndex written() throws IOException {
    return IndexBuilder.build(file, id(), info);
  }

  private UUID id() {
    return store.archive().storeId();
  }

  /** Places by queue and number; later ones win. */
  private static Map<String, Long> entries(SegmentIndex index) {
    Map<String, Long> entries = new HashMap<>();
    index.forEach((queue, number, place) -> entries.merge(queue + "/" + number, place, Math::max));
    return entries;
  }

  @Test
  void whatIsWrittenIsOpenedAgain() throws IOException {
    SegmentIndex made = written();
    SegmentIndex opened = SegmentIndex.open(file, id(), info);
    assertThat(opened).isNotNull();
    assertThat(opened.segment()).isEqualTo(info.segment());
    assertThat(opened.segmentEnd()).isEqualTo(info.endOffset());
    assertThat(entries(opened)).isEqualTo(entries(made)).isNotEmpty();
  }

  /** One that comes when all was written has it written once more, and then again all of it. */
  @Test
  void anInterruptLeavesNoEmptyIndex() throws IOException {
    IndexBuilder.write(file, id(), info);
    byte[] expected = Files.readAllBytes(file);
    int interrupts = 0;
    try (Disturber disturber = new Disturber(100, 100)) {
      for (int i = 0; i < 500; i++) {
        disturber.nextTry();
        IndexBuilder.write(file, id(), info);
        interrupts += Thread.interrupted() ? 1 : 0;
        assertThat(Shielded.run(() -> Files.readAllBytes(file))).isEqualTo(expected);
      }
    }
    assertThat(interrupts).isPositive();
  }

  /** In the middle of a document's prefix, too: what is before it is found, and the rest missed. */
  @Test
  void aSegmentThatWasCutIsIndexedAsFarAsItGoes() throws IOException {
    byte[] bytes = Files.readAllBytes(info.file());
    for (int length = info.dataOffset(); length < info.dataOffset() + 200; length++) {
      Path cut = Files.write(root.resolve("cut"), Arrays.copyOf(bytes, length));
      SegmentInfo shorter =
          new SegmentInfo(
              info.segment(),
              cut,
              info.firstTransaction(),
              info.dataOffset(),
              info.endOffset(),
              info.fileBytes(),
              info.previousSegment(),
              info.previousEnd());
      SegmentIndex index = IndexBuilder.onHeap(id(), shorter);
      assertThat(index.damagedFrom()).as("%s bytes", length).isBetween(info.dataOffset(), length);
    }
  }

  @Test
  void everyMessageLiesWhereTheIndexSays() throws IOException {
    SegmentIndex index = written();
    var lock = store.archive().lock();
    lock.lock();
    try {
      index.forEach(
          (queue, number, place) -> {
            var message = store.archive().machine().journal().read(place, queue, number);
            assertThat(message.number()).isEqualTo(number);
          });
    } finally {
      lock.unlock();
    }
  }

  /** Moved messages have low numbers behind high ones. */
  @Test
  void locateFindsWhatForEachShows() throws IOException {
    SegmentIndex index = written();
    Map<String, Long> entries = entries(index);
    int found = 0;
    for (int queue = 1; queue <= QUEUES + 3; queue++) {
      for (int first : new int[] {0, 5, 64}) {
        long[] places = new long[64];
        int[] sizes = new int[64];
        index.locate(queue, first, places, sizes);
        for (int slot = 0; slot < places.length; slot++) {
          Long place = entries.get(queue + "/" + (first + slot));
          assertThat(places[slot]).isEqualTo(place == null ? 0 : place);
          assertThat(place == null || Place.segment(place) == info.segment()).isTrue();
          found += place == null ? 0 : 1;
        }
      }
    }
    assertThat(found).isGreaterThan(QUEUES * 8);
  }

  @Test
  void anIndexOfAnythingElseIsRefused() throws IOException {
    written();
    assertThat(SegmentIndex.open(root.resolve("none"), id(), info)).isNull();
    assertThat(SegmentIndex.open(file, UUID.randomUUID(), info)).isNull();
    assertThat(SegmentIndex.open(file, id(), info.upTo(info.dataOffset()))).isNull();
    assertThat(SegmentIndex.open(file, id(), store.archive().segment(info.segment() - 1))).isNull();
  }

  @Test
  void damageIsNoticedWhereverItIs() throws IOException {
    written();
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at += at < 200 ? 1 : 997) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(file, bad);
      assertThat(SegmentIndex.open(file, id(), info)).as("byte %d", at).isNull();
    }
    for (int length = 0; length < good.length; length += length < 100 ? 1 : 997) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      assertThat(SegmentIndex.open(file, id(), info)).as("length %d", length).isNull();
    }
  }
}
