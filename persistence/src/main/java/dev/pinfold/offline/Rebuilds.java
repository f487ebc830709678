package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.JournalVisitor;
import dev.pinfold.durable.OperationReader;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.state.EngineState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * States that grow with the journal while it is read once, held against each snapshot when they
 * come to its transaction. Also counts what is read, and sees that each record is an operation.
 */
final class Rebuilds implements JournalVisitor {
  private final StoreFiles files;
  private final Map<Long, RestoredQueues> snapshots; // by their transactions
  private final List<Rebuild> rebuilds = new ArrayList<>();
  private final List<Comparison> found = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();
  private long transactions;
  private long operations;

  /** One of them; it ends when it cannot go on. */
  private static final class Rebuild {
    private final long from;
    private final Replay replay;
    private boolean ended;

    Rebuild(long from, Replay replay) {
      this.from = from;
      this.replay = replay;
    }

    EngineState state() {
      return replay.queues().state();
    }

    long reached() {
      return state().lastTransaction();
    }

    String name() {
      return from == 0 ? "the journal alone" : "snapshot " + from + " with what follows it";
    }
  }

  /**
   * @param snapshots by their transactions, what they are held against
   */
  Rebuilds(StoreFiles files, Map<Long, RestoredQueues> snapshots) {
    this.files = files;
    this.snapshots = snapshots;
  }

  /**
   * Adds a state that is to grow.
   *
   * @param from the transaction of the snapshot that it is, 0 for an empty one
   * @param replay of the snapshot's queues; only their numbers are looked at
   */
  void add(long from, Replay replay) {
    rebuilds.add(new Rebuild(from, replay));
  }

  @Override
  public void record(long transaction, long place, ByteBuffer operation, boolean last) {
    operations++;
    if (!isOperation(place, operation)) {
      rebuilds.forEach(rebuild -> rebuild.ended = true);
      return;
    }
    for (Rebuild rebuild : rebuilds) {
      if (!rebuild.ended && transaction > rebuild.reached()) {
        grow(rebuild, transaction, place, operation, last);
      }
    }
    if (last) {
      transactions++;
      RestoredQueues snapshot = snapshots.get(transaction);
      if (snapshot != null) {
        compare(transaction, snapshot);
      }
    }
  }

  private boolean isOperation(long place, ByteBuffer record) {
    try {
      Object unused = OperationReader.readWhole(record);
      return true;
    } catch (IllegalArgumentException e) {
      damages.add(Damage.ofRecord(files.layout().journal(), place, e));
      return false;
    }
  }

  private void grow(
      Rebuild rebuild, long transaction, long place, ByteBuffer operation, boolean last) {
    long next = rebuild.reached() + 1;
    if (transaction > next) {
      end(rebuild, "transactions " + next + " to " + (transaction - 1) + " are gone");
      return;
    }
    int start = operation.position();
    try {
      rebuild.replay.record(transaction, place, operation, last);
    } catch (StoreCorruptException e) {
      rebuild.ended = true;
      found.add(
          Comparison.of(
              rebuild.from,
              transaction,
              Comparison.Against.JOURNAL,
              Optional.of(rebuild.name() + ": " + e.getMessage())));
    } finally {
      operation.position(start);
    }
  }

  private void end(Rebuild rebuild, String why) {
    rebuild.ended = true;
    found.add(Comparison.impossible(rebuild.from, rebuild.reached(), Comparison.Against.END, why));
  }

  private void compare(long transaction, RestoredQueues snapshot) {
    for (Rebuild rebuild : rebuilds) {
      if (!rebuild.ended && rebuild.from < transaction) {
        found.add(
            Comparison.of(
                rebuild.from,
                transaction,
                Comparison.Against.SNAPSHOT,
                StateDifference.first(
                    rebuild.name(), rebuild.state(), "snapshot " + transaction, snapshot.state())));
      }
    }
  }

  /** Compares what is left of them with what an opening comes to. */
  List<Comparison> compareWith(RestoredQueues end) {
    long last = end.state().lastTransaction();
    for (Rebuild rebuild : rebuilds) {
      if (!rebuild.ended && rebuild.reached() < last) {
        end(rebuild, "transactions " + (rebuild.reached() + 1) + " to " + last + " are gone");
      } else if (!rebuild.ended) {
        found.add(
            Comparison.of(
                rebuild.from,
                last,
                Comparison.Against.END,
                StateDifference.first(
                    rebuild.name(), rebuild.state(), "what an opening comes to", end.state())));
      }
    }
    return found;
  }

  /** Records that are no operations. */
  List<Damage> damages() {
    return damages;
  }

  long transactions() {
    return transactions;
  }

  long operations() {
    return operations;
  }
}
