package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the journal is applied without reading anything: here every index and every sealed
 * segment is out of reach from the end of the decision to the end of the call.
 */
@Timeout(120)
class ApplyTest {
  private static final int FILLERS = 30_000;

  @TempDir Path root;

  private final SettableClock clock = new SettableClock(1_000_000);
  private PinfoldStore store;

  private void open() {
    store = PinfoldStore.open(root.resolve("store"), SmallStore.TIGHT.withClock(clock));
  }

  private MessageQueue<String> queue(String name) {
    return store.queue(name, Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  private void pushAllOffTheHeap() {
    MessageQueue<String> fillers = queue("filler");
    for (int i = 0; i < FILLERS; i++) {
      long unused = fillers.add("filler");
    }
  }

  private interface Body {
    void run(QueueTransaction transaction);
  }

  /** Runs a transaction that can read while it is decided, and no more from then on. */
  private void transactOutOfReach(Body body) throws IOException {
    Path journal = root.resolve("store/journal");
    Path away = Files.createDirectory(root.resolve("away"));
    boolean unused =
        store.transact(
            transaction -> {
              body.run(transaction);
              moveSealed(away);
              forgetIndexes();
              return true;
            });
    for (Path segment : StoreFiles.list(away)) {
      Files.move(segment, journal.resolve(segment.getFileName()));
    }
    Files.delete(away);
  }

  private void moveSealed(Path away) {
    try {
      int open = store.archive().openSegment();
      for (Path segment : SmallStore.segments(root.resolve("store"))) {
        String name = segment.getFileName().toString();
        if (Integer.parseInt(name.substring(0, name.indexOf('.'))) < open) {
          Files.move(segment, away.resolve(name));
        }
      }
      assertThat(StoreFiles.list(away)).hasSizeGreaterThan(3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forgetIndexes() {
    try {
      store.archive().machine().journal().indexes().keepOnly(segment -> false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reopen() {
    store.close();
    open();
    assertThat(store.recovery().cut()).isEmpty();
  }

  @Test
  void addsBehindMessagesThatLeftTheHeap() throws IOException {
    open();
    for (int i = 0; i < 3; i++) {
      long unused = queue("b").add("earlier " + i);
    }
    pushAllOffTheHeap();
    transactOutOfReach(
        transaction -> {
          long debit = transaction.queue("a", Codecs.text()).add("debit");
          long credit = transaction.queue("b", Codecs.text()).add("credit");
          assertThat(debit + credit).isEqualTo(5);
        });
    reopen();
    assertThat(queue("b").takeNewest().orElseThrow().payload()).isEqualTo("credit");
    for (int i = 0; i < 3; i++) {
      assertThat(queue("b").takeOldest().orElseThrow().payload()).isEqualTo("earlier " + i);
    }
    store.close();
  }

  /** More chunks than there is heap for: each stays, once the transaction asked for it. */
  @Test
  void removalsAllOverABacklog() throws IOException {
    open();
    int queues = 60;
    for (int q = 0; q < queues; q++) {
      MessageQueue<String> queue = queue("q" + q);
      for (int i = 0; i < 20; i++) {
        long unused = queue.add(q + "/" + i);
      }
    }
    pushAllOffTheHeap();
    transactOutOfReach(
        transaction -> {
          for (long number : new long[] {300, 2_000, 9_000, 17_000, 25_000, 400}) {
            assertThat(transaction.queue("filler", Codecs.text()).remove(number)).isTrue();
          }
          for (int q = 0; q < queues; q++) {
            assertThat(transaction.queue("q" + q, Codecs.text()).remove(7)).isTrue();
            assertThat(transaction.queue("q" + q, Codecs.text()).add("new")).isEqualTo(21);
          }
        });
    reopen();
    assertThat(queue("filler").count()).isEqualTo(FILLERS - 6);
    for (int q = 0; q < queues; q++) {
      assertThat(queue("q" + q).count()).isEqualTo(20);
      assertThat(queue("q" + q).peek(7)).isEmpty();
      assertThat(queue("q" + q).peek(8).orElseThrow().payload()).isEqualTo(q + "/7");
    }
    store.close();
  }

  /** What has expired goes in the transaction that adds to the same chunk. */
  @Test
  void expiryBesideAnAdd() throws IOException {
    open();
    MessageQueue<String> aged =
        store.queue(
            "aged", Codecs.text(), QueuePolicy.PROCESS_CRASH.withMaxAge(Duration.ofHours(1)));
    for (int i = 0; i < 100; i++) {
      long unused = aged.add("old " + i);
    }
    pushAllOffTheHeap();
    clock.advance(Duration.ofHours(2).toMillis());
    transactOutOfReach(
        transaction ->
            assertThat(transaction.queue("aged", Codecs.text()).add("new")).isEqualTo(101));
    reopen();
    assertThat(queue("filler").count()).isEqualTo(FILLERS);
    MessageQueue<String> again = store.queue("aged", Codecs.text());
    assertThat(again.count()).isEqualTo(1);
    assertThat(again.takeOldest().orElseThrow().payload()).isEqualTo("new");
    store.close();
  }

  /** All go in a transaction that adds to the chunk of the last ones. */
  @Test
  void purgeBesideAnAdd() throws IOException {
    open();
    MessageQueue<String> purged = store.queue("purged", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    for (int i = 0; i < 100; i++) {
      long unused = purged.add("old " + i);
    }
    pushAllOffTheHeap();
    transactOutOfReach(
        transaction -> {
          assertThat(transaction.queue("purged", Codecs.text()).purge()).isEqualTo(100);
          assertThat(transaction.queue("purged", Codecs.text()).add("new")).isEqualTo(101);
        });
    reopen();
    assertThat(store.queue("purged", Codecs.text()).takeOldest().orElseThrow().payload())
        .isEqualTo("new");
    assertThat(store.queue("purged").count()).isZero();
    store.close();
  }
}
