package dev.pinfold.model;

import dev.pinfold.Durability;
import dev.pinfold.Pinfold;
import java.io.IOException;
import java.util.List;

/**
 * A store that a {@link StoreScript} drives. Everything that the script does by the API it does to
 * {@link #pinfold()}; what only this kind of store can do (be restarted, killed, take a snapshot)
 * it names as {@link Disruption}s.
 */
public interface StoreUnderTest extends AutoCloseable {

  /** The open store; another object after a disruption that opened it anew. */
  Pinfold pinfold();

  /** What queues of this store may ask for. */
  default List<Durability> durabilities() {
    return List.of(Durability.MEMORY);
  }

  /** What else the script may do between two steps, each as likely as the others. */
  default List<Disruption> disruptions() {
    return List.of();
  }

  @Override
  void close() throws IOException;

  /**
   * Something done to the store as a whole. All views were closed before.
   *
   * @param name what a failed script's steps call it
   * @param survives the least durability whose queues must be the same afterwards; the others must
   *     be gone. {@link Durability#MEMORY}: nothing may change
   * @param action does it, and returns with the store open
   */
  record Disruption(String name, Durability survives, Action action) {}

  /** What a disruption does. */
  @FunctionalInterface
  interface Action {
    /** Does it. */
    void run() throws Exception;
  }
}
