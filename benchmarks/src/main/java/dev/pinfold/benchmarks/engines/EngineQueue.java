package dev.pinfold.benchmarks.engines;

/**
 * One queue of an engine. Every call is one transaction, acknowledged on return at the engine's
 * durability, as far as {@link Engine#describe} does not say otherwise.
 *
 * <p>An array that was handed in is the caller's again on return, and may be filled anew; one that
 * was handed out is good until the same thread's next call.
 */
public interface EngineQueue {

  /** Adds one message. */
  void add(byte[] payload) throws Exception;

  /** Adds several messages as one transaction. */
  void addAll(byte[][] payloads) throws Exception;

  /** Takes the oldest message; null when there is none. */
  byte[] take() throws Exception;

  /**
   * Takes up to {@code into.length} of the oldest messages as one transaction.
   *
   * @return how many; they lie at the beginning of the array
   */
  int takeAll(byte[][] into) throws Exception;

  /** The oldest message, which stays; null when there is none. */
  byte[] peek() throws Exception;

  /**
   * Adds without waiting for each acknowledgement.
   *
   * @param onTheWay how many may be unacknowledged at a time
   * @throws UnsupportedOperationException when the engine has no such thing
   */
  default AsyncAdds async(int onTheWay) throws Exception {
    throw new UnsupportedOperationException("has no asynchronous add");
  }
}
