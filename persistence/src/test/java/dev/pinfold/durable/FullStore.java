package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.Pinfold;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFullException;
import dev.pinfold.codec.Codecs;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A queue filled until nothing more fits, and what must be in it. */
final class FullStore {
  static final String QUEUE = "backlog";
  private static final int AN_END = 5_000_000;
  private static final int PATIENCE = 75; // times 20 ms: longer than the archive looks away

  private final MessageQueue<String> queue;
  private final TreeMap<Long, String> expected = new TreeMap<>();
  private int added;

  FullStore(Pinfold store) {
    queue = store.queue(QUEUE, Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  MessageQueue<String> queue() {
    return queue;
  }

  Map<Long, String> expected() {
    return expected;
  }

  /** Whether one more message could be added. */
  boolean add(int bytes) {
    String payload = added + ":" + "x".repeat(Math.max(0, bytes - 8));
    try {
      expected.put(queue.add(payload), payload);
      added++;
      return true;
    } catch (StoreFullException e) {
      assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
      return false;
    }
  }

  /** Adds until refused; how many fitted. */
  int fill(int bytes) {
    int before = added;
    while (add(bytes)) {
      assertThat(added).as("a store without an end").isLessThan(AN_END);
    }
    return added - before;
  }

  /** The same, until nothing fits for a while: space may be on its way back. */
  int fillPatiently(int bytes) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    int fitted = 0;
    for (int refusals = 0; refusals < PATIENCE; refusals++) {
      int more = fill(bytes);
      fitted += more;
      refusals = more > 0 ? 0 : refusals;
      boolean unused = never.await(20, TimeUnit.MILLISECONDS);
    }
    return fitted;
  }

  void requireIntact() {
    Map<Long, String> found = new TreeMap<>();
    try (var view = queue.all()) {
      view.forEach(message -> found.put(message.number(), message.payload()));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(queue.count()).isEqualTo(expected.size());
  }

  void takeOldest() {
    requireTaken(queue.takeOldest().orElseThrow());
  }

  void takeNewest() {
    requireTaken(queue.takeNewest().orElseThrow());
  }

  private void requireTaken(Message<String> message) {
    assertThat(message.payload()).isEqualTo(expected.remove(message.number()));
  }

  void remove(long number) {
    assertThat(queue.remove(number)).isTrue();
    expected.remove(number);
  }
}
