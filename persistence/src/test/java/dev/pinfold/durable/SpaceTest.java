package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Segments come back when, and only when, nothing needs them. */
@Timeout(180)
class SpaceTest {
  private static final int SEGMENT = 256 << 10;
  private static final SnapshotPolicy BY_CALL = new SnapshotPolicy(0, 0, Duration.ZERO, false);

  @TempDir Path root;

  private StoreOptions options =
      StoreOptions.DEFAULTS
          .withSegmentBytes(SEGMENT)
          .withResidentBytes(64 << 10)
          .withSnapshots(BY_CALL);
  private PinfoldStore store;

  @AfterEach
  void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  private Path directory() {
    return root.resolve("store");
  }

  private MessageQueue<String> open() {
    store = PinfoldStore.open(directory(), options);
    return store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  private static void add(MessageQueue<String> queue, int count) {
    for (int i = 0; i < count; i++) {
      long next = queue.info().map(info -> info.nextNumber()).orElse(1L);
      queue.add(payload(next));
    }
  }

  private static String payload(long number) {
    return number + " ".repeat(700);
  }

  private static void requireIntact(Message<String> message) {
    assertThat(message.payload()).isEqualTo(payload(message.number()));
  }

  /** Two snapshots with a transaction between them, and what they free. */
  private void twoSnapshots(MessageQueue<String> queue) {
    for (int i = 0; i < 2; i++) {
      queue.remove(queue.add("between"));
      store.snapshot();
    }
    store.archive().reclaim();
  }

  private List<String> reasonsOfFirst() {
    return store.whyKept().get(0).reasons();
  }

  private List<Integer> segments() {
    return store.whyKept().stream().map(SegmentReport::segment).toList();
  }

  @Test
  void whatIsEmptyComesBackAfterTwoSnapshots() {
    MessageQueue<String> queue = open();
    add(queue, 2_000);
    assertThat(segments()).hasSizeGreaterThan(5);
    assertThat(reasonsOfFirst()).anyMatch(reason -> reason.contains("live records"));
    queue.purge();
    store.compact();
    assertThat(reasonsOfFirst()).containsExactly("there are 0 good snapshots, fewer than 2");
    store.snapshot();
    store.compact();
    assertThat(segments()).startsWith(1);
    assertThat(reasonsOfFirst()).containsExactly("there are 1 good snapshots, fewer than 2");
    twoSnapshots(queue);
    assertThat(segments()).hasSize(1);
    assertThat(reasonsOfFirst()).contains("it is being written");
  }

  @Test
  void anOlderSnapshotPinsWhatItReads() {
    MessageQueue<String> queue = open();
    add(queue, 2_000);
    store.snapshot();
    long transaction = store.snapshot();
    queue.purge();
    store.snapshot();
    store.compact();
    assertThat(reasonsOfFirst())
        .containsExactly("the snapshot at transaction " + transaction + " reads from it");
  }

  @Test
  void keepKeepsAndCompactsNothing() {
    options = options.withRetention(SegmentRetention.KEEP).withCompactBelow(0.5);
    MessageQueue<String> queue = open();
    add(queue, 1_000);
    queue.takeOldest(900);
    int before = segments().size();
    long transaction = store.snapshot();
    assertThat(store.archive().compact()).isZero();
    twoSnapshots(queue);
    assertThat(segments()).hasSizeGreaterThanOrEqualTo(before).startsWith(1);
    assertThat(reasonsOfFirst()).containsExactly("the store keeps all segments");
    assertThat(transaction).isPositive();
  }

  @Test
  void moveMovesWithinItsLimits() throws IOException {
    Path moved = root.resolve("moved");
    long most = 4L * SEGMENT;
    options =
        options.withRetention(SegmentRetention.moveTo(moved).withLimits(Duration.ofDays(1), most));
    MessageQueue<String> queue = open();
    add(queue, 3_000);
    int last = segments().get(segments().size() - 1);
    queue.purge();
    twoSnapshots(queue);
    assertThat(StoreFiles.list(moved))
        .hasSize(4)
        .last()
        .satisfies(file -> assertThat(file.getFileName().toString()).contains("" + (last - 1)));
    Path old = StoreFiles.list(moved).get(0);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    store.archive().reclaim();
    assertThat(StoreFiles.list(moved)).hasSize(3).doesNotContain(old);
  }

  @Test
  void aViewPinsItsSegmentsAndShowsItsMoment() throws Exception {
    MessageQueue<String> queue = open();
    add(queue, 3_000);
    MessageView<String> view = queue.all();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService others = Executors.newFixedThreadPool(2);
    try {
      Future<Long> flow = others.submit(() -> flow(queue, stop));
      Future<Void> upkeep = others.submit(upkeep(queue, stop));
      for (int pass = 0; pass < 3; pass++) {
        long number = 0;
        for (Message<String> message : view) {
          assertThat(message.number()).isEqualTo(++number);
          requireIntact(message);
        }
        assertThat(number).isEqualTo(3_000);
      }
      stop.set(true);
      assertThat(flow.get()).isPositive();
      upkeep.get();
    } finally {
      stop.set(true);
      others.shutdown();
    }
    queue.purge();
    twoSnapshots(queue);
    assertThat(segments()).startsWith(1);
    assertThat(reasonsOfFirst()).containsExactly("open views read from it");
    view.close();
    store.archive().reclaim();
    assertThat(segments()).hasSize(1);
  }

  /** Takes and adds. */
  private static long flow(MessageQueue<String> queue, AtomicBoolean stop) {
    long taken = 0;
    while (!stop.get()) {
      requireIntact(queue.takeOldest().orElseThrow());
      add(queue, 1);
      taken++;
    }
    return taken;
  }

  private Callable<Void> upkeep(MessageQueue<String> queue, AtomicBoolean stop) {
    return () -> {
      while (!stop.get()) {
        store.snapshot();
        store.compact();
        assertThat(queue.count()).isPositive();
      }
      return null;
    };
  }

  @Test
  void aForgottenViewIsReleased() {
    MessageQueue<String> queue = open();
    add(queue, 1_000);
    assertThat(queue.all().iterator().next().number()).isEqualTo(1);
    queue.purge();
    twoSnapshots(queue);
    while (segments().size() > 1) { // the timeout ends it
      System.gc();
      store.archive().reclaim();
    }
  }

  @Test
  void survivorsMoveKeepTheirNumbersAndOutliveACrash() throws IOException {
    options = options.withCompactBelow(0.25);
    MessageQueue<String> fast = open();
    MessageQueue<String> slow = store.queue("slow", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    for (int i = 0; i < 20; i++) {
      add(slow, 1);
      add(fast, 500);
      fast.takeOldest(500);
    }
    int before = segments().size();
    store.compact();
    twoSnapshots(fast);
    assertThat(segments()).hasSizeLessThan(before / 4);
    requireSlow(slow);
    Path copy = root.resolve("killed");
    StoreFiles.copyAsKilled(store, directory(), copy);
    store.close();
    store = PinfoldStore.open(copy, options);
    requireSlow(store.queue("slow", Codecs.text()));
  }

  private static void requireSlow(MessageQueue<String> slow) {
    List<Long> numbers = new ArrayList<>();
    try (MessageView<String> all = slow.all()) {
      all.forEach(
          message -> {
            requireIntact(message);
            numbers.add(message.number());
          });
    }
    assertThat(numbers).hasSize(20).isSorted().startsWith(1L).endsWith(20L);
  }

  /** With the newest snapshot damaged after compaction and reclaiming, the older one still does. */
  @Test
  void theOlderSnapshotDoesAfterCompaction() throws IOException {
    options = options.withCompactBelow(0.25);
    MessageQueue<String> fast = open();
    MessageQueue<String> slow = store.queue("slow", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    for (int i = 0; i < 20; i++) {
      add(slow, 1);
      add(fast, 500);
      fast.takeOldest(500);
      if (i % 3 == 0) {
        store.snapshot();
        store.compact();
      }
    }
    store.snapshot();
    store.compact();
    store.close();
    List<Path> snapshots = StoreFiles.snapshots(directory());
    assertThat(snapshots).hasSize(2);
    StoreFiles.damage(snapshots.get(1));
    store = PinfoldStore.open(directory(), options);
    assertThat(store.recovery().rejectedSnapshots()).hasSize(1);
    requireSlow(store.queue("slow", Codecs.text()));
    assertThat(store.queue("q").count()).isZero();
  }

  /** What a flow made of the journal: bytes ever written, segments that are left. */
  private record Flow(long writtenBytes, int segmentsLeft) {}

  /** A flow that leaves one message of a thousand behind. */
  @Test
  void compactionWritesLittleAndFreesMuch() {
    Flow without = flow(0, 1_000);
    Flow with = flow(0.25, 1_000);
    System.out.printf("one of 1,000 stays: %s with compaction, %s without%n", with, without);
    assertThat((double) with.writtenBytes() / without.writtenBytes()).isLessThan(2);
    assertThat(with.segmentsLeft()).isLessThan(without.segmentsLeft() / 2);
  }

  /** A queue that is drained in order is not copied while it is drained. */
  @Test
  void aPlainFlowIsNotCopied() {
    Flow without = flow(0, Integer.MAX_VALUE);
    Flow with = flow(0.25, Integer.MAX_VALUE);
    System.out.printf("none stays: %s with compaction, %s without%n", with, without);
    assertThat((double) with.writtenBytes() / without.writtenBytes()).isLessThan(1.5);
  }

  private Flow flow(double compactBelow, int oneOf) {
    StoreFiles.delete(directory());
    options =
        options
            .withCompactBelow(compactBelow)
            .withSnapshots(new SnapshotPolicy(2_000, 0, Duration.ZERO, false));
    MessageQueue<String> queue = open();
    long next = 1;
    for (int i = 1; i <= 20_000; i++) {
      add(queue, 1);
      if (i > 1_000) {
        if (next % oneOf != 0) {
          assertThat(queue.remove(next)).isTrue();
        }
        next++;
      }
    }
    int emptied = store.compact(); // the keeper may have found no time for it in so short a flow
    assertThat(emptied).isNotNegative();
    twoSnapshots(queue);
    twoSnapshots(queue);
    long written = (long) store.archive().openSegment() * SEGMENT;
    Flow flow = new Flow(written, segments().size());
    store.close();
    return flow;
  }

  /** What is full of tiny messages is full, though their bytes are few. */
  @Test
  void tinyMessagesAreNotMovedForEver() {
    options = options.withCompactBelow(0.5);
    open();
    MessageQueue<byte[]> tiny = store.queue("tiny", QueuePolicy.PROCESS_CRASH);
    for (int i = 0; i < 20_000; i++) {
      tiny.add(new byte[0]);
    }
    assertThat(segments()).hasSizeGreaterThan(3);
    assertThat(store.archive().compact()).isZero();
  }

  /** A message that fits a document alone is moved alone. */
  @Test
  void messagesOfAllSizesAreMoved() {
    options = options.withCompactBelow(0.5);
    open();
    MessageQueue<byte[]> queue = store.queue("sizes", QueuePolicy.PROCESS_CRASH);
    queue.add(new byte[31 << 10]);
    queue.add(new byte[(SEGMENT / 4) - 200]);
    for (int i = 0; i < 1_000; i++) {
      queue.add(new byte[0]);
    }
    for (int i = 0; i < 4; i++) {
      queue.remove(queue.add(new byte[60 << 10]));
    }
    assertThat(store.archive().compact()).isPositive();
    assertThat(queue.peek(2).orElseThrow().payload()).hasSize((SEGMENT / 4) - 200);
    assertThat(store.whyKept().get(0).liveRecords()).isZero();
    assertThat(queue.count()).isEqualTo(1_002);
  }

  /** Segments may be smaller than they were: what does not fit them stays, and all else goes on. */
  @Test
  void aMessageTooLargeToBeMovedStopsNothing() {
    options = options.withSegmentBytes(4 * SEGMENT).withCompactBelow(0.5);
    open();
    MessageQueue<byte[]> large = store.queue("large", QueuePolicy.PROCESS_CRASH);
    large.add(new byte[SEGMENT / 4 + 20_000]);
    add(store.queue("q", Codecs.text()), 1_400);
    large.add(new byte[100]);
    add(store.queue("q", Codecs.text()), 1_400);
    store.queue("q").purge();
    store.close();
    options = options.withSegmentBytes(SEGMENT);
    MessageQueue<String> queue = open();
    assertThat(store.archive().compact()).isEqualTo(1);
    twoSnapshots(queue);
    assertThat(reasonsOfFirst()).anyMatch(reason -> reason.contains("too large to be moved"));
    assertThat(segments()).startsWith(1).doesNotContain(2);
    assertThat(store.archive().compact()).isZero();
    assertThat(store.queue("large").takeOldest(2)).hasSize(2);
  }

  /** From memory to the journal, too, a large message goes alone. */
  @Test
  void messagesOfAllSizesAreAltered() {
    open();
    MessageQueue<byte[]> queue = store.queue("sizes");
    queue.add(new byte[31 << 10]);
    queue.add(new byte[(SEGMENT / 4) - 200]);
    queue.alter(QueuePolicy.PROCESS_CRASH);
    assertThat(queue.peek(2).orElseThrow().payload()).hasSize((SEGMENT / 4) - 200);
  }

  @Test
  void evacuatingAClosedStoreEnds() {
    options = options.withCompactBelow(0.5);
    MessageQueue<String> queue = open();
    add(queue, 1_000);
    queue.takeOldest(300);
    int segment = segments().get(1);
    store.close();
    store.archive().machine().evacuate(segment);
  }

  @Test
  void aSnapshotOfAClosedStoreIsRefused() {
    open();
    store.close();
    assertThatThrownBy(store::snapshot).isInstanceOf(StoreClosedException.class);
  }

  /** Nobody has to ask for snapshots: a full store that was drained takes messages again. */
  @Test
  void aFullStoreThatWasDrainedHasRoomAgain() {
    options = options.withMaxBytes(8L * (SEGMENT + SEGMENT / 4));
    MessageQueue<String> queue = open();
    fill(queue);
    assertThat(queue.takeOldest(Integer.MAX_VALUE)).isNotEmpty();
    addWhenThereIsRoom(queue);
    fill(queue);
    queue.drop();
    addWhenThereIsRoom(store.queue("other", Codecs.text()));
  }

  private static void fill(MessageQueue<String> queue) {
    try {
      while (true) {
        add(queue, 1);
      }
    } catch (StoreFullException e) {
      assertThat(queue.count()).isPositive();
    }
  }

  private void addWhenThereIsRoom(MessageQueue<String> queue) {
    long number = 0;
    while (number == 0) { // the timeout ends it
      try {
        store.queue(queue.name(), Codecs.text(), QueuePolicy.PROCESS_CRASH);
        number = queue.add(payload(1));
      } catch (StoreFullException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** A segment may get the number of one that was cut off as a whole: its index must not. */
  @Test
  void anIndexWithoutItsSegmentGoesAtOpening() throws IOException {
    MessageQueue<String> queue = open();
    add(queue, 1_000);
    for (long number = 1; number <= 700; number++) {
      requireIntact(queue.takeOldest().orElseThrow());
    }
    store.close();
    store = PinfoldStore.open(directory(), options);
    List<Path> known = StoreFiles.list(directory().resolve("index"));
    int open = store.archive().openSegment();
    store.close();
    for (int segment = open; segment < open + 3; segment++) {
      Files.createFile(directory().resolve("index").resolve(SegmentIndex.fileName(segment)));
    }
    store = PinfoldStore.open(directory(), options);
    assertThat(StoreFiles.list(directory().resolve("index"))).isEqualTo(known);
  }

  @Test
  void withoutRoomForIndexesTheSegmentsAreSearched() throws IOException {
    MessageQueue<String> queue = open();
    add(queue, 3_000);
    store.close();
    Path index = directory().resolve("index");
    StoreFiles.delete(index);
    store = PinfoldStore.open(directory(), options);
    store.archive().lock().lock();
    try {
      store.archive().machine().journal().indexes().keepOnly(segment -> false);
      StoreFiles.delete(index); // nothing can be written there
    } finally {
      store.archive().lock().unlock();
    }
    MessageQueue<String> again = store.queue("q", Codecs.text());
    for (long number = 1; number <= 3_000; number++) {
      Message<String> message = again.takeOldest().orElseThrow();
      assertThat(message.number()).isEqualTo(number);
      requireIntact(message);
    }
    Files.createDirectories(index);
  }
}
