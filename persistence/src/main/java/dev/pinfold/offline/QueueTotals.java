package dev.pinfold.offline;

import dev.pinfold.durable.OperationReader;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up, in a pass over the whole journal, what it tells of each queue: when its oldest message
 * arrived, and how many came and went.
 */
final class QueueTotals {
  private final Map<Integer, Totals> byQueue = new HashMap<>(); // by identity
  private final Path journal;
  private final List<Damage> damages = new ArrayList<>();

  /** Of one queue; arrivals in milliseconds since 1970. */
  private static final class Totals {
    private final long oldest; // the number of the oldest message that lives, or none
    private Optional<Instant> oldestArrival = Optional.empty();
    private long added;
    private long ended;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Totals(long oldest) {
      this.oldest = oldest;
    }

    void added(StoredMessage message) {
      added++;
      first = Math.min(first, message.arrivalMillis());
      last = Math.max(last, message.arrivalMillis());
    }

    void seen(StoredMessage message) {
      if (message.number() == oldest) {
        oldestArrival = Optional.of(Instant.ofEpochMilli(message.arrivalMillis()));
      }
    }

    QueueTraffic traffic() {
      return added == 0
          ? new QueueTraffic(0, ended, Optional.empty(), Optional.empty())
          : new QueueTraffic(
              added,
              ended,
              Optional.of(Instant.ofEpochMilli(first)),
              Optional.of(Instant.ofEpochMilli(last)));
    }
  }

  /**
   * @param journal the directory of the journal
   */
  QueueTotals(EngineState state, Path journal) {
    this.journal = journal;
    for (QueueState queue : state.queues()) {
      byQueue.put(queue.id(), new Totals(queue.live().first()));
    }
  }

  /** Takes a record. */
  void record(long transaction, long place, ByteBuffer record, boolean last) {
    try {
      Operation operation = OperationReader.read(record);
      Totals totals = byQueue.get(operation.queueId());
      if (totals != null) { // else the queue is gone
        take(operation, totals);
      }
    } catch (IllegalArgumentException e) {
      damages.add(Damage.ofRecord(journal, place, e));
    }
  }

  private static void take(Operation operation, Totals totals) {
    if (operation instanceof Operation.Add add) {
      totals.added(add.message());
      totals.seen(add.message());
    } else if (operation instanceof Operation.Move move) {
      totals.seen(move.message());
    } else if (operation instanceof Operation.Remove remove) {
      totals.ended += remove.last() - remove.first() + 1;
    }
  }

  /** Records that are whole, and are no operations. */
  List<Damage> damages() {
    return damages;
  }

  /** When the oldest message of a queue arrived; empty when it has none, or it was not found. */
  Optional<Instant> oldestArrival(int queueId) {
    return byQueue.get(queueId).oldestArrival;
  }

  /** What came to a queue, and went. */
  QueueTraffic traffic(int queueId) {
    return byQueue.get(queueId).traffic();
  }
}
