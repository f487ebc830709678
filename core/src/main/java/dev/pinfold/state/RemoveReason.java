package dev.pinfold.state;

/** Why messages were removed. The codes stand in journals: never change or reuse one. */
public enum RemoveReason {
  /** Handed out by a take. */
  TAKEN(1),
  /** Reached the queue's age limit. */
  EXPIRED(2),
  /** Made room under the queue's limit of count or bytes. */
  OVERFLOWED(3),
  /** Acknowledged by the holder of its lease. */
  ACKNOWLEDGED(4),
  /** Removed by its number. */
  REMOVED(5),
  /** Removed with all others of the queue. */
  PURGED(6);

  private final int code;

  RemoveReason(int code) {
    this.code = code;
  }

  /** The number that stands for this reason in a journal. */
  public int code() {
    return code;
  }

  /** The reason of this code, or null when there is none. */
  public static RemoveReason ofCode(int code) {
    for (RemoveReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return null;
  }
}
