package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage in the segment that the newest snapshot ends in, before its place, which an opening does
 * not read: what follows is replayed over it, and each message is right, or said to be damaged, and
 * can be removed.
 */
@Timeout(240)
class HiddenBeforeSnapshotTest {
  private static final String SEGMENT = "journal/0000000001.pfj";
  private static final int CHANGES = 9; // documents behind the snapshot's place
  private static final String DAMAGED = "StoreCorruptException";

  @TempDir Path root;

  private Path killed;
  private Map<String, Long> next;
  private Map<String, String> truth;

  private static PinfoldStore open(Path directory, boolean atClose) {
    return PinfoldStore.open(
        directory,
        StoreOptions.DEFAULTS
            .withSegmentBytes(256 << 10)
            .withCompactBelow(0.5)
            .withSnapshots(
                atClose ? new SnapshotPolicy(0, 0, Duration.ZERO, true) : SnapshotPolicy.NEVER));
  }

  @BeforeEach
  void make() throws IOException {
    killed = root.resolve("killed");
    Path directory = root.resolve("store");
    try (PinfoldStore store = open(directory, false)) {
      MessageQueue<String> queue = store.queue("queue", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      MessageQueue<String> other = store.queue("other", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      List<String> batch = new ArrayList<>();
      for (int i = 1; i <= 10; i++) {
        assertThat(queue.add("message " + i + "x".repeat(i))).isEqualTo(i);
        assertThat(other.add("other " + i)).isEqualTo(i);
        batch.add("batch " + i + "y".repeat(3 * i));
      }
      assertThat(queue.addAll(batch)).isPositive();
      assertThat(queue.remove(10)).isTrue();
      assertThat(store.snapshot()).isPositive();
      change(store, queue, other);
      next = StoreImage.nextNumbers(store);
      truth = StoreImage.byMessage(store, next);
      StoreFiles.copyAsKilled(store, directory, killed);
    }
  }

  private static void change(
      PinfoldStore store, MessageQueue<String> queue, MessageQueue<String> other) {
    assertThat(queue.remove(5)).isTrue();
    assertThat(queue.remove(15)).isTrue();
    assertThat(queue.takeOldest()).isPresent();
    assertThat(queue.takeNewest()).isPresent();
    assertThat(queue.lease(Duration.ofHours(1))).isPresent();
    assertThat(queue.add("after")).isPositive();
    assertThat(other.takeOldest()).isPresent();
    long unused =
        store.transact(
            transaction ->
                transaction
                    .queue("other", Codecs.text())
                    .add(
                        transaction
                            .queue("queue", Codecs.text())
                            .takeOldest()
                            .orElseThrow()
                            .payload()));
    assertThat(queue.add("at last")).isPositive();
  }

  @Test
  void eachMessageIsRightOrSaidToBeDamaged() throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("HiddenBeforeSnapshotTest: -Dpinfold.seed=" + seed);
    Random random = new Random(seed);
    byte[] bytes = Files.readAllBytes(killed.resolve(SEGMENT));
    List<Integer> ends = new SegmentBytes(bytes).ends();
    int last = ends.get(ends.size() - 1 - CHANGES);
    for (int n = 0; n < 100; n++) {
      int at = ends.get(0) + random.nextInt(last - ends.get(0));
      int length = random.nextInt(3) == 0 ? 1 + random.nextInt(700) : 1;
      byte[] damaged = bytes.clone();
      for (int i = at; i < Math.min(last, at + length); i++) {
        damaged[i] = length == 1 ? (byte) (damaged[i] ^ (1 << random.nextInt(8))) : 0;
      }
      Path copy = root.resolve("copy" + n);
      Directories.copy(killed, copy);
      Files.write(copy.resolve(SEGMENT), damaged);
      Directories.delete(copy.resolve("index"));
      judge(copy, at + " to " + (at + length));
      Directories.delete(copy);
    }
  }

  private void judge(Path copy, String what) {
    try (PinfoldStore store = open(copy, true)) {
      Map<String, String> found = StoreImage.byMessage(store, next);
      requireRight(found, what);
      int unused = store.compact();
      assertThat(StoreImage.byMessage(store, next)).as(what).isEqualTo(found);
    } catch (StoreCorruptException e) {
      return; // the last document before the place
    }
    try (PinfoldStore store = open(copy, true)) {
      Map<String, String> found = StoreImage.byMessage(store, next);
      requireRight(found, what);
      for (QueueInfo info : store.queues()) {
        MessageQueue<String> queue = store.queue(info.name(), Codecs.text());
        for (String key : found.keySet()) {
          if (key.startsWith(info.name() + "#")) {
            long number = Long.parseLong(key.substring(key.indexOf('#') + 1));
            assertThat(queue.remove(number)).as("%s %s", what, key).isTrue();
          }
        }
        assertThat(queue.count()).isZero();
      }
    }
  }

  private void requireRight(Map<String, String> found, String what) {
    assertThat(found.keySet()).as(what).isEqualTo(truth.keySet());
    Map<String, String> good = new TreeMap<>(found);
    good.values().removeIf(DAMAGED::equals);
    assertThat(truth).as(what).containsAllEntriesOf(good);
  }
}
