package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beside an owner that moves messages between two queues all the time, and gives back segments as
 * quickly as it can: each run is the store between two transactions.
 */
@Timeout(180)
class BusyBackupTest {
  private static final int RUNS = 12;
  private static final int MOVING = 50;
  private static final String LARGE = "x".repeat(20_000);

  @TempDir Path scratch;

  private final AtomicBoolean ended = new AtomicBoolean();
  private BackupFixture files;
  private PinfoldStore store;
  private CompletableFuture<Long> writer;

  @BeforeEach
  void write() {
    files = new BackupFixture(scratch);
    store = files.open();
    MessageQueue<String> left = store.queue("left", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    left.addAll(IntStream.range(0, MOVING).mapToObj(Integer::toString).toList());
    store.queue("right", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    store.queue("passing", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    writer = CompletableFuture.supplyAsync(this::keepWriting);
  }

  private long keepWriting() {
    MessageQueue<String> passing = store.queue("passing", Codecs.text());
    long moves = 0;
    while (!ended.get()) {
      move(moves / MOVING % 2 == 0 ? "left" : "right", moves / MOVING % 2 == 0 ? "right" : "left");
      moves++;
      passing.add(LARGE);
      assertThat(passing.takeOldest()).isPresent();
      if (moves % 30 == 0) {
        assertThat(store.snapshot()).isPositive();
        int unused = store.compact();
      }
    }
    return moves;
  }

  private void move(String from, String to) {
    store.transact(
        tx ->
            tx.queue(from, Codecs.text())
                .takeOldest()
                .map(message -> tx.queue(to, Codecs.text()).add(message.payload())));
  }

  @AfterEach
  void end() {
    ended.set(true);
    System.out.println("BusyBackupTest: moves: " + writer.join());
    store.close();
  }

  @Test
  void eachRunIsTheStoreBetweenTwoTransactions() throws Exception {
    long before = 0;
    for (int i = 0; i < RUNS || isAllThere(); i++) {
      Backup done = files.backup();
      long transaction = done.verification().journal().lastTransaction();
      assertThat(transaction).isGreaterThanOrEqualTo(before);
      before = transaction;
      Path restored = scratch.resolve("restored" + i);
      Restore unused =
          OfflineStore.restore(done.run(), restored, Optional.empty(), ReadProgress.NONE);
      try (PinfoldStore opened = files.open(restored)) {
        assertThat(opened.recovery().cut()).isEmpty();
        assertThat(opened.recovery().lastTransaction()).isEqualTo(transaction);
        assertThat(Stream.of("left", "right").flatMap(queue -> taken(opened, queue)))
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, MOVING).mapToObj(Integer::toString).toList());
        assertThat(taken(opened, "passing")).hasSizeBetween(0, 1);
      }
      assertThat(writer).isNotDone();
    }
  }

  private boolean isAllThere() {
    return store.whyKept().get(0).segment() == 1;
  }

  private static Stream<String> taken(PinfoldStore store, String queue) {
    List<String> payloads =
        store.queue(queue, Codecs.text()).takeOldest(2 * MOVING).stream()
            .map(message -> message.payload())
            .toList();
    return payloads.stream();
  }
}
