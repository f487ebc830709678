package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bit flips in a segment of which there is no index yet, and the places of its messages are not
 * on the heap: what is whole is found, and what is not can be removed.
 */
@Timeout(120)
class HiddenMessageTest {
  private static final int MESSAGES = 40;
  private static final int DEAD = 10;

  @TempDir Path root;

  private Path directory;
  private long[] places;

  /** Forty messages, the tenth of which is dead, in the first segment, which has no index. */
  @BeforeEach
  void make() throws IOException {
    directory = root.resolve("store");
    try (PinfoldStore store = open()) {
      MessageQueue<String> queue = queue(store);
      for (int number = 1; number <= 10; number++) {
        assertThat(queue.add(payload(number))).isEqualTo(number);
      }
      List<String> batch = new ArrayList<>(); // in one document
      for (int number = 11; number <= MESSAGES; number++) {
        batch.add(payload(number));
      }
      assertThat(queue.addAll(batch)).isPositive();
      assertThat(queue.remove(DEAD)).isTrue();
      places = new long[MESSAGES + 1];
      for (int number = 1; number <= MESSAGES; number++) {
        places[number] = number == DEAD ? 0 : placeOf(store, number);
      }
    }
    try (PinfoldStore store = open()) { // whose snapshot lies behind the first segment
      addElsewhere(store);
    }
    StoreFiles.delete(directory.resolve("index"));
  }

  private static void addElsewhere(PinfoldStore store) {
    long unused = store.queue("other", QueuePolicy.PROCESS_CRASH).add(new byte[1]);
  }

  private static long placeOf(PinfoldStore store, long number) {
    store.archive().lock().lock();
    try {
      var chunk =
          store.archive().machine().state().queue("queue").live().chunks().iterator().next();
      return chunk.content().place((int) number);
    } finally {
      store.archive().lock().unlock();
    }
  }

  private PinfoldStore open() {
    return open(0.5);
  }

  private PinfoldStore open(double compactBelow) {
    return PinfoldStore.open(
        directory,
        StoreOptions.DEFAULTS
            .withSegmentBytes(256 << 10)
            .withCompactBelow(compactBelow)
            .withSnapshots(new SnapshotPolicy(0, 0, Duration.ZERO, true)));
  }

