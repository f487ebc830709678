package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places leave the heap, and are found again. */
class ResidencyTest {
  private static final long BUDGET = 64 << 10;
  private static final int SEGMENT = 256 << 10;
  private static final long CHUNK_BYTES = 4096L * JournalContent.BYTES_PER_SLOT;

  @TempDir Path root;

  private Path directory;
  private PinfoldStore store;

  private void open() {
    directory = directory == null ? root.resolve("store") : directory;
    store =
        PinfoldStore.open(
            directory,
            StoreOptions.DEFAULTS
                .withSegmentBytes(SEGMENT)
                .withResidentBytes(BUDGET)
                .withSnapshots(new SnapshotPolicy(0, 0, Duration.ZERO, true)));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** Also while nothing is committed after an opening: then no transaction needs any place. */
  @Test
  void theBudgetBoundsWhatIsOnlyRead() {
    open();
    for (long number = 1; number <= 60_000; number++) {
      queue(0).add(payload(0, number));
    }
    store.close();
    open();
    var live = store.archive().machine().state().queue("q0").live();
    store.archive().lock().lock();
    try {
      for (long number = 1; number <= 60_000; number++) {
        assertThat(live.get(number).number()).isEqualTo(number);
        assertThat(resident()).isLessThanOrEqualTo(BUDGET + 2 * CHUNK_BYTES);
      }
    } finally {
      store.archive().lock().unlock();
    }
  }

  private long resident() {
    return store.archive().machine().journal().residency().bytes();
  }

  private MessageQueue<byte[]> queue(int index) {
    return store.queue("q" + index, QueuePolicy.PROCESS_CRASH);
  }

  private static byte[] payload(int queue, long number) {
    return ByteBuffer.allocate(16).putInt(queue).putLong(number).array();
  }

  private static void requireIntact(Message<byte[]> message, int queue, long number) {
    assertThat(message.number()).isEqualTo(number);
    assertThat(message.payload()).isEqualTo(payload(queue, number));
  }

  /** More is kept only while it lies in the segment that is being written. */
  @Test
  void theBudgetBoundsTheHeap() {
    open();
    MessageQueue<byte[]> queue = queue(0);
    for (long number = 1; number <= 60_000; number++) {
      queue.add(payload(0, number));
      assertThat(resident()).isLessThanOrEqualTo(BUDGET + 2 * CHUNK_BYTES);
    }
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      long number = 1L + random.nextInt(60_000);
      requireIntact(queue.peek(number).orElseThrow(), 0, number);
      assertThat(resident()).isLessThanOrEqualTo(BUDGET + 2 * CHUNK_BYTES);
    }
  }

  @Test
  void manyQueuesInTurnKeepOnlyTheOpenSegmentsPart() {
    open();
    List<MessageQueue<byte[]>> queues = new ArrayList<>();
    for (int q = 0; q < 100; q++) {
      queues.add(queue(q));
    }
    long most = 0;
    for (long number = 1; number <= 600; number++) {
      for (int q = 0; q < queues.size(); q++) {
        queues.get(q).add(payload(q, number));
      }
      most = Math.max(most, resident());
    }
    // all would be 100 x 1,024 slots; a segment takes some 4,000 messages, 40 of each queue
    assertThat(most).isLessThan(100L * 1024 * JournalContent.BYTES_PER_SLOT / 2);
    takeAllInTurn(queues, 600);
  }

  @Test
  void backlogsReadInTurnAreRight() {
    open();
    for (int q = 0; q < 20; q++) {
      MessageQueue<byte[]> queue = queue(q);
      for (long number = 1; number <= 3_000; number++) {
        queue.add(payload(q, number));
      }
    }
    store.close();
    open();
    List<MessageQueue<byte[]>> queues = new ArrayList<>();
    List<MessageView<byte[]>> views = new ArrayList<>();
    for (int q = 0; q < 20; q++) {
      queues.add(queue(q));
      requireIntact(queue(q).peekNewest().orElseThrow(), q, 3_000);
      requireIntact(queue(q).peek(1_500).orElseThrow(), q, 1_500);
      views.add(queue(q).all());
    }
    for (int q = 0; q < 20; q++) { // onto chunks of which a window is on the heap
      assertThat(queue(q).add(payload(q, 3_001))).isEqualTo(3_001);
    }
    takeAllInTurn(queues, 3_001);
    for (int q = 0; q < 20; q++) {
      long number = 0;
      for (Message<byte[]> message : views.get(q)) {
        requireIntact(message, q, ++number);
      }
      assertThat(number).isEqualTo(3_000);
      views.get(q).close();
    }
  }

  private static void takeAllInTurn(List<MessageQueue<byte[]>> queues, int count) {
    for (long number = 1; number <= count; number++) {
      for (int q = 0; q < queues.size(); q++) {
        requireIntact(queues.get(q).takeOldest().orElseThrow(), q, number);
      }
    }
    queues.forEach(queue -> assertThat(queue.count()).isZero());
  }

  /** What follows a snapshot in its own segment is found again after its chunk left the heap. */
  @Test
  void recoveryKeepsWhatFollowsTheSnapshotInItsSegment() throws Exception {
    open();
    MessageQueue<byte[]> queue = queue(0);
    for (long number = 1; number <= 500; number++) {
      queue.add(payload(0, number));
    }
    store.snapshot();
    for (long number = 501; number <= 40_000; number++) {
      queue.add(payload(0, number));
    }
    for (long number = 501; number <= 600; number++) { // is looked for while it is replayed
      assertThat(queue.remove(number)).isTrue();
    }
    Path copy = root.resolve("killed");
    StoreFiles.copyAsKilled(store, directory, copy);
    store.close();
    directory = copy;
    open();
    assertThat(store.recovery().transactionsReplayed()).isEqualTo(39_600);
    for (long number = 1; number <= 40_000; number++) {
      if (number < 501 || number > 600) {
        requireIntact(queue(0).takeOldest().orElseThrow(), 0, number);
      }
    }
  }
}
