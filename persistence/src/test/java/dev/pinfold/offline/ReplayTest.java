package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.Pinfold;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was there at a moment is there again. */
class ReplayTest {
  private static final long START = 1_700_000_000_000L;
  private static final int ROUNDS = 6;

  @TempDir Path scratch;

  private final SettableClock clock = new SettableClock(START);

  /** What a queue held, and what it was: all that a user can see. */
  private record Held(QueuePolicy policy, long nextNumber, List<String> messages) {}

  private Path directory() {
    return scratch.resolve("store");
  }

  private PinfoldStore open(SegmentRetention retention) {
    return PinfoldStore.open(directory(), Written.options(clock, retention));
  }

  private static String text(
      long number, Instant arrival, Map<String, String> headers, String payload) {
    return number + " " + arrival.toEpochMilli() + " " + new TreeMap<>(headers) + " " + payload;
  }

  private static Map<String, Held> held(Pinfold store) {
    Map<String, Held> queues = new TreeMap<>();
    for (QueueInfo info : store.queues()) {
      MessageQueue<String> queue = store.queue(info.name(), Codecs.text());
      List<String> messages = new ArrayList<>();
      try (MessageView<String> view = queue.all()) {
        for (Message<String> message : view) {
          messages.add(
              text(message.number(), message.arrival(), message.headers(), message.payload()));
        }
      }
      queues.put(info.name(), new Held(info.policy(), info.nextNumber(), messages));
    }
    return queues;
  }

  private static Map<String, Held> held(PastQueues past) {
    Map<String, Held> queues = new TreeMap<>();
    for (PastQueue queue : past.queues()) {
      List<String> messages = new ArrayList<>();
      past.read(
          queue.name(),
          message ->
              messages.add(
                  text(
                      message.number(),
                      message.arrival(),
                      message.headers(),
                      new String(message.payload(), StandardCharsets.UTF_8))));
      assertThat(messages).hasSize((int) queue.count());
      queues.put(queue.name(), new Held(queue.policy(), queue.nextNumber(), messages));
    }
    return queues;
  }

  private PastQueues replay(JournalBound until) {
    return OfflineStore.at(directory()).replay(Optional.of(until), ReadProgress.NONE);
  }

