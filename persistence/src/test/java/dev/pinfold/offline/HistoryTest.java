package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.model.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lives of messages, as the journal tells them. */
class HistoryTest {
  private final SettableClock clock = new SettableClock(1_700_000_000_000L);
  @TempDir Path directory;
  private PinfoldStore store;
  private MessageQueue<String> queue;

  @BeforeEach
  void open() {
    store = PinfoldStore.open(directory, Written.options(clock, SegmentRetention.DELETE));
    queue = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<MessageLife> lives(long number) {
    MessageHistory history = OfflineStore.at(directory).history("q", number, ReadProgress.NONE);
    assertThat(history.report().journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    return history.lives();
  }

  private static List<EntryKind> kinds(MessageLife life) {
    return life.events().stream().map(JournalEntry::kind).toList();
  }

  @Test
  void leasedReleasedAndAcknowledged() {
    queue.add("a", Map.of("k", "v"));
    Message<String> first = queue.lease(Duration.ofMinutes(1)).orElseThrow();
    queue.release(first);
    queue.acknowledge(queue.lease(Duration.ofMinutes(1)).orElseThrow());
    MessageLife life = lives(1).get(0);
    assertThat(kinds(life))
        .containsExactly(
            EntryKind.ADDED,
            EntryKind.LEASED,
            EntryKind.RELEASED,
            EntryKind.LEASED,
            EntryKind.ACKNOWLEDGED);
    assertThat(life.end()).map(JournalEntry::kind).hasValue(EntryKind.ACKNOWLEDGED);
    assertThat(life.isWhole()).isTrue();
    assertThat(life.events().get(0).time()).hasValue(Instant.ofEpochMilli(1_700_000_000_000L));
    assertThat(life.events().get(1).time()).isEmpty();
  }

  /** Ranges that come later cover numbers whose messages ended before. */
  @Test
  void anEndIsTheLastThing() {
    queue.addAll(List.of("a", "b", "c"));
    queue.takeNewest();
    queue.purge();
    assertThat(kinds(lives(3).get(0))).containsExactly(EntryKind.ADDED, EntryKind.TAKEN);
    assertThat(kinds(lives(2).get(0))).containsExactly(EntryKind.ADDED, EntryKind.PURGED);
  }

  @Test
  void expiredOverflowedAndDropped() {
    queue.alter(QueuePolicy.PROCESS_CRASH.withMaxCount(2).withMaxAge(Duration.ofMinutes(1)));
    queue.addAll(List.of("a", "b", "c"));
    clock.advance(100_000);
    queue.add("d");
    queue.add("e");
    queue.drop();
    assertThat(kinds(lives(1).get(0))).containsExactly(EntryKind.ADDED, EntryKind.OVERFLOWED);
    assertThat(kinds(lives(3).get(0))).containsExactly(EntryKind.ADDED, EntryKind.EXPIRED);
    assertThat(kinds(lives(5).get(0))).containsExactly(EntryKind.ADDED, EntryKind.DROPPED);
  }

  @Test
  void eachQueueOfTheNameHasItsOwn() {
    queue.add("a");
    queue.drop();
    store.queue("q", Codecs.text(), QueuePolicy.POWER_LOSS).add("b");
    List<MessageLife> lives = lives(1);
    assertThat(lives).hasSize(2);
    assertThat(kinds(lives.get(0))).containsExactly(EntryKind.ADDED, EntryKind.DROPPED);
    assertThat(kinds(lives.get(1))).containsExactly(EntryKind.ADDED);
    assertThat(lives.get(1).end()).isEmpty();
    assertThat(lives(2)).isEmpty();
  }

  /** Then the name of the queue is known from a snapshot alone. */
  @Test
  void oneWhoseAdditionIsGone() {
    queue.add("stays");
    for (int i = 0; i < 300; i++) {
      queue.add("x".repeat(2000));
      queue.takeNewest();
    }
    long unused = store.snapshot();
    int emptied = store.compact();
    for (int i = 0; i < 2; i++) {
      queue.add("y");
      unused = store.snapshot();
    }
    emptied += store.compact(); // unless the store did it by itself
    assertThat(store.whyKept().get(0).segment()).as("emptied: %d", emptied).isGreaterThan(1);
    MessageLife life = lives(1).get(0);
    assertThat(kinds(life)).containsExactly(EntryKind.MOVED);
    assertThat(life.isWhole()).isFalse();
    assertThat(life.end()).isEmpty();
    assertThat(life.events().get(0).queue()).isEqualTo("q");
    assertThat(life.events().get(0).message().orElseThrow().arrivalMillis())
        .isEqualTo(1_700_000_000_000L);
  }

  /** Its opening has gone with its segment, and the snapshots that knew it were replaced. */
  @Test
  void aQueueWhoseNameNothingTells() {
    MessageQueue<String> gone = store.queue("gone", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    gone.add("a");
    gone.takeOldest();
    for (int i = 0; i < 300; i++) {
      queue.add("x".repeat(2000));
      queue.takeNewest();
    }
    long unused = store.snapshot();
    gone.drop();
    for (int i = 0; i < 2; i++) {
      queue.add("y");
      unused = store.snapshot();
    }
    int emptied = store.compact(); // unless the store did it by itself
    assertThat(store.whyKept().get(0).segment()).as("emptied: %d", emptied).isGreaterThan(1);
    List<JournalEntry> dropped = new ArrayList<>();
    ReadReport report =
        OfflineStore.at(directory)
            .readBackward(JournalQuery.ALL.ofKinds(Set.of(EntryKind.DROPPED)), dropped::add);
    assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(dropped).hasSize(1);
    assertThat(dropped.get(0).queue()).isNull();
    assertThat(dropped.get(0).operation().queueId()).isEqualTo(2);
  }
}
