package dev.pinfold.benchmarks.engines;

import dev.pinfold.Durability;
import java.nio.file.Path;

/**
 * What an engine is opened for. Its adapter may choose the settings that suit best.
 *
 * @param directory to keep its files in; there already
 * @param durability what an acknowledged operation has to survive
 * @param payloadBytes the size of every payload
 * @param batch how many messages a transaction has at most
 * @param threads how many threads will call it
 * @param queues how many queues will be used
 * @param payloads how many payloads will be added at most: for the bare machine, which has nothing
 *     that grows, and where files are filled beforehand
 */
public record EngineSetup(
    Path directory,
    Durability durability,
    int payloadBytes,
    int batch,
    int threads,
    int queues,
    long payloads) {

  /** A queue for one thread with messages of this size. */
  public static EngineSetup of(
      Path directory, Durability durability, int payloadBytes, long payloads) {
    return new EngineSetup(directory, durability, payloadBytes, 1, 1, 1, payloads);
  }

  /** The same with transactions of up to so many messages. */
  public EngineSetup withBatch(int messages) {
    return new EngineSetup(
        directory, durability, payloadBytes, messages, threads, queues, payloads);
  }

  /** The same for so many threads. */
  public EngineSetup withThreads(int count) {
    return new EngineSetup(directory, durability, payloadBytes, batch, count, queues, payloads);
  }

  /** The same with so many queues. */
  public EngineSetup withQueues(int count) {
    return new EngineSetup(directory, durability, payloadBytes, batch, threads, count, payloads);
  }

  /** Whether what was acknowledged has to be on the device. */
  public boolean forced() {
    return durability == Durability.POWER_LOSS;
  }
}
