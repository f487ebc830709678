package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Following a journal shows what was there, and then all that comes, over segments and owners. */
@Timeout(120)
class FollowTest {
  private static final StoreOptions OPTIONS =
      Written.options(new SettableClock(1_700_000_000_000L), SegmentRetention.KEEP);

  private final BlockingQueue<JournalEntry> shown = new LinkedBlockingQueue<>();
  private final AtomicBoolean goOn = new AtomicBoolean(true);
  @TempDir Path directory;
  private PinfoldStore store;
  private MessageQueue<String> queue;

  @BeforeEach
  void open() {
    store = PinfoldStore.open(directory, OPTIONS);
    queue =
        store.exists("q")
            ? store.queue("q", Codecs.text())
            : store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private CompletableFuture<ReadReport> follow(JournalQuery query) {
    return CompletableFuture.supplyAsync(
        () -> OfflineStore.at(directory).follow(query, shown::add, goOn::get));
  }

  private JournalEntry next() throws InterruptedException {
    JournalEntry entry = shown.poll(60, TimeUnit.SECONDS);
    assertThat(entry).isNotNull();
    return entry;
  }

  @Test
  void everythingOverManySegmentsAndOwners() throws Exception {
    queue.add("before");
    CompletableFuture<ReadReport> follower = follow(JournalQuery.ALL);
    assertThat(next().kind()).isEqualTo(EntryKind.OPENED);
    assertThat(next().message().orElseThrow().payload())
        .isEqualTo("before".getBytes(StandardCharsets.UTF_8));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 200; i++) {
        queue.add("x".repeat(2000) + i);
        if (i % 3 == 0) {
          queue.takeOldest();
        }
      }
      store.close();
      open();
    }
    queue.drop();
    List<JournalEntry> all = new ArrayList<>();
    do {
      all.add(next());
    } while (all.get(all.size() - 1).kind() != EntryKind.DROPPED);
    goOn.set(false);
    ReadReport report = follower.get(60, TimeUnit.SECONDS);
    assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(shown).isEmpty();
    List<RawJournal.Op> expected = RawJournal.of(directory);
    assertThat(all.stream().map(JournalReadTest::op))
        .isEqualTo(expected.subList(2, expected.size()));
    assertThat(all.stream().map(JournalEntry::segment).distinct().count()).isGreaterThan(4);
  }

  /** An opening makes a segment anew that holds nothing but its header. */
  @Test
  void goesOnInASegmentThatTheNextOwnerMakesAnew() throws Exception {
    queue.add("before");
    store.close();
    open();
    CompletableFuture<ReadReport> follower = follow(JournalQuery.ALL);
    assertThat(next().kind()).isEqualTo(EntryKind.OPENED);
    assertThat(next().firstNumber()).isEqualTo(1);
    store.close();
    open();
    queue.add("behind");
    assertThat(next().firstNumber()).isEqualTo(2);
    goOn.set(false);
    ReadReport report = follower.get(60, TimeUnit.SECONDS);
    assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
  }

  @Test
  void onlyWhatIsAskedFor() throws Exception {
    CompletableFuture<ReadReport> follower =
        follow(JournalQuery.ALL.ofQueue("q").ofKinds(java.util.Set.of(EntryKind.TAKEN)));
    queue.addAll(List.of("a", "b"));
    queue.takeOldest();
    assertThat(next().firstNumber()).isEqualTo(1);
    queue.takeOldest();
    assertThat(next().firstNumber()).isEqualTo(2);
    goOn.set(false);
    assertThat(follower.get(60, TimeUnit.SECONDS).snapshots()).isEmpty();
  }

  @Test
  void anEndThatIsReached() throws Exception {
    CompletableFuture<ReadReport> follower =
        follow(JournalQuery.ALL.to(new JournalBound.OfTransaction(3)));
    for (int i = 0; i < 5; i++) {
      queue.add("x");
    }
    ReadReport report = follower.get(60, TimeUnit.SECONDS);
    assertThat(shown).extracting(JournalEntry::transaction).containsExactly(1L, 2L, 3L);
    assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
  }

  @Test
  void anInterruptEndsItAndStays() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              ReadReport unused =
                  OfflineStore.at(directory).follow(JournalQuery.ALL, shown::add, goOn::get);
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    assertThat(next().kind()).isEqualTo(EntryKind.OPENED);
    thread.interrupt();
    thread.join();
    assertThat(interrupted).isTrue();
  }

  /** What a visitor was told of. */
  private record Told(long first, long last, boolean missed) {}

  /** Its owner gives the segments back that it has not read yet. */
  @Test
  void aSlowOneIsToldWhatItMissed() throws Exception {
    store.close();
    Path other = directory.resolve("other");
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    List<Told> told = new CopyOnWriteArrayList<>();
    try (PinfoldStore owner =
        PinfoldStore.open(
            other,
            Written.options(new SettableClock(1_700_000_000_000L), SegmentRetention.DELETE))) {
      MessageQueue<String> busy = owner.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      EntryVisitor slow =
          new EntryVisitor() {
            @Override
            public boolean entry(JournalEntry entry) {
              if (entry.kind() == EntryKind.ADDED && entry.firstNumber() == 1) {
                blocked.countDown();
                awaitRelease(released);
              }
              told.add(new Told(entry.transaction(), entry.transaction(), false));
              return entry.kind() != EntryKind.PURGED;
            }

            @Override
            public void missed(long first, long last) {
              told.add(new Told(first, last, true));
            }
          };
      CompletableFuture<ReadReport> follower =
          CompletableFuture.supplyAsync(
              () -> OfflineStore.at(other).follow(JournalQuery.ALL, slow, () -> true));
      busy.add("first");
      blocked.await();
      for (int i = 0; i < 600; i++) {
        busy.add("x".repeat(2000));
        busy.takeNewest();
      }
      busy.takeOldest();
      for (int i = 0; i < 2; i++) {
        busy.add("y");
        assertThat(owner.snapshot()).isPositive();
      }
      int emptied = owner.compact(); // unless the store did it by itself
      assertThat(owner.whyKept().get(0).segment()).as("emptied: %d", emptied).isGreaterThan(3);
      released.countDown();
      busy.purge();
      ReadReport report = follower.get(60, TimeUnit.SECONDS);
      assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    }
    long next = 1;
    for (Told each : told) {
      assertThat(each.first()).isEqualTo(next);
      next = each.last() + 1;
    }
    assertThat(told).anyMatch(Told::missed);
  }

  private static void awaitRelease(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