  private static MessageQueue<String> queue(PinfoldStore store) {
    return store.queue("queue", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  private static String payload(long number) {
    return "message " + number + " " + "x".repeat((int) number);
  }

  /** Flips a bit in the message's payload, or so many bytes before its record. */
  private void flip(long number, int before) throws IOException {
    long place = places[(int) number];
    Path segment = SmallStore.segments(directory).get(Place.segment(place) - 1);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[Place.offset(place) + (before == 0 ? 40 : -before)] ^= 8;
    Files.write(segment, bytes);
  }

  private static void requireReadable(MessageQueue<String> queue, long from, long to) {
    for (long number = from; number <= to; number++) {
      if (number != DEAD) {
        assertThat(queue.peek(number).orElseThrow().payload()).isEqualTo(payload(number));
      }
    }
  }

  @Test
  void aDeadRecordHarmsNothing() throws IOException {
    places[DEAD] = (places[DEAD - 1] + places[DEAD + 1]) / 2 - 40; // in the middle of it
    flip(DEAD, 0);
    try (PinfoldStore store = open()) {
      requireReadable(queue(store), 1, MESSAGES);
      assertThat(store.compact()).isPositive();
      assertThat(store.archive().machine().journal().usage().uses()).doesNotContainKey(1);
      requireReadable(queue(store), 1, MESSAGES);
      assertThat(queue(store).purge()).isEqualTo(MESSAGES - 1);
    }
  }

  @Test
  void aDocumentsPrefixAndHeaderHarmNothing() throws IOException {
    flip(3, 4); // the header
    flip(5, 14); // the prefix
    flip(11, 15);
    try (PinfoldStore store = open()) {
      requireReadable(queue(store), 1, MESSAGES);
    }
  }

  @Test
  void aLiveRecordIsMissedByNoOther() throws IOException {
    flip(5, 0);
    flip(20, 0); // one of many in a document
    try (PinfoldStore store = open()) {
      MessageQueue<String> queue = queue(store);
      for (long bad : new long[] {5, 20}) {
        assertThatThrownBy(() -> queue.peek(bad))
            .isInstanceOf(StoreCorruptException.class)
            .hasMessageContaining("0000000001.pfj")
            .hasMessageContaining(Integer.toString(Place.offset(places[5])));
      }
      requireReadable(queue, 1, 4);
      requireReadable(queue, 6, 19);
      requireReadable(queue, 21, MESSAGES);
    }
  }

  @Test
  void whatCannotBeReadCanBeRemoved() throws IOException {
    flip(5, 0);
    flip(20, 0);
    try (PinfoldStore store = open()) {
      assertThat(queue(store).remove(5)).isTrue();
    }
    StoreFiles.delete(directory.resolve("index"));
    Path killed = root.resolve("killed");
    try (PinfoldStore store = open()) {
      MessageQueue<String> queue = queue(store);
      assertThat(queue.count()).isEqualTo(MESSAGES - 2);
      assertThat(queue.remove(20)).isTrue();
      assertThat(queue.takeOldest().orElseThrow().payload()).isEqualTo(payload(1));
      StoreFiles.copyAsKilled(store, directory, killed);
    }
    directory = killed;
    StoreFiles.delete(directory.resolve("index"));
    try (PinfoldStore store = open()) { // which replays these removals
      MessageQueue<String> queue = queue(store);
      assertThat(queue.count()).isEqualTo(MESSAGES - 4);
      requireReadable(queue, 2, 4);
      requireReadable(queue, 6, 19);
      requireReadable(queue, 21, MESSAGES);
      while (queue.count() > 0) {
        assertThat(queue.takeNewest()).isPresent();
      }
      assertThat(store.archive().machine().state().queue("queue").live().bytes()).isZero();
      assertThat(store.archive().machine().journal().usage().uses()).doesNotContainKey(1);
    }
  }

  /** The chunk of an emptied queue is used again; what was damaged in it is gone for good. */
  @Test
  void whatComesAfterDamageThatWentIsTakenOffItsSegment() throws IOException {
    flip(5, 0);
    try (PinfoldStore store = open()) {
      MessageQueue<String> queue = queue(store);
      assertThat(queue.remove(5)).isTrue();
      assertThat(queue.purge()).isEqualTo(MESSAGES - 2);
      Map<Integer, SegmentUsage.Use> uses = store.archive().machine().journal().usage().uses();
      long before = uses.values().stream().mapToLong(SegmentUsage.Use::messages).sum();
      assertThat(queue.addAll(List.of("one", "two", "three"))).isPositive();
      assertThat(queue.takeOldest()).isPresent();
      assertThat(uses.values().stream().mapToLong(SegmentUsage.Use::messages).sum())
          .isEqualTo(before + 2);
    }
  }

  /** The survivors move, the damaged one stays, and so does its segment, until it is removed. */
  @Test
  void compactionLeavesWhatIsDamaged() throws IOException {
    flip(5, 0);
    try (PinfoldStore store = open()) {
      MessageQueue<String> queue = queue(store);
      int unused = store.compact();
      assertThat(store.compact()).as("not tried again").isZero();
      requireReadable(queue, 1, 4);
      requireReadable(queue, 6, MESSAGES);
      assertThat(placeOf(store, 1)).isNotEqualTo(places[1]);
      assertThat(queue.purge()).isEqualTo(MESSAGES - 1);
      assertThat(store.archive().machine().journal().usage().uses()).doesNotContainKey(1);
    }
  }

  /** Where its documents end was told by the segment behind it; the snapshot tells it, too. */
  @Test
  void theSegmentBehindADamagedOneIsGone() throws IOException {
    try (PinfoldStore store = open(0)) {
      addElsewhere(store);
    }
    try (PinfoldStore store = open(0)) {
      assertThat(store.queue("other").takeOldest(10)).isNotEmpty();
      long unused = store.snapshot();
      addElsewhere(store);
      unused = store.snapshot();
      store.compact();
      assertThat(SegmentBytes.exists(directory, 1)).isTrue();
      assertThat(SegmentBytes.exists(directory, 2)).isFalse();
    }
    StoreFiles.delete(directory.resolve("index"));
    flip(DEAD - 1, 0);
    try (PinfoldStore store = open(0)) {
      MessageQueue<String> queue = queue(store);
      assertThatThrownBy(() -> queue.peek(DEAD - 1)).isInstanceOf(StoreCorruptException.class);
      requireReadable(queue, 1, DEAD - 2);
      requireReadable(queue, DEAD + 1, MESSAGES);
    }
  }
}
