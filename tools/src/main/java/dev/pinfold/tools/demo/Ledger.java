package dev.pinfold.tools.demo;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What the parent knows to be promised: each acknowledged feed and move, and all that was seen
 * after a restart. Each restart is checked against it. Nothing of it comes from the store's own
 * word.
 */
final class Ledger {
  private final Earthquakes data;

  /** Lines of the data that must be in some queue. */
  private final BitSet fed = new BitSet();

  /** Lines that must have left the queue they were fed to. */
  private final BitSet moved = new BitSet();

  private final List<String> faults = new ArrayList<>();

  Ledger(Earthquakes data) {
    this.data = data;
  }

  /** A child says that the store acknowledged its step. */
  void acknowledged(Role role, int line) {
    BitSet promised = role == Role.PRODUCER ? fed : moved;
    if (line < 1 || line > data.size()) {
      faults.add("a step with line " + line + ", which is not in the data");
    } else if (promised.get(line)) {
      faults.add("the " + role.label() + " did line " + line + " again");
    } else {
      promised.set(line);
    }
  }

  /** Compares what is in the queues with what was promised; faults are kept. */
  void check(Map<String, List<Integer>> holds) {
    BitSet seen = new BitSet();
    BitSet seenMoved = new BitSet();
    holds.forEach(
        (queue, lines) ->
            lines.forEach(
                line -> {
                  checkPlace(queue, line);
                  if (line != 0 && seen.get(line)) {
                    faults.add("line " + line + " is there twice, the second time in " + queue);
                  }
                  seen.set(line);
                  seenMoved.set(line, !queue.equals(DemoQueues.QUAKES) || seenMoved.get(line));
                }));
    fed.stream()
        .filter(line -> !seen.get(line))
        .forEach(line -> faults.add("line " + line + " was acknowledged and is gone"));
    moved.stream()
        .filter(line -> seen.get(line) && !seenMoved.get(line))
        .forEach(line -> faults.add("the move of line " + line + " was acknowledged and undone"));
    fed.or(seen);
    moved.or(seenMoved);
  }

  private void checkPlace(String queue, int line) {
    if (line == 0) {
      faults.add("a message in " + queue + " is no line of the data");
    } else if (!queue.equals(DemoQueues.QUAKES) && !queue.equals(data.line(line).destination())) {
      faults.add(
          "line "
              + line
              + " is in "
              + queue
              + ", with a magnitude of "
              + data.line(line).magnitude());
    }
  }

  /** What was found wrong so far. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  int fed() {
    return fed.cardinality();
  }

  /** How many are known to wait for the consumer. */
  int waiting() {
    return fed.cardinality() - moved.cardinality();
  }

  /** How many are known to be in a queue that the consumer fills. */
  int movedTo(String queue) {
    return (int)
        moved.stream()
            .filter(line -> line > 0 && data.line(line).destination().equals(queue))
            .count();
  }
}
