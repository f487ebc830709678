package dev.pinfold.benchmarks.engines;

/** Adds of one thread that are acknowledged later. */
public interface AsyncAdds {

  /** Adds a message, waiting only while too many are on the way. */
  void add(byte[] payload) throws Exception;

  /** Returns when all are acknowledged; throws when one failed. */
  void await() throws Exception;
}
