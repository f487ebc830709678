package dev.pinfold.engine;

import dev.pinfold.state.Places;
import dev.pinfold.state.Transaction;
import java.util.function.Consumer;

/** Where the engine's journaled transactions go. */
public interface TransactionLog extends AutoCloseable {

  /** The log of an engine in memory only. */
  TransactionLog NONE =
      new TransactionLog() {
        @Override
        public boolean isPresent() {
          return false;
        }

        @Override
        public Places append(Transaction transaction) {
          throw new IllegalStateException("an engine in memory has no journal");
        }

        @Override
        public void awaitForced(long transaction) {}

        @Override
        public void whenForced(long transaction, Consumer<Throwable> done) {
          done.accept(null);
        }

        @Override
        public void close() {}
      };

  /** Whether there is a journal at all. */
  boolean isPresent();

  /**
   * A transaction is about to be decided: what is asked of the state from now on must be at hand
   * when the transaction is applied, so that this cannot fail. Under the engine's lock.
   */
  default void begin() {}

  /**
   * Makes a transaction ready to be written by {@link #append}, which follows. Nothing happens to
   * the log by it, whatever it throws. Under the engine's lock.
   *
   * @throws dev.pinfold.MessageTooLargeException when it does not fit
   */
  default void encode(Transaction transaction) {}

  /**
   * Writes a transaction so that it survives the process. Called under the engine's lock.
   *
   * @param transaction the one that was encoded last; its list of operations is the engine's own
   *     again afterwards
   * @return where its operations lie, valid until the next append
   * @throws dev.pinfold.PinfoldException when it was not written, or may not have been
   */
  Places append(Transaction transaction);

  /**
   * Gives back what space it can, after an append found none; the next append finds out whether
   * there is any. Blocks meanwhile. Not under the lock.
   */
  default void makeRoom() {}

  /**
   * Tells that the state may not be what the log says: an append failed in a way that leaves open
   * whether it happened, or was not followed by the whole of its application. Nothing of that state
   * may be kept. Under the engine's lock.
   */
  default void fail(Throwable cause) {}

  /** Blocks until this transaction and all before it survive power loss. Not under the lock. */
  void awaitForced(long transaction);

  /**
   * Calls back, on a thread of the log's, when this transaction and all before it survive power
   * loss, with null, or with what made that impossible.
   */
  void whenForced(long transaction, Consumer<Throwable> done);

  /** Called once, without the engine's lock, when no call can come any more. */
  @Override
  void close();
}
