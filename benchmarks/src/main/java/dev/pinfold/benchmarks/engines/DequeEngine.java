package dev.pinfold.benchmarks.engines;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;

/** The JDK's deques: what a program in one process would use instead. Payloads are copied in. */
final class DequeEngine implements Engine {
  private final String description;
  private final Supplier<Deque<byte[]>> deques;
  private final Map<String, EngineQueue> queues = new ConcurrentHashMap<>();

  private DequeEngine(String description, Supplier<Deque<byte[]>> deques) {
    this.description = description;
    this.deques = deques;
  }

  static DequeEngine linkedBlocking() {
    return new DequeEngine("MEMORY: on the heap, under one lock", LinkedBlockingDeque::new);
  }

  static DequeEngine concurrentLinked() {
    return new DequeEngine("MEMORY: on the heap, without locks", ConcurrentLinkedDeque::new);
  }

  @Override
  public String describe() {
    return description
        + "; payloads are copied in, as Pinfold does; a batch is not one transaction";
  }

  @Override
  public EngineQueue queue(String name) {
    return queues.computeIfAbsent(name, n -> new DequeQueue(deques.get()));
  }

  @Override
  public void close() {
    queues.clear();
  }

  private record DequeQueue(Deque<byte[]> deque) implements EngineQueue {
    @Override
    public void add(byte[] payload) {
      deque.addLast(payload.clone());
    }

    @Override
    public void addAll(byte[][] payloads) {
      for (byte[] payload : payloads) {
        add(payload);
      }
    }

    @Override
    public byte[] take() {
      return deque.pollFirst();
    }

    @Override
    public int takeAll(byte[][] into) {
      int count = 0;
      while (count < into.length && (into[count] = deque.pollFirst()) != null) {
        count++;
      }
      return count;
    }

    @Override
    public byte[] peek() {
      return deque.peekFirst();
    }
  }
}
