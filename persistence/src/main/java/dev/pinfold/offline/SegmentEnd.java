package dev.pinfold.offline;

import dev.pinfold.archive.journal.DocumentReader;
import dev.pinfold.archive.journal.JournalVisitor;
import dev.pinfold.archive.journal.SegmentInfo;
import java.util.Optional;

/** Whether the documents of a segment, all read, end where they must. Stateless. */
final class SegmentEnd {
  private static final JournalVisitor NOTHING = (transaction, place, operation, last) -> {};

  private SegmentEnd() {}

  /**
   * What is wrong there.
   *
   * @param reader behind the last document
   * @param isTold whether something beside the segment's content tells where they end; else nothing
   *     may follow
   */
  static Optional<Damage> check(SegmentInfo segment, DocumentReader reader, boolean isTold) {
    if (reader.offset() != segment.endOffset()) {
      return Optional.of(
          new Damage(
              segment.file(),
              segment.endOffset(),
              "the end of a document",
              "one that ends at byte " + reader.offset()));
    }
    if (isTold || reader.isAtCleanEnd()) {
      return Optional.empty();
    }
    boolean unused = reader.read(NOTHING); // that nothing whole follows is how the end was found
    return Optional.of(Damage.of(reader.damage()));
  }

  /** What is wrong between two segments that follow each other. */
  static Optional<Damage> between(long nextTransaction, SegmentInfo follower) {
    return follower.firstTransaction() == nextTransaction
        ? Optional.empty()
        : Optional.of(
            new Damage(
                follower.file(),
                0,
                "first transaction " + nextTransaction,
                "first transaction " + follower.firstTransaction()));
  }
}
