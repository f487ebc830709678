package dev.pinfold.offline;

import dev.pinfold.archive.RecoveryRules;
import dev.pinfold.archive.journal.JournalVisitor;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentHead;
import dev.pinfold.durable.RestoredQueues;
import java.nio.ByteBuffer;

/**
 * Gives the records of a journal to restored queues, as a recovery does.
 *
 * @param journal the one that the queues see
 */
record Replay(StoreFiles files, OfflineJournal journal, RestoredQueues queues)
    implements JournalVisitor {

  /**
   * Applies a record.
   *
   * @throws dev.pinfold.StoreCorruptException when it does not fit the state before it
   */
  @Override
  public void record(long transaction, long place, ByteBuffer operation, boolean last) {
    journal.reach(place);
    try {
      queues.machine().replay(transaction, place, operation, last);
    } catch (IllegalStateException e) {
      throw RecoveryRules.unfit(
          SegmentHead.fileOf(files.layout().journal(), Place.segment(place)),
          place,
          transaction,
          e);
    }
  }
}
