package dev.pinfold.offline;

import dev.pinfold.archive.journal.Place;
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
import java.util.function.IntFunction;

/** Finds, in a pass over the whole journal, when the oldest messages of all queues arrived. */
final class OldestArrivals {
  private final Map<Integer, Long> oldest = new HashMap<>(); // numbers by queues
  private final Map<Integer, Long> arrivals = new HashMap<>(); // milliseconds by queues
  private final IntFunction<Path> fileOf;
  private final List<Damage> damages = new ArrayList<>();

  OldestArrivals(EngineState state, IntFunction<Path> fileOf) {
    this.fileOf = fileOf;
    for (QueueState queue : state.queues()) {
      if (queue.live().count() > 0) {
        oldest.put(queue.id(), queue.live().first());
      }
    }
  }

  /** Takes a record. */
  void record(long transaction, long place, ByteBuffer record, boolean last) {
    try {
      Operation operation = OperationReader.read(record);
      if (operation instanceof Operation.Add add) {
        take(add.queueId(), add.message());
      } else if (operation instanceof Operation.Move move) {
        take(move.queueId(), move.message());
      }
    } catch (IllegalArgumentException e) {
      damages.add(
          new Damage(
              fileOf.apply(Place.segment(place)),
              Place.offset(place),
              "an operation",
              e.getMessage()));
    }
  }

  private void take(int queueId, StoredMessage message) {
    if (oldest.getOrDefault(queueId, 0L) == message.number()) {
      arrivals.put(queueId, message.arrivalMillis());
    }
  }

  /** Records that are whole, and are no operations. */
  List<Damage> damages() {
    return damages;
  }

  /** When the oldest message of a queue arrived; empty when it has none, or it was not found. */
  Optional<Instant> of(int queueId) {
    return Optional.ofNullable(arrivals.get(queueId)).map(Instant::ofEpochMilli);
  }
}
