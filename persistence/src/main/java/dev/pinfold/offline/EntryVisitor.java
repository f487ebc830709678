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
   * Told, in a pass forward beside an owner, that transactions went before they could be read:
   * their segment was given back meanwhile.
   */
  default void missed(long firstTransaction, long lastTransaction) {}
}
