package dev.pinfold.offline;

import dev.pinfold.state.LiveSet;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds in what two states of queues differ: queue by queue, by their names, and message by
 * message, by their numbers. Of a queue that is the same in both, at two moments of one store,
 * messages of the same number are the same; else they are read and compared.
 */
final class Changes {
  private final Consumer<Change> visitor;
  private final boolean isOneStore;
  private String queue;
  private Change.Messages run; // that goes on, or null

  private Changes(Consumer<Change> visitor, boolean isOneStore) {
    this.visitor = visitor;
    this.isOneStore = isOneStore;
  }

  static void between(
      PastQueues before, PastQueues after, boolean isOneStore, Consumer<Change> visitor) {
    Changes changes = new Changes(visitor, isOneStore);
    Map<String, QueueState> ones = byName(before);
    Map<String, QueueState> others = byName(after);
    TreeSet<String> all = new TreeSet<>(ones.keySet());
    all.addAll(others.keySet());
    for (String name : all) {
      changes.of(name, ones.get(name), others.get(name));
    }
  }

  private static Map<String, QueueState> byName(PastQueues past) {
    Map<String, QueueState> queues = new TreeMap<>();
    past.states().forEach(queue -> queues.put(queue.name(), queue));
    return queues;
  }

  private void of(String name, QueueState one, QueueState other) {
    queue = name;
    if (one == null || other == null) {
      QueueState there = one == null ? other : one;
      visitor.accept(new Change.Existence(name, one == null, there.live().count()));
      return;
    }
    if (!one.policy().equals(other.policy())) {
      visitor.accept(new Change.Policy(name, one.policy(), other.policy()));
    }
    if (one.nextNumber() != other.nextNumber()) {
      visitor.accept(new Change.NextNumber(name, one.nextNumber(), other.nextNumber()));
    }
    messages(one, other);
  }

  private void messages(QueueState one, QueueState other) {
    boolean isSame = isOneStore && one.id() == other.id();
    long number = one.live().first();
    long otherNumber = other.live().first();
    while (number != LiveSet.NONE || otherNumber != LiveSet.NONE) {
      if (number == otherNumber) {
        both(one, other, number, isSame);
        number = after(one, number);
        otherNumber = after(other, otherNumber);
      } else if (otherNumber == LiveSet.NONE || (number != LiveSet.NONE && number < otherNumber)) {
        found(Change.Messages.Kind.GONE, number);
        number = after(one, number);
      } else {
        found(Change.Messages.Kind.ADDED, otherNumber);
        otherNumber = after(other, otherNumber);
      }
    }
    endRun();
  }

  private static long after(QueueState queue, long number) {
    return number == Long.MAX_VALUE ? LiveSet.NONE : queue.live().next(number + 1);
  }

  private void both(QueueState one, QueueState other, long number, boolean isSame) {
    if (!isSame && !isSameMessage(one.live().get(number), other.live().get(number))) {
      found(Change.Messages.Kind.OTHER, number);
    } else if (!Objects.equals(one.leases().get(number), other.leases().get(number))) {
      found(Change.Messages.Kind.LEASED, number);
    }
  }

  private static boolean isSameMessage(StoredMessage one, StoredMessage other) {
    return one.arrivalMillis() == other.arrivalMillis()
        && Arrays.equals(one.headers(), other.headers())
        && Arrays.equals(one.payload(), other.payload());
  }

  private void found(Change.Messages.Kind kind, long number) {
    if (run != null && run.kind() == kind && run.last() + 1 == number) {
      run = new Change.Messages(queue, kind, run.first(), number);
    } else {
      endRun();
      run = new Change.Messages(queue, kind, number, number);
    }
  }

  private void endRun() {
    if (run != null) {
      visitor.accept(run);
      run = null;
    }
  }
}
