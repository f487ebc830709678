package dev.pinfold.benchmarks.engines;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.HashMap;
import org.prevayler.SureTransactionWithQuery;
import org.prevayler.Transaction;

/** Prevayler's state and the two transactions that change it. */
final class PrevaylerQueues implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, ArrayDeque<byte[]>> queues = new HashMap<>();

  byte[] peek(String name) {
    return queue(name).peekFirst();
  }

  private ArrayDeque<byte[]> queue(String name) {
    return queues.computeIfAbsent(name, n -> new ArrayDeque<>());
  }

  /** Adds messages; the arrays are the state's from then on. */
  static final class Add implements Transaction<PrevaylerQueues> {
    private static final long serialVersionUID = 1L;

    final String queue;
    final byte[][] payloads;

    Add(String queue, byte[][] payloads) {
      this.queue = queue;
      this.payloads = payloads;
    }

    @Override
    public void executeOn(PrevaylerQueues system, Date time) {
      ArrayDeque<byte[]> messages = system.queue(queue);
      for (byte[] payload : payloads) {
        messages.addLast(payload);
      }
    }
  }

  /** Takes up to so many of the oldest messages. */
  record Take(String queue, int max)
      implements SureTransactionWithQuery<PrevaylerQueues, byte[][]> {
    @Override
    public byte[][] executeAndQuery(PrevaylerQueues system, Date time) {
      ArrayDeque<byte[]> messages = system.queue(queue);
      byte[][] taken = new byte[Math.min(max, messages.size())][];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = messages.pollFirst();
      }
      return taken;
    }
  }
}