  private static long transaction(Path directory) {
    try (PastQueues past = OfflineStore.at(directory).replay(Optional.empty(), ReadProgress.NONE)) {
      return past.transaction();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Timeout(120)
  void everyMomentThatIsKnownComesBack(boolean keepsAll) throws IOException {
    SegmentRetention retention = keepsAll ? SegmentRetention.KEEP : SegmentRetention.DELETE;
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("ReplayTest: -Dpinfold.seed=" + seed);
    Random random = new Random(seed);
    TreeMap<Long, Map<String, Held>> moments = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (PinfoldStore store = open(retention)) {
        Written written = new Written(store, clock, random);
        for (int i = 0; i < 8; i++) {
          written.work(random.nextInt(120));
          moments.put(transaction(directory()), held(store)); // beside its owner
        }
        if (random.nextBoolean()) {
          assertThat(store.snapshot()).isPositive();
        }
        if (random.nextInt(3) == 0) {
          int unused = store.compact();
        }
      }
    }
    int known = 0;
    for (Map.Entry<Long, Map<String, Held>> moment : moments.entrySet()) {
      try (PastQueues past = replay(new JournalBound.OfTransaction(moment.getKey()))) {
        assertThat(past.transaction()).isEqualTo(moment.getKey());
        assertThat(held(past)).isEqualTo(moment.getValue());
        known++;
      } catch (NoSuchMomentException e) {
        assertThat(keepsAll).as("%s", e).isFalse();
      }
    }
    assertThat(known).isPositive();
    requireCopy(moments.lastEntry().getValue());
  }

  /** As a store of its own, which goes on as the old one would have. */
  private void requireCopy(Map<String, Held> expected) throws IOException {
    Path copy = scratch.resolve("copy");
    try (PastQueues past =
        OfflineStore.at(directory()).replay(Optional.empty(), ReadProgress.NONE)) {
      past.copyTo(
          copy,
          StoreOptions.DEFAULTS.withSegmentBytes(past.segmentBytes()),
          UnaryOperator.identity(),
          ReadProgress.NONE);
    }
    try (PinfoldStore store =
        PinfoldStore.open(copy, Written.options(clock, SegmentRetention.KEEP))) {
      assertThat(held(store)).isEqualTo(expected);
    }
    assertThat(OfflineStore.at(copy).verify(ReadProgress.NONE).agrees()).isTrue();
  }

  @Test
  void aTimeIsBehindAllThatWasAddedUntilThen() {
    try (PinfoldStore store = open(SegmentRetention.KEEP)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      queue.add("one");
      clock.advance(1_000);
      queue.add("two");
      assertThat(queue.takeOldest()).isPresent();
      clock.advance(1_000);
      queue.add("three");
    }
    assertThat(numbers(START - 1)).isEmpty();
    assertThat(numbers(START)).containsExactly(1L);
    assertThat(numbers(START + 999)).containsExactly(1L);
    assertThat(numbers(START + 1_000))
        .as("a removal counts with the last addition")
        .containsExactly(2L);
    assertThat(numbers(START + 9_000)).containsExactly(2L, 3L);
  }

  private List<Long> numbers(long millis) {
    List<Long> numbers = new ArrayList<>();
    try (PastQueues past = replay(new JournalBound.OfTime(Instant.ofEpochMilli(millis)))) {
      for (PastQueue queue : past.queues()) {
        past.read(queue.name(), message -> numbers.add(message.number()));
      }
    }
    return numbers;
  }

  @Test
  void leasesComeBackToo() throws IOException {
    try (PinfoldStore store = open(SegmentRetention.KEEP)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      queue.addAll(List.of("one", "two", "three"));
      assertThat(queue.lease(Duration.ofMinutes(5))).isPresent();
      assertThat(queue.lease(Duration.ofMinutes(5))).hasValueSatisfying(queue::release);
    }
    requireCopy(Map.of("q", held().get("q")));
    try (PinfoldStore copy =
        PinfoldStore.open(scratch.resolve("copy"), Written.options(clock, SegmentRetention.KEEP))) {
      MessageQueue<String> queue = copy.queue("q", Codecs.text());
      Message<String> second = queue.lease(Duration.ofMinutes(1)).orElseThrow();
      assertThat(second.number()).as("the first is leased").isEqualTo(2);
      assertThat(second.deliveryCount()).isEqualTo(2);
    }
  }

  private Map<String, Held> held() {
    try (PinfoldStore store = open(SegmentRetention.KEEP)) {
      return held(store);
    }
  }

  /** Nothing goes by its age while it is copied; and then it does, unless the limit was lifted. */
  @Test
  void whatWasYoungThenIsCopied() throws IOException {
    try (PinfoldStore store = open(SegmentRetention.KEEP)) {
      store
          .queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH.withMaxAge(Duration.ofMinutes(1)))
          .add("young");
    }
    clock.advance(3_600_000);
    open(SegmentRetention.KEEP).close(); // it goes here
    JournalBound then = new JournalBound.OfTime(Instant.ofEpochMilli(START));
    try (PastQueues past = replay(then)) {
      StoreOptions options = StoreOptions.DEFAULTS.withSegmentBytes(past.segmentBytes());
      past.copyTo(scratch.resolve("a"), options, UnaryOperator.identity(), ReadProgress.NONE);
      past.copyTo(
          scratch.resolve("b"),
          options,
          policy -> policy.withMaxAge(Retention.FOREVER),
          ReadProgress.NONE);
    }
    for (String name : List.of("a", "b")) {
      OfflineStore copy = OfflineStore.at(scratch.resolve(name));
      try (PastQueues past = copy.replay(Optional.empty(), ReadProgress.NONE)) {
        assertThat(past.queues().get(0).count()).isEqualTo(1);
      }
    }
    try (PinfoldStore kept =
        PinfoldStore.open(scratch.resolve("b"), Written.options(clock, SegmentRetention.KEEP))) {
      assertThat(kept.queue("q").count()).isEqualTo(1);
    }
  }

