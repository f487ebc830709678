package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beside an owner that writes all the time, takes snapshots, and gives segments back as quickly as
 * it can: what is seen is always a whole state of the recent past.
 */
@Timeout(180)
class LiveTest {
  private static final int LOOKS = 25;
  private static final int GONE = 5;
  private static final String PAYLOAD = "x".repeat(700);
  private static final int BACKLOG = 200;
  private static final int FOLLOWED = 20_000;

  private final AtomicBoolean ended = new AtomicBoolean();
  @TempDir Path directory;
  private PinfoldStore store;
  private CompletableFuture<Long> writer;

  @BeforeEach
  void write() {
    store =
        PinfoldStore.open(
            directory,
            StoreOptions.DEFAULTS
                .withSegmentBytes(256 << 10)
                .withSnapshots(new SnapshotPolicy(500, 0, Duration.ZERO, true)));
    writer = CompletableFuture.supplyAsync(this::keepWriting);
  }

  /** A queue that moves on, and one of which a little stays behind. */
  private long keepWriting() {
    MessageQueue<String> moving = store.queue("moving", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    MessageQueue<String> kept = store.queue("kept", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    long last = 0;
    long emptied = 0;
    while (!ended.get()) {
      last = moving.add(PAYLOAD);
      if (last > BACKLOG) {
        moving.takeOldest();
      }
      if (last % 100 == 0) {
        kept.add("after " + last);
      }
      if (last % 2000 == 0) {
        long unused = store.snapshot();
        emptied += store.compact();
      }
    }
    return emptied;
  }

  @AfterEach
  void end() {
    ended.set(true);
    long emptied = writer.join();
    System.out.println("LiveTest: segments given back by compaction: " + emptied);
    store.close();
  }

  @Test
  void everyLookIsSound() {
    OfflineStore offline = OfflineStore.at(directory);
    long before = 0;
    for (int i = 0; i < LOOKS || segmentsGone() < GONE; i++) {
      Inspection seen = offline.inspect(ReadProgress.NONE, InstantSource.system());
      requireSound(seen.journal(), seen.snapshots());
      assertThat(seen.owner().orElseThrow().state()).isEqualTo(Owner.State.OPEN);
      assertThat(seen.journal().lastTransaction()).isGreaterThanOrEqualTo(before);
      before = seen.journal().lastTransaction();
      seen.queues().stream()
          .filter(queue -> queue.name().equals("moving"))
          .forEach(queue -> assertThat(queue.messages()).isBetween(0L, BACKLOG + 1L));
      assertThat(writer).isNotDone();
    }
    assertThat(before).isPositive();
  }

  @Test
  void everyVerificationIsSound() {
    OfflineStore offline = OfflineStore.at(directory);
    for (int i = 0; i < LOOKS || segmentsGone() < GONE; i++) {
      Verification found = offline.verify(ReadProgress.NONE);
      requireSound(found.journal(), found.snapshots());
      assertThat(found.agrees()).as("%s", found.comparisons()).isTrue();
      assertThat(writer).isNotDone();
    }
  }

  @Test
  void everyPassIsSoundAndInOrder() {
    OfflineStore offline = OfflineStore.at(directory);
    for (int i = 0; i < LOOKS || segmentsGone() < GONE; i++) {
      List<Long> forward = new ArrayList<>();
      ReadReport read =
          offline.read(
              JournalQuery.ALL, entry -> forward.add(entry.transaction()), ReadProgress.NONE);
      requireSound(read.journal(), read.snapshots());
      assertThat(forward).isSorted();
      List<Long> backward = new ArrayList<>();
      ReadReport back =
          offline.readBackward(JournalQuery.ALL, entry -> backward.add(entry.transaction()));
      requireSound(back.journal(), back.snapshots());
      Collections.reverse(backward);
      assertThat(backward).isSorted();
      assertThat(writer).isNotDone();
    }
  }

  private int segmentsGone() {
    List<SegmentReport> segments = store.whyKept();
    return segments.get(segments.size() - 1).segment() - segments.size();
  }

  private static void requireSound(JournalVerdict journal, List<SeenSnapshot> snapshots) {
    assertThat(journal.damages()).isEmpty();
    assertThat(journal.cut()).isEmpty();
    assertThat(snapshots).allMatch(SeenSnapshot::isGood);
  }

  @Test
  void aFollowerSeesAllThatComesOrIsToldWhatItMissed() {
    List<Long> order = new ArrayList<>();
    long[] missed = new long[1];
    EntryVisitor visitor =
        new EntryVisitor() {
          @Override
          public boolean entry(JournalEntry entry) {
            if (order.isEmpty() || order.get(order.size() - 1) != entry.transaction()) {
              order.add(entry.transaction());
            }
            return order.size() < FOLLOWED;
          }

          @Override
          public void missed(long first, long last) {
            if (!order.isEmpty()) {
              assertThat(first).isGreaterThan(order.get(order.size() - 1));
              missed[0] += last - first + 1;
            }
          }
        };
    OfflineStore offline = OfflineStore.at(directory);
    JournalQuery fromNow =
        JournalQuery.ALL.withoutContent().from(new JournalBound.OfTransaction(now(offline)));
    ReadReport report = offline.follow(fromNow, visitor, () -> true);
    requireSound(report.journal(), report.snapshots());
    assertThat(order).isSorted().hasSize(FOLLOWED);
    assertThat(order.get(FOLLOWED - 1) - order.get(0) + 1)
        .as("with what had gone before the pass began")
        .isGreaterThanOrEqualTo(FOLLOWED + missed[0]);
  }

  private static long now(OfflineStore offline) {
    return offline.inspect(ReadProgress.NONE, InstantSource.system()).journal().lastTransaction();
  }
}
