package dev.pinfold.offline;

/** Is shown the operations of a journal. */
@FunctionalInterface
public interface EntryVisitor {
  /**
   * Takes one operation.
   *
   * @return whether it wants to see more
   */
  boolean entry(JournalEntry entry);

  /**
   * Told, while a journal is followed, that transactions went before they could be read: their
   * segment was reclaimed.
   */
  default void missed(long firstTransaction, long lastTransaction) {}
}
