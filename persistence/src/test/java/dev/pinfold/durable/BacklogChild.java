package dev.pinfold.durable;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a child JVM with little heap does to a store: {@code add DIR QUEUES MESSAGES} and ends
 * orderly, {@code crash DIR QUEUES MESSAGES} and halts, {@code tiny DIR 1 MESSAGES} fills large
 * segments with messages of a byte and looks for some of them, {@code drain DIR QUEUES MESSAGES}
 * verifies that exactly these messages are there. Prints how long each part took.
 */
final class BacklogChild {
  private static final int PAYLOAD = 100;

  private BacklogChild() {}

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[1]);
    int queues = Integer.parseInt(arguments[2]);
    long messages = Long.parseLong(arguments[3]);
    switch (arguments[0]) {
      case "add" -> add(directory, queues, messages, false);
      case "crash" -> add(directory, queues, messages, true);
      case "tiny" -> tiny(directory, messages);
      case "drain" -> drain(directory, queues, messages);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void add(Path directory, int queues, long messages, boolean crashes) {
    PinfoldStore store = PinfoldStore.open(directory);
    List<MessageQueue<byte[]>> all = queuesOf(store, queues);
    long start = System.nanoTime();
    for (long number = 1; number <= messages; number++) {
      for (int queue = 0; queue < queues; queue++) {
        long given = all.get(queue).add(payload(queue, number));
        require(given == number, "number " + number + " expected, got " + given);
      }
    }
    say("add", start, messages * queues);
    if (crashes) {
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
    start = System.nanoTime();
    store.close();
    say("close", start, 1);
  }

  private static void tiny(Path directory, long messages) {
    StoreOptions large = StoreOptions.DEFAULTS.withSegmentBytes(64 << 20);
    try (PinfoldStore store = PinfoldStore.open(directory, large)) {
      MessageQueue<byte[]> queue = queuesOf(store, 1).get(0);
      List<byte[]> batch = Collections.nCopies(1_000, new byte[1]);
      long last = 0;
      while (last < messages) {
        last += batch.size();
        require(queue.addAll(batch) > 0, "a number");
      }
    }
    try (PinfoldStore store = PinfoldStore.open(directory, large)) {
      MessageQueue<byte[]> queue = queuesOf(store, 1).get(0);
      for (long number : new long[] {1, messages / 2, messages}) {
        require(queue.peek(number).isPresent(), "message " + number);
      }
      require(queue.count() == messages, "all of them");
    }
  }

  private static void drain(Path directory, int queues, long messages) {
    long start = System.nanoTime();
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      say("open", start, 1);
      System.out.println(store.recovery().summary());
      List<MessageQueue<byte[]>> all = queuesOf(store, queues);
      start = System.nanoTime();
      check(all.get(0).peekOldest().orElseThrow(), 0, 1);
      say("first peek", start, 1);
      check(all.get(queues - 1).peekNewest().orElseThrow(), queues - 1, messages);
      start = System.nanoTime();
      for (long number = 1; number <= messages; number++) {
        for (int queue = 0; queue < queues; queue++) {
          check(all.get(queue).takeOldest().orElseThrow(), queue, number);
        }
      }
      say("drain", start, messages * queues);
      all.forEach(queue -> require(queue.count() == 0, queue + " is not empty"));
    }
  }

  private static List<MessageQueue<byte[]>> queuesOf(PinfoldStore store, int queues) {
    List<MessageQueue<byte[]>> all = new ArrayList<>();
    for (int queue = 0; queue < queues; queue++) {
      all.add(store.queue("queue " + queue, Codecs.bytes(), QueuePolicy.PROCESS_CRASH));
    }
    return all;
  }

  private static byte[] payload(int queue, long number) {
    byte[] payload = new byte[PAYLOAD];
    new Random(number * 31 + queue).nextBytes(payload);
    ByteBuffer.wrap(payload).putInt(queue).putLong(number);
    return payload;
  }

  private static void check(Message<byte[]> message, int queue, long number) {
    require(message.number() == number, "message " + number + ", got " + message.number());
    require(
        ByteBuffer.wrap(message.payload()).equals(ByteBuffer.wrap(payload(queue, number))),
        "the payload of message " + number + " of queue " + queue);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  private static void say(String what, long startNanos, long count) {
    double millis = (System.nanoTime() - startNanos) / 1e6;
    System.out.printf("%s: %.0f ms, %.0f a second%n", what, millis, count * 1000 / millis);
  }
}
