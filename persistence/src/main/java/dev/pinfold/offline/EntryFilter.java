package dev.pinfold.offline;

import dev.pinfold.archive.journal.Place;
import dev.pinfold.durable.OperationReader;
import dev.pinfold.state.Operation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes entries of the records of a journal, and shows those that are asked for. */
final class EntryFilter {
  private final JournalQuery query;
  private final QueueNames names;
  private final EntryVisitor visitor;
  private final Path journal;
  private final List<Damage> damages = new ArrayList<>();
  private TimeWindow window; // null: times are not to be looked at
  private long transaction;
  private int index = -1;

  /**
   * @param journal the directory of the journal
   */
  EntryFilter(JournalQuery query, QueueNames names, EntryVisitor visitor, Path journal) {
    this.query = query;
    this.names = names;
    this.visitor = visitor;
    this.journal = journal;
    this.window = new TimeWindow(query);
  }

  /** For records that do not come in their order: times were made places before. */
  EntryFilter withoutTimes() {
    window = null;
    return this;
  }

  /** Records that are whole, and are no operations. */
  List<Damage> damages() {
    return damages;
  }

  /**
   * Takes the next record of a pass forward that began with a document.
   *
   * @throws ReadStop when no more is wanted
   */
  void record(long number, long place, ByteBuffer record, boolean last) {
    index = number == transaction ? index + 1 : 0;
    transaction = number;
    if (number > query.lastTransaction()) {
      throw new ReadStop();
    }
    take(number, index, place, record, last);
  }

  /**
   * Takes a record.
   *
   * @param at its place among the operations of its transaction, from 0
   * @throws ReadStop when no more is wanted
   */
  void take(long number, int at, long place, ByteBuffer record, boolean last) {
    Operation operation = read(place, record);
    if (operation == null) {
      return;
    }
    if (operation instanceof Operation.OpenQueue open) {
      names.learn(open);
    }
    if (window != null) {
      TimeWindow.Side side = window.of(operation);
      if (side == TimeWindow.Side.BEHIND) {
        throw new ReadStop();
      }
      if (side == TimeWindow.Side.BEFORE) {
        return;
      }
    }
    if (!query.isWithin(number, at) || !query.isAbout(operation)) {
      return;
    }
    String name = names.of(operation.queueId());
    if (query.isOf(name)) {
      Operation shown = query.content() ? OperationReader.readWhole(record) : operation;
      boolean more =
          visitor.entry(
              new JournalEntry(
                  number,
                  at,
                  last,
                  Place.segment(place),
                  Place.offset(place),
                  name,
                  shown,
                  notBefore(operation)));
      if (!more) {
        throw new ReadStop();
      }
    }
  }

  private Optional<Instant> notBefore(Operation operation) {
    return window == null || operation instanceof Operation.Add
        ? Optional.empty()
        : window.latest();
  }

  /** Null for one that is no operation. */
  private Operation read(long place, ByteBuffer record) {
    try {
      return OperationReader.read(record);
    } catch (IllegalArgumentException e) {
      Damage damage = Damage.ofRecord(journal, place, e);
      if (damages.stream().noneMatch(damage::isWhere)) {
        damages.add(damage);
      }
      return null;
    }
  }
}
