package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.Chunk;
import dev.pinfold.state.QueueState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeptChunkTest {
  private static final List<QueuePolicy> POLICIES =
      List.of(QueuePolicy.MEMORY, QueuePolicy.PROCESS_CRASH, QueuePolicy.PROCESS_CRASH);

  @TempDir Path root;
  private PinfoldStore store;
  private Random random;
  private final Set<byte[]> handed = Collections.newSetFromMap(new IdentityHashMap<>());

  private record Held(int queue, MessageView<byte[]> view, TreeSet<Long> numbers) {}

  private final ArrayDeque<Held> views = new ArrayDeque<>();
  private final Map<Integer, TreeSet<Long>> live = new HashMap<>();

  static IntStream seeds() {
    return IntStream.range(0, 25);
  }

  private final class Raw implements Codec<byte[]> {
    @Override
    public byte[] encode(byte[] p) {
      return p.clone();
    }

    @Override
    public byte[] decode(byte[] bytes) {
      assertThat(handed.add(bytes)).as("an array of its own").isTrue();
      return bytes;
    }
  }

  private final Raw raw = new Raw();

  private void open() {
    store = PinfoldStore.open(root.resolve("s"), SmallStore.TIGHT);
  }

  private MessageQueue<byte[]> queue(int q) {
    return store.queue("q" + q, raw);
  }

  private static byte[] payload(int q, long number) {
    return Arrays.copyOf(
        ByteBuffer.allocate(16).putInt(q).putLong(number).array(), 16 + (int) (number % 50) * 20);
  }

  private long check(int q, Message<byte[]> message) {
    assertThat(message.payload()).isEqualTo(payload(q, message.number()));
    Arrays.fill(message.payload(), (byte) 0x55);
    return message.number();
  }

  private void invariants() {
    store.archive().lock().lock(); // the keeper may be moving messages
    try {
      requireTallies();
    } finally {
      store.archive().lock().unlock();
    }
    if (views.isEmpty()) { // the making of an index pins its segment, too, for a moment
      Await.until("nobody reads any segment", () -> viewsOfAll() == 0);
    }
  }

  private void requireTallies() {
    Map<Integer, long[]> sums = new TreeMap<>();
    long resident = 0;
    for (QueueState queue : store.archive().machine().state().queues()) {
      for (Chunk chunk : queue.live().chunks()) {
        assertThat(chunk.live()).isPositive();
        if (chunk.content() instanceof JournalContent content) {
          resident += content.residentBytes();
          long messages = 0;
          for (int i = 0; i < content.inUse().size(); i++) {
            long[] sum = sums.computeIfAbsent(content.inUse().segment(i), s -> new long[2]);
            sum[0] += content.inUse().count(i);
            sum[1] += content.inUse().bytes(i);
            messages += content.inUse().count(i);
          }
          assertThat(messages).isEqualTo(chunk.live());
          ChunkCopy kept = content.copy(); // an older one, unless it changed
          ChunkCopy fresh = ChunkCopy.of(chunk, content.inUse());
          assertThat(kept)
              .usingRecursiveComparison()
              .withComparatorForType(KeptChunkTest::comparePlaces, PlacesInUse.class)
              .isEqualTo(fresh);
        }
      }
    }
    assertThat(store.archive().machine().journal().residency().bytes()).isEqualTo(resident);
    store
        .archive()
        .machine()
        .journal()
        .usage()
        .uses()
        .forEach(
            (segment, use) -> {
              long[] sum = sums.getOrDefault(segment, new long[2]);
              assertThat(use.messages()).isEqualTo(sum[0]);
              assertThat(use.bytes()).isEqualTo(sum[1]);
            });
    assertThat(store.archive().machine().journal().usage().uses().keySet())
        .containsAll(sums.keySet());
  }

  private static int comparePlaces(PlacesInUse one, PlacesInUse other) {
    return placesOf(one).equals(placesOf(other)) ? 0 : 1;
  }

  private static Map<Integer, List<Long>> placesOf(PlacesInUse inUse) {
    Map<Integer, List<Long>> places = new TreeMap<>();
    for (int i = 0; i < inUse.size(); i++) {
      places.put(inUse.segment(i), List.of((long) inUse.count(i), inUse.bytes(i)));
    }
    return places;
  }

  private int viewsOfAll() {
    store.archive().lock().lock();
    try {
      return store.archive().machine().journal().usage().uses().values().stream()
          .mapToInt(SegmentUsage.Use::views)
          .sum();
    } finally {
      store.archive().lock().unlock();
    }
  }

  private void readView(Held held) {
    TreeSet<Long> seen = new TreeSet<>();
    Iterator<Message<byte[]>> pass = held.view().iterator();
    Iterator<Message<byte[]>> second = held.view().iterator();
    while (pass.hasNext()) {
      long number = check(held.queue(), pass.next());
      assertThat(check(held.queue(), second.next())).isEqualTo(number);
      seen.add(number);
    }
    assertThat(seen).isEqualTo(held.numbers());
  }

  private void add(int q, int count) {
    for (int i = 0; i < count; i++) {
      long next = queue(q).info().map(info -> info.nextNumber()).orElse(1L);
      assertThat(queue(q).add(payload(q, next))).isEqualTo(next);
      live.get(q).add(next);
    }
  }

  private void gone(int q, Optional<Message<byte[]>> message, Long expected) {
    assertThat(message.map(m -> check(q, m)).orElse(null)).isEqualTo(expected);
    if (expected != null) {
      live.get(q).remove(expected);
    }
  }

  private static Long end(SortedSet<Long> set, boolean oldest) {
    return set.isEmpty() ? null : oldest ? set.first() : set.last();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rightWhateverHappens(int seed) throws Exception {
    random = new Random(seed);
    open();
    for (int q = 0; q < POLICIES.size(); q++) {
      store.queue("q" + q, raw, POLICIES.get(q));
      live.put(q, new TreeSet<>());
    }
    for (int step = 0; step < 250; step++) {
      int q = random.nextInt(POLICIES.size());
      TreeSet<Long> set = live.get(q);
      MessageQueue<byte[]> queue = queue(q);
      switch (random.nextInt(19)) {
        case 0, 1, 2 -> add(q, 1 + random.nextInt(5));
        case 3 -> add(q, 300 + random.nextInt(500));
        case 4, 5, 6 -> gone(q, queue.takeOldest(), end(set, true));
        case 7 -> gone(q, queue.takeNewest(), end(set, false));
        case 8, 9 -> {
          while (!set.isEmpty()) {
            boolean oldest = random.nextBoolean();
            gone(q, oldest ? queue.takeOldest() : queue.takeNewest(), end(set, oldest));
          }
          assertThat(queue.takeOldest()).isEmpty();
        }
        case 10 -> {
          for (int i = 0; i < 300; i++) { // ping-pong in the kept chunk
            add(q, 1);
            gone(q, queue.takeOldest(), end(set, true));
          }
        }
        case 11 -> {
          queue.purge();
          set.clear();
        }
        case 12 -> {
          if (views.size() < 4) {
            views.add(new Held(q, queue.all(), new TreeSet<>(set)));
          }
        }
        case 13 -> {
          if (!views.isEmpty()) {
            Held held = views.poll();
            readView(held);
            if (random.nextBoolean()) {
              views.add(held);
            } else {
              held.view().close();
            }
          }
        }
        case 14 ->
            queue.alter(random.nextBoolean() ? QueuePolicy.MEMORY : QueuePolicy.PROCESS_CRASH);
        case 15 -> {
          int number = q;
          store.transact(
              t -> {
                var in = t.queue("q" + number, raw);
                in.peekOldest().ifPresent(m -> check(number, m));
                in.peekOldest(info -> true).ifPresent(m -> check(number, m));
                if (!set.isEmpty()) {
                  in.peek(set.first()).ifPresent(m -> check(number, m));
                }
                int many = random.nextBoolean() ? 2 : 1 + random.nextInt(400);
                List<Message<byte[]>> taken =
                    random.nextBoolean() ? in.takeOldest(many) : in.takeNewest(many);
                taken.forEach(m -> set.remove(check(number, m)));
                return null;
              });
        }
        case 16 -> {
          if (random.nextInt(3) == 0) {
            store.snapshot();
            store.compact();
          } else {
            queue.peekNewest().ifPresent(m -> check(q, m));
            queue.peekOldest(i -> true).ifPresent(m -> check(q, m));
            queue.peekOldest(2).forEach(m -> check(q, m));
          }
        }
        case 17 -> {
          var future = queue.takeOldestAsync(Duration.ofDays(1));
          if (!future.isDone()) {
            long next = queue.info().orElseThrow().nextNumber();
            assertThat(queue.add(payload(q, next))).isEqualTo(next);
            set.add(next);
          }
          gone(q, future.get(), end(set, true));
        }
        default -> {
          if (random.nextInt(6) == 0) {
            while (!views.isEmpty()) {
              views.poll().view().close();
            }
            store.close();
            open();
            for (int i = 0; i < POLICIES.size(); i++) {
              if (!store.exists("q" + i)) {
                live.get(i).clear();
                store.queue("q" + i, raw, QueuePolicy.MEMORY);
              }
            }
          } else {
            Message<byte[]> leased = queue.lease(Duration.ofDays(1)).orElse(null);
            if (leased != null) {
              check(q, leased);
              if (random.nextBoolean()) {
                assertThat(queue.release(leased)).isTrue();
                queue.peekOldest().ifPresent(m -> check(q, m));
              } else {
                assertThat(queue.acknowledge(leased)).isTrue();
                set.remove(leased.number());
              }
            }
          }
        }
      }
      assertThat(queue(q).count()).isEqualTo(set.size());
      invariants();
    }
    while (!views.isEmpty()) {
      Held held = views.poll();
      readView(held);
      held.view().close();
    }
    invariants();
    store.close();
  }
}
