package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.model.SettableClock;
import dev.pinfold.offline.RawJournal.Op;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is read of a journal, in every order and with every filter, is what a plain reader finds.
 */
class JournalReadTest {
  private static final long START = 1_700_000_000_000L;
  private static final int STEPS = 14_000;
  private static final long MOST = Long.MAX_VALUE;

  @TempDir Path directory;
  private Random random;
  private OfflineStore store;
  private List<Op> all;

  @BeforeEach
  void fill() throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("JournalReadTest: -Dpinfold.seed=" + seed);
    random = new Random(seed);
    SettableClock clock = new SettableClock(START);
    try (PinfoldStore written =
        PinfoldStore.open(directory, Written.options(clock, SegmentRetention.KEEP))) {
      new Written(written, clock, random).work(STEPS);
    }
    store = OfflineStore.at(directory);
    all = RawJournal.of(directory);
    assertThat(all).hasSizeGreaterThan(STEPS / 2);
  }

  @Test
  void everythingInBothOrders() {
    List<JournalEntry> forward = new ArrayList<>();
    ReadReport report = store.read(JournalQuery.ALL, forward::add, ReadProgress.NONE);
    assertThat(forward.stream().map(JournalReadTest::op)).isEqualTo(all);
    assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(report.journal().lastTransaction()).isEqualTo(all.get(all.size() - 1).transaction());
    assertThat(forward.stream().map(JournalEntry::segment).distinct().count()).isGreaterThan(2);
    for (int i = 0; i + 1 < forward.size(); i++) {
      assertThat(forward.get(i).last())
          .isEqualTo(forward.get(i).transaction() != forward.get(i + 1).transaction());
    }

    List<JournalEntry> backward = new ArrayList<>();
    ReadReport again = store.readBackward(JournalQuery.ALL, backward::add);
    Collections.reverse(backward);
    assertThat(backward.stream().map(JournalReadTest::op)).isEqualTo(all);
    assertThat(backward.stream().map(JournalEntry::last))
        .isEqualTo(forward.stream().map(JournalEntry::last).toList());
    assertThat(backward.stream().map(JournalEntry::offset))
        .isEqualTo(forward.stream().map(JournalEntry::offset).toList());
    assertThat(again).isEqualTo(report);
  }

  @Test
  void eachFilterInBothOrders() {
    for (int i = 0; i < 60; i++) {
      JournalQuery query = query();
      List<Op> expected = all.stream().filter(model(query)).toList();
      assertThat(read(query)).as("%s", query).isEqualTo(expected);
      List<Op> backward = readBackward(query, Integer.MAX_VALUE);
      Collections.reverse(backward);
      assertThat(backward).as("backward %s", query).isEqualTo(expected);
      int last = 1 + random.nextInt(20);
      List<Op> some = readBackward(query, last);
      Collections.reverse(some);
      assertThat(some)
          .as("the last %d of %s", last, query)
          .isEqualTo(expected.subList(Math.max(0, expected.size() - last), expected.size()));
    }
  }

  @Test
  void operationsOfATransactionAreBounds() {
    for (int i = 0; i < 20; i++) {
      int from = random.nextInt(all.size());
      int to = from + random.nextInt(all.size() - from);
      JournalQuery query = JournalQuery.ALL.from(place(from)).to(place(to));
      assertThat(read(query)).isEqualTo(all.subList(from, to + 1));
    }
  }

  @Test
  void nothingIsReadOfPayloadsThatAreNotAskedFor() {
    store.read(
        JournalQuery.ALL.withoutContent(),
        entry -> {
          entry.message().ifPresent(message -> assertThat(message.payload()).isNull());
          return true;
        },
        ReadProgress.NONE);
  }

  /** More than a pass backward keeps the places of. */
  @Test
  void manyDocumentsInASegment() throws IOException {
    Path other = directory.resolve("other");
    SettableClock clock = new SettableClock(START);
    try (PinfoldStore written =
        PinfoldStore.open(
            other, Written.options(clock, SegmentRetention.KEEP).withSegmentBytes(1 << 20))) {
      var queue = written.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 20_000; i++) {
        queue.add(new byte[0]);
      }
    }
    List<Op> expected = RawJournal.of(other);
    Map<Integer, Long> bySegment = new TreeMap<>();
    List<Op> backward = new ArrayList<>();
    ReadReport report =
        OfflineStore.at(other)
            .readBackward(
                JournalQuery.ALL,
                entry -> {
                  bySegment.merge(entry.segment(), 1L, Long::sum);
                  return backward.add(op(entry));
                });
    Collections.reverse(backward);
    assertThat(backward).isEqualTo(expected);
    assertThat(bySegment.get(1)).isGreaterThan(2 * 4096L);
    assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
  }

  @Test
  void progressEndsWithEverything() {
    List<Long> told = new ArrayList<>();
    store.read(
        JournalQuery.ALL,
        entry -> true,
        (bytes, total) -> {
          assertThat(bytes).isBetween(0L, total);
          told.add(total - bytes);
        });
    assertThat(told).isSortedAccordingTo(Collections.reverseOrder()).endsWith(0L);
  }

  /** In order, what carries no time did not happen before any addition that is read before it. */
  @Test
  void lowerBoundsOfTimes() {
    List<Optional<Instant>> latest = new ArrayList<>();
    List<JournalEntry> forward = new ArrayList<>();
    ReadReport whole = store.read(JournalQuery.ALL, forward::add, ReadProgress.NONE);
    assertThat(whole.journal().damages()).isEmpty();
    Optional<Instant> last = Optional.empty();
    for (JournalEntry entry : forward) {
      if (entry.time().isPresent() && (last.isEmpty() || entry.time().get().isAfter(last.get()))) {
        last = entry.time();
      }
      latest.add(last);
      assertThat(entry.notBefore()).isEqualTo(entry.time().isPresent() ? Optional.empty() : last);
    }
    int start = forward.size() / 2;
    List<JournalEntry> half = new ArrayList<>();
    JournalQuery query = JournalQuery.ALL.from(place(start)).ofKinds(Set.of(EntryKind.TAKEN));
    ReadReport part = store.read(query, half::add, ReadProgress.NONE);
    assertThat(part.journal().damages()).isEmpty();
    assertThat(half).isNotEmpty();
    int at = start;
    for (JournalEntry entry : half) {
      while (!op(forward.get(at)).equals(op(entry))) {
        at++;
      }
      Instant most = latest.get(at).orElse(Instant.MIN);
      assertThat(entry.notBefore().filter(bound -> bound.isAfter(most))).isEmpty();
    }
    ReadReport again =
        store.readBackward(
            JournalQuery.ALL,
            entry -> {
              assertThat(entry.notBefore()).isEmpty();
              return true;
            });
    assertThat(again.journal().damages()).isEmpty();
  }

  private JournalBound place(int index) {
    return new JournalBound.OfOperation(all.get(index).transaction(), all.get(index).index());
  }

  private JournalQuery query() {
    Set<String> queues = new HashSet<>();
    for (int i = random.nextInt(4); i > 1; i--) {
      queues.add(random.nextInt(10) == 0 ? "none" : Written.QUEUES.get(random.nextInt(3)));
    }
    Set<EntryKind> kinds = EnumSet.allOf(EntryKind.class);
    if (random.nextInt(3) == 0) {
      kinds.removeIf(kind -> random.nextInt(3) > 0);
      kinds.add(EntryKind.TAKEN);
    }
    JournalQuery wide = new JournalQuery(queues, bound(0.6), bound(1.1), kinds, 0, MOST, true);
    long first = 1L + random.nextInt(3000);
    return switch (random.nextInt(6)) {
      case 0 -> wide.ofMessages(first, first);
      case 1 -> wide.ofMessages(first, MOST);
      case 2 -> wide.ofMessages(1, first);
      default -> wide;
    };
  }

  /** Within the journal, as a rule; sometimes before or behind it. */
  private Optional<JournalBound> bound(double most) {
    double share = random.nextDouble() * most;
    Op end = all.get(all.size() - 1);
    long lastArrival = all.stream().mapToLong(Op::arrival).max().orElseThrow();
    return switch (random.nextInt(4)) {
      case 0 -> Optional.of(new JournalBound.OfTransaction((long) (share * end.transaction())));
      case 1 ->
          Optional.of(
              new JournalBound.OfTime(
                  Instant.ofEpochMilli(
                      START - 1000 + (long) (share * (lastArrival - START + 2000)))));
      case 2 -> Optional.of(place(Math.min(all.size() - 1, (int) (share * all.size()))));
      default -> Optional.empty();
    };
  }

  /** Stateful: for one pass over all in their order. */
  private static Predicate<Op> model(JournalQuery query) {
    long[] latest = {Long.MIN_VALUE};
    return op -> {
      if (op.kind().equals("added")) {
        latest[0] = Math.max(latest[0], op.arrival());
      }
      boolean isFrom = query.from().isEmpty() || compare(op, query.from().get(), latest[0], true);
      boolean isTo = query.to().isEmpty() || compare(op, query.to().get(), latest[0], false);
      return isFrom
          && isTo
          && (query.queues().isEmpty() || query.queues().contains(op.queue()))
          && query.kinds().contains(EntryKind.valueOf(op.kind().toUpperCase(Locale.ROOT)))
          && (query.firstMessage() == 0
              || (op.first() > 0
                  && op.first() <= query.lastMessage()
                  && op.last() >= query.firstMessage()));
    };
  }

  private static boolean compare(Op op, JournalBound bound, long latest, boolean isFrom) {
    int sign = isFrom ? 1 : -1;
    if (bound instanceof JournalBound.OfTransaction transaction) {
      return Long.compare(op.transaction(), transaction.number()) * sign >= 0;
    } else if (bound instanceof JournalBound.OfOperation place) {
      int order = Long.compare(op.transaction(), place.transaction());
      return (order == 0 ? Integer.compare(op.index(), place.index()) : order) * sign >= 0;
    }
    long time = ((JournalBound.OfTime) bound).time().toEpochMilli();
    return Long.compare(latest, time) * sign >= 0;
  }

  private List<Op> read(JournalQuery query) {
    List<Op> found = new ArrayList<>();
    store.read(query, entry -> found.add(op(entry)), ReadProgress.NONE);
    return found;
  }

  private List<Op> readBackward(JournalQuery query, int most) {
    List<Op> found = new ArrayList<>();
    store.readBackward(
        query,
        entry -> {
          found.add(op(entry));
          return found.size() < most;
        });
    return found;
  }

  static Op op(JournalEntry entry) {
    return new Op(
        entry.transaction(),
        entry.index(),
        entry.kind().name().toLowerCase(Locale.ROOT),
        entry.queue(),
        entry.firstNumber(),
        entry.lastNumber(),
        entry.message().map(message -> message.arrivalMillis()).orElse(-1L),
        entry
            .message()
            .map(message -> new String(message.payload(), StandardCharsets.ISO_8859_1))
            .orElse(""));
  }
}
