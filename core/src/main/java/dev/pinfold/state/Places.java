package dev.pinfold.state;

/** Says where the operations of a transaction lie in the journal. */
@FunctionalInterface
public interface Places {
  /** For transactions that lie nowhere. */
  Places NOWHERE = index -> 0;

  /** The place of the operation at this index of the transaction, 0 when it is not journaled. */
  long of(int operation);
}
