package dev.pinfold.durable;

import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.engine.Engine;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the survivors of a segment to the journal's end, under their own numbers: a few at a time,
 * so that nobody waits long. What is damaged cannot be copied and stays.
 */
final class Evacuation {
  private static final Logger LOG = LoggerFactory.getLogger(Evacuation.class);
  private static final int BYTES_AT_ONCE = 32 * 1024;
  private static final int BYTES_EACH = 64; // more than a record takes beside its message

  private final Engine engine;
  private final QueueMachine machine;

  Evacuation(Engine engine, QueueMachine machine) {
    this.engine = engine;
    this.machine = machine;
  }

  /** A message that the segment's index names. */
  private record Candidate(int queueId, long number, long place) {}

  /**
   * Moves all that can be moved.
   *
   * @throws StoreCorruptException when damage keeps the rest where it is
   */
  void run(int segment) {
    List<Candidate> candidates = new ArrayList<>();
    engine.locked(() -> candidates.addAll(liveIn(segment)));
    int next = 0;
    boolean stopped = false;
    while (next < candidates.size() && !stopped) {
      int from = next;
      int[] used = new int[1];
      engine.commitUpkeep(() -> moves(candidates, from, used));
      next += used[0];
      stopped = used[0] == 0; // nobody asked: the store is not open any more
    }
    if (!stopped) {
      engine.locked(() -> machine.journal().requireEmptied(segment));
    }
  }

  /** Commits a transaction that leaves nothing: a queue of a name that no user can give. */
  void moveNothing() {
    engine.commitUpkeep(
        () -> {
          int id = machine.state().nextQueueId();
          return List.of(
              new Operation.OpenQueue(id, "", QueuePolicy.PROCESS_CRASH, 1, 0),
              new Operation.DropQueue(id));
        });
  }

  private List<Candidate> liveIn(int segment) {
    List<Candidate> live = new ArrayList<>();
    machine
        .journal()
        .indexes()
        .forEach(
            segment,
            (queueId, number, place) -> {
              Candidate candidate = new Candidate(queueId, number, place);
              if (liesThere(candidate)) {
                live.add(candidate);
              }
            });
    return live;
  }

  private boolean liesThere(Candidate candidate) {
    QueueState queue = machine.state().queue(candidate.queueId());
    return queue != null && queue.live().placedAt(candidate.number(), candidate.place());
  }

  /** The next few moves, at least one; how many candidates they use up goes to {@code used}. */
  private List<Operation> moves(List<Candidate> candidates, int from, int[] used) {
    List<Operation> moves = new ArrayList<>();
    int bytes = 0;
    int i = from;
    for (; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (liesThere(candidate)) {
        StoredMessage message = read(candidate);
        if (message == null) {
          continue;
        }
        bytes += message.size() + BYTES_EACH;
        if (bytes > BYTES_AT_ONCE && !moves.isEmpty()) {
          break;
        }
        moves.add(new Operation.Move(candidate.queueId(), message));
      }
    }
    used[0] = i - from;
    return moves;
  }

  /** Null for one that is damaged, which stays where it is. */
  private StoredMessage read(Candidate candidate) {
    try {
      return machine.state().queue(candidate.queueId()).live().get(candidate.number());
    } catch (StoreCorruptException e) {
      LOG.debug("a message cannot be moved", e);
      return null;
    }
  }
}
