package dev.pinfold.offline;

import dev.pinfold.MessageQueue;
import dev.pinfold.Pinfold;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random work on a few queues, for stores that are looked at afterwards. */
final class Written {
  static final List<String> QUEUES = List.of("orders", "bills", "log");

  private final Pinfold store;
  private final SettableClock clock;
  private final Random random;

  Written(Pinfold store, SettableClock clock, Random random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /** The smallest segments, and no snapshot but on demand. */
  static StoreOptions options(SettableClock clock, SegmentRetention retention) {
    return StoreOptions.DEFAULTS
        .withSegmentBytes(256 << 10)
        .withResidentBytes(64 << 10)
        .withSnapshots(SnapshotPolicy.NEVER)
        .withRetention(retention)
        .withClock(clock);
  }

  /** Does so many things. */
  void work(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  private void step() {
    MessageQueue<String> queue = queue();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> add(queue);
      case 8, 9, 10 -> queue.takeOldest();
      case 11 -> queue.takeNewest();
      case 12 -> queue.lease(Duration.ofMinutes(1)).ifPresent(queue::acknowledge);
      case 13 -> queue.lease(Duration.ofMinutes(1)).ifPresent(queue::release);
      case 14 -> queue.lease(Duration.ofMinutes(1));
      case 15 -> clock.advance(random.nextInt(5000));
      case 16 -> move();
      case 17 -> queue.peekNewest().ifPresent(message -> queue.remove(message.number()));
      case 18 -> queue.takeOldest(1 + random.nextInt(3));
      default -> rare(queue);
    }
  }

  private void move() {
    queue("orders");
    queue("log");
    store.transact(
        tx ->
            tx.queue("orders", Codecs.text())
                .takeOldest()
                .map(message -> tx.queue("log", Codecs.text()).add(message.payload())));
  }

  private void rare(MessageQueue<String> queue) {
    switch (random.nextInt(30)) {
      case 0 -> queue.purge();
      case 1 -> queue.alter(QueuePolicy.PROCESS_CRASH.withMaxCount(20 + random.nextInt(200)));
      case 2 -> queue.drop();
      default -> add(queue);
    }
  }

  private void add(MessageQueue<String> queue) {
    List<String> payloads = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      payloads.add(payload());
    }
    queue.addAll(payloads);
  }

  private String payload() {
    byte[] bytes = new byte[random.nextInt(100)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] &= 0x7f;
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private MessageQueue<String> queue() {
    return queue(QUEUES.get(random.nextInt(QUEUES.size())));
  }

  private MessageQueue<String> queue(String name) {
    return store.exists(name)
        ? store.queue(name, Codecs.text())
        : store.queue(name, Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }
}
