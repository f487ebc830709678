package dev.pinfold.offline;

import dev.pinfold.state.Operation;

/** What an operation of the journal does. */
public enum EntryKind {
  /** A message came into a queue. */
  ADDED,
  /** A live message was copied to the journal's end, so that an old segment may go. */
  MOVED,
  /** A message was hidden by a lease. */
  LEASED,
  /** A lease was ended early. */
  RELEASED,
  /** Messages were handed out by a take. */
  TAKEN,
  /** Messages reached the queue's age limit. */
  EXPIRED,
  /** Messages made room under the queue's limits. */
  OVERFLOWED,
  /** Messages were acknowledged by the holders of their leases. */
  ACKNOWLEDGED,
  /** Messages were removed by number. */
  REMOVED,
  /** All messages of a queue were removed. */
  PURGED,
  /** A queue came into being, or an altered one under another identity. */
  OPENED,
  /** A queue got another policy. */
  ALTERED,
  /** A queue ended, with all that was in it. */
  DROPPED;

  /** The kind of an operation. */
  public static EntryKind of(Operation operation) {
    if (operation instanceof Operation.Add) {
      return ADDED;
    } else if (operation instanceof Operation.Remove remove) {
      return switch (remove.reason()) {
        case TAKEN -> TAKEN;
        case EXPIRED -> EXPIRED;
        case OVERFLOWED -> OVERFLOWED;
        case ACKNOWLEDGED -> ACKNOWLEDGED;
        case REMOVED -> REMOVED;
        case PURGED -> PURGED;
      };
    } else if (operation instanceof Operation.Move) {
      return MOVED;
    } else if (operation instanceof Operation.Lease) {
      return LEASED;
    } else if (operation instanceof Operation.Release) {
      return RELEASED;
    } else if (operation instanceof Operation.OpenQueue) {
      return OPENED;
    } else if (operation instanceof Operation.AlterQueue) {
      return ALTERED;
    }
    return DROPPED;
  }

  /** Whether messages end with it. */
  public boolean isEnd() {
    return this == DROPPED || (compareTo(TAKEN) >= 0 && compareTo(PURGED) <= 0);
  }
}
