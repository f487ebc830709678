package dev.pinfold.offline;

import dev.pinfold.durable.OperationReader;
import dev.pinfold.state.Operation;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds, by a pass forward, which operations the first and the last one within two times are. */
final class TimePlaces {
  private static final JournalBound NOWHERE = new JournalBound.OfTransaction(Long.MAX_VALUE);

  private final JournalQuery query;
  private final TimeWindow window;
  private JournalBound first = NOWHERE;
  private JournalBound last = NOWHERE;
  private long transaction;
  private int index = -1;

  TimePlaces(JournalQuery query) {
    this.query = query;
    this.window = new TimeWindow(query);
  }

  /** Takes the next record. */
  void record(long number, long place, ByteBuffer record, boolean lastOfTransaction) {
    index = number == transaction ? index + 1 : 0;
    transaction = number;
    Operation operation;
    try {
      operation = OperationReader.read(record);
    } catch (IllegalArgumentException e) {
      return; // told of when it is shown
    }
    TimeWindow.Side side = window.of(operation);
    if (side == TimeWindow.Side.BEHIND) {
      throw new ReadStop();
    }
    if (side == TimeWindow.Side.WITHIN) {
      last = new JournalBound.OfOperation(number, index);
      first = first == NOWHERE ? last : first;
    }
  }

  /** The query with what was found in the stead of times. */
  JournalQuery query() {
    return new JournalQuery(
        query.queues(),
        JournalQuery.isTime(query.from()) || first == NOWHERE ? Optional.of(first) : query.from(),
        JournalQuery.isTime(query.to()) ? Optional.of(last) : query.to(),
        query.kinds(),
        query.firstMessage(),
        query.lastMessage(),
        query.content());
  }
}
