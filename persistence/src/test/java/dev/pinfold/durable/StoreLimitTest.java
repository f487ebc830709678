package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store at its own limit of bytes: adds are refused, removals go on, and adds come back. */
@Timeout(120)
class StoreLimitTest {
  private static final int SEGMENT = 256 << 10;
  private static final int SEGMENTS = 10;

  /** Ten files; snapshots only by need, and at close. */
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS
          .withSegmentBytes(SEGMENT)
          .withMaxBytes(SEGMENTS * SEGMENT)
          .withSnapshots(new SnapshotPolicy(0, 0, Duration.ZERO, true));

  private Scratch scratch;
  private Path directory;

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
    directory = scratch.resolve("store");
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  private PinfoldStore open() {
    return PinfoldStore.open(directory, OPTIONS);
  }

  @Test
  void addsAreRefusedAndNothingIsLost() {
    FullStore full;
    try (PinfoldStore store = open()) {
      full = new FullStore(store);
      assertThat(full.fill(100)).isGreaterThan(5_000);
      full.requireIntact();
      assertThat(full.add(100)).isFalse();
      assertThat(full.queue().peekOldest()).isPresent();
      assertThat(full.queue().peekNewest()).isPresent();
      assertThat(store.snapshot()).isPositive();
    }
    try (PinfoldStore store = open()) {
      assertThat(store.queue(FullStore.QUEUE).count()).isEqualTo(full.expected().size());
    }
  }