  @Test
  void aTargetMustBeNewOrEmpty() throws IOException {
    try (PinfoldStore store = open(SegmentRetention.KEEP)) {
      store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH).add("one");
    }
    Path full = Files.createDirectory(scratch.resolve("full"));
    Files.createFile(full.resolve("file"));
    Path partial = Files.createDirectory(scratch.resolve("new.partial"));
    Path empty = Files.createDirectory(scratch.resolve("empty"));
    try (PastQueues past =
        OfflineStore.at(directory()).replay(Optional.empty(), ReadProgress.NONE)) {
      assertThatThrownBy(() -> copy(past, full))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(full + " is there already");
      assertThatThrownBy(() -> copy(past, scratch.resolve("new")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(partial + " is left over");
      copy(past, empty);
    }
    assertThat(full.resolve("file")).exists();
    assertThat(scratch.resolve("new")).doesNotExist();
    assertThat(OfflineStore.at(empty).verify(ReadProgress.NONE).messages()).isEqualTo(1);
    assertThat(scratch.resolve("empty.partial")).doesNotExist();
  }

  private static void copy(PastQueues past, Path target) throws IOException {
    past.copyTo(
        target,
        StoreOptions.DEFAULTS.withSegmentBytes(past.segmentBytes()),
        UnaryOperator.identity(),
        ReadProgress.NONE);
  }

  /** What fails halfway leaves nothing, and the source is as it was. */
  @Test
  void aCopyThatFailsLeavesNothing() throws IOException {
    try (PinfoldStore store = open(SegmentRetention.KEEP)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 9; i++) {
        queue.add(new byte[50_000]);
      }
    }
    try (PastQueues past =
        OfflineStore.at(directory()).replay(Optional.empty(), ReadProgress.NONE)) {
      Path second = directory().resolve("journal/0000000002.pfj");
      byte[] bytes = Files.readAllBytes(second);
      bytes[30_000] ^= 1;
      Files.write(second, bytes);
      assertThatThrownBy(() -> copy(past, scratch.resolve("copy")))
          .isInstanceOf(StoreCorruptException.class);
    }
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).containsExactly(directory());
    }
  }

  @Test
  void momentsThatNothingTellsOf() {
    try (PinfoldStore store = open(SegmentRetention.DELETE)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 40; i++) {
        queue.add(new byte[50_000]);
        assertThat(queue.takeOldest()).isPresent();
        clock.advance(1_000);
        if (i % 10 == 9) {
          assertThat(store.snapshot()).isPositive();
        }
      }
      int unused = store.compact();
    }
    assertThatThrownBy(() -> replay(new JournalBound.OfTransaction(3)))
        .isInstanceOf(NoSuchMomentException.class)
        .hasMessageContaining("nothing tells of the queues at transaction 3");
    assertThatThrownBy(() -> replay(new JournalBound.OfTime(Instant.ofEpochMilli(START))))
        .isInstanceOf(NoSuchMomentException.class)
        .hasMessageContaining("the journal does not tell what was there at");
    assertThatThrownBy(() -> replay(new JournalBound.OfTransaction(1_000)))
        .isInstanceOf(NoSuchMomentException.class)
        .hasMessageContaining("transaction 1000 is behind the journal's last");
    assertThatThrownBy(() -> replay(new JournalBound.OfOperation(3, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Segments in the middle were given back: what was there at a time within is not known. */
  @Test
  void aTimeWithinAGapIsNotKnown() {
    int before = 3;
    try (PinfoldStore store = open(SegmentRetention.DELETE)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < before; i++) {
        queue.add(new byte[50_000]); // stay, and the first segment with them
      }
      for (int i = 0; i < 24; i++) {
        clock.advance(1_000);
        queue.add(new byte[50_000]);
        if (i < 20) {
          assertThat(queue.takeNewest()).isPresent();
        }
      }
      assertThat(store.snapshot()).isPositive();
      queue.add(new byte[1]);
      assertThat(store.snapshot()).isPositive();
      int unused = store.compact();
    }
    assertThat(directory().resolve("journal/0000000003.pfj")).doesNotExist();
    for (int second = 0; second <= 24; second++) {
      JournalBound then = new JournalBound.OfTime(Instant.ofEpochMilli(START + 1_000L * second));
      try (PastQueues past = replay(then)) {
        assertThat(past.queues().get(0).nextNumber())
            .as("%s s", second)
            .isEqualTo(before + second + 1L + (second == 24 ? 1 : 0));
      } catch (NoSuchMomentException e) {
        assertThat(second).as("%s", e).isBetween(1, 23);
      }
    }
  }

  @Test
  void whatIsBeforeDamageIsKnown() throws IOException {
    try (PinfoldStore store = open(SegmentRetention.KEEP)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 9; i++) {
        queue.add(new byte[50_000]);
      }
    }
    Path second = directory().resolve("journal/0000000002.pfj");
    byte[] bytes = Files.readAllBytes(second);
    bytes[30_000] ^= 1;
    Files.write(second, bytes);
    try (PastQueues past = replay(new JournalBound.OfTransaction(3))) {
      assertThat(past.queues().get(0).count()).isEqualTo(2);
    }
    assertThatThrownBy(() -> replay(new JournalBound.OfTransaction(9)))
        .isInstanceOf(StoreCorruptException.class);
    assertThatThrownBy(
            () -> OfflineStore.at(directory()).replay(Optional.empty(), ReadProgress.NONE))
        .isInstanceOf(StoreCorruptException.class);
  }
}