  @Test
  void aQueueInMemoryThatFindsNoRoomInTheJournalStaysAsItWas() {
    int count;
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      int fitted = full.fill(100);
      MessageQueue<String> inMemory = store.queue("memory", Codecs.text(), QueuePolicy.MEMORY);
      count = fitted / 4;
      inMemory.addAll(Collections.nCopies(count, "a message"));
      Optional<QueueInfo> before = inMemory.info();
      assertThatThrownBy(() -> inMemory.alter(QueuePolicy.PROCESS_CRASH))
          .isInstanceOf(StoreFullException.class);
      assertThat(inMemory.info()).isEqualTo(before);
      assertThat(full.queue().takeOldest(fitted)).hasSize(fitted);
      inMemory.alter(QueuePolicy.PROCESS_CRASH);
    }
    try (PinfoldStore store = open()) {
      MessageQueue<String> moved = store.queue("memory", Codecs.text());
      assertThat(moved.count()).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 3000})
  void drainedFromTheOldest(int bytes) throws InterruptedException {
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      int fitted = full.fill(bytes);
      while (!full.expected().isEmpty()) {
        full.takeOldest();
      }
      assertThat(full.fillPatiently(bytes)).isBetween(fitted / 2, fitted * 2);
      full.requireIntact();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 3000})
  void drainedFromTheNewest(int bytes) throws InterruptedException {
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      int fitted = full.fill(bytes);
      while (!full.expected().isEmpty()) {
        full.takeNewest();
      }
      assertThat(full.fillPatiently(bytes)).isBetween(fitted / 2, fitted * 2);
      full.requireIntact();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 3000})
  void drainedAtRandom(int bytes) throws InterruptedException {
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      int fitted = full.fill(bytes);
      List<Long> numbers = new ArrayList<>(full.expected().keySet());
      Collections.shuffle(numbers, new Random(7));
      numbers.forEach(full::remove);
      assertThat(full.fillPatiently(bytes)).isBetween(fitted / 2, fitted * 2);
      full.requireIntact();
    }
  }

  @Test
  void aFewSurvivorsInEachSegmentDoNotKeepTheStoreFull() throws InterruptedException {
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      int fitted = full.fill(100);
      for (long number : List.copyOf(full.expected().keySet())) {
        if (number % 50 != 0) {
          full.remove(number);
        }
      }
      assertThat(full.fillPatiently(100)).isGreaterThan(fitted / 2);
      full.requireIntact();
    }
  }

  @Test
  void aDrainedStoreGivesItsSpaceBackWhileNobodyDoesAnything() throws InterruptedException {
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      int fitted = full.fill(100);
      assertThat(full.queue().takeOldest(fitted)).hasSize(fitted);
      full.expected().clear();
      Await.until("the segments are given back", () -> store.whyKept().size() <= 2);
      Await.until("there is room", () -> full.add(100));
      full.requireIntact();
    }
  }

  @Test
  void aLimitThatTheSegmentsCannotKeepIsRefusedBeforeAnythingIsMade() {
    StoreOptions impossible = OPTIONS.withMaxBytes(1 << 20).withSegmentBytes(512 << 10);
    assertThatThrownBy(() -> PinfoldStore.open(directory, impossible))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2097152");
    assertThat(directory).doesNotExist();
  }

  /** An opening needs a segment, so adds may not have what is left for that and for removals. */
  @Test
  void aFullStoreIsOpenedAgainAndAgain() throws InterruptedException {
    long count;
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      count = full.fill(1000);
    }
    for (int i = 0; i < 20; i++) {
      try (PinfoldStore store = open()) {
        FullStore full = new FullStore(store);
        assertThat(full.queue().count()).isEqualTo(count);
        for (int taken = 0; taken < 3; taken++) {
          assertThat(full.queue().takeOldest()).isPresent();
        }
        count += full.fill(1000) - 3;
      }
    }
    try (PinfoldStore store = open()) {
      FullStore full = new FullStore(store);
      while (full.queue().takeOldest().isPresent()) {
        count--;
      }
      assertThat(count).isZero();
      Await.until("there is room", () -> full.add(1000));
    }
  }

  /** Each of those openings leaves a segment with a removal in it, and nobody has time to tidy. */
  @Test
  void aFullStoreOpensHoweverLittleTimeIsLeftToMakeRoom() {
    StoreOptions hasty = OPTIONS.withSnapshots(SnapshotPolicy.NEVER);
    long count;
    try (PinfoldStore store = PinfoldStore.open(directory, hasty)) {
      count = new FullStore(store).fill(1000);
    }
    for (int i = 0; i < 6; i++) {
      try (PinfoldStore store = PinfoldStore.open(directory, hasty)) {
        assertThat(new FullStore(store).queue().takeNewest()).isPresent();
        count--;
      }
    }
    try (PinfoldStore store = open()) {
      assertThat(store.queue(FullStore.QUEUE).count()).isEqualTo(count);
    }
  }

  @Test
  void producersAndConsumersAtTheLimit() throws Exception {
    int each = 15_000;
    int producers = 3;
    AtomicInteger refused = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    BitSet seen = new BitSet();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (PinfoldStore store = open()) {
      MessageQueue<String> queue = new FullStore(store).queue();
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        work.add(threads.submit(() -> consume(queue, taken, producers * each, seen)));
      }
      for (int i = 0; i < producers; i++) {
        int first = i * each;
        work.add(threads.submit(() -> produce(queue, first, first + each, refused)));
      }
      for (Future<?> one : work) {
        one.get();
      }
      assertThat(queue.count()).isZero();
    } finally {
      threads.shutdownNow();
    }
    assertThat(seen.cardinality()).isEqualTo(producers * each);
    System.out.println("StoreLimitTest: " + refused + " adds were refused and repeated");
  }

  private static Void produce(MessageQueue<String> queue, int from, int to, AtomicInteger refused)
      throws InterruptedException {
    for (int i = from; i < to; i++) {
      String payload = i + ":" + "x".repeat(300);
      Await.until("there is room", () -> isAdded(queue, payload, refused));
    }
    return null;
  }

  private static boolean isAdded(
      MessageQueue<String> queue, String payload, AtomicInteger refused) {
    try {
      return queue.add(payload) > 0;
    } catch (StoreFullException e) {
      refused.incrementAndGet();
      return false;
    }
  }

  private static Void consume(MessageQueue<String> queue, AtomicInteger taken, int all, BitSet seen)
      throws InterruptedException {
    while (taken.get() < all) {
      Optional<Message<String>> message = queue.takeOldest(Duration.ofMillis(20));
      if (message.isPresent()) {
        String payload = message.get().payload();
        int number = Integer.parseInt(payload.substring(0, payload.indexOf(':')));
        synchronized (seen) {
          assertThat(seen.get(number)).as("twice: " + number).isFalse();
          seen.set(number);
        }
        taken.incrementAndGet();
      }
    }
    return null;
  }

  /** Each opening takes a segment, and nothing but the opening has time to give one back. */
  @Test
  void aFullStoreThatIsKilledAgainAndAgainStaysNearItsLimit() throws IOException {
    Path next = scratch.resolve("killed 0");
    try (PinfoldStore store = open()) {
      assertThat(new FullStore(store).fill(1000)).isPositive();
      StoreFiles.copyAsKilled(store, directory, next);
    }
    for (int i = 1; i < 12; i++) {
      Path here = next;
      next = scratch.resolve("killed " + i);
      try (PinfoldStore store = PinfoldStore.open(here, OPTIONS)) {
        assertThat(new FullStore(store).queue().takeNewest()).isPresent();
        StoreFiles.copyAsKilled(store, here, next);
      }
      assertThat(StoreFiles.segments(next)).hasSizeLessThanOrEqualTo(SEGMENTS + 1);
    }
  }
}
