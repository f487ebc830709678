package dev.pinfold.durable;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store on a disk that keeps nothing but what was forced: for tests of a loss of power. */
abstract class OnSimulatedDisk {
  static final StoreOptions OPTIONS = SmallStore.OPTIONS;
  static final int LARGE = 40_000; // six of them to a segment

  Scratch scratch;
  SimulatedDisk disk;

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
    disk = new SimulatedDisk(scratch.resolve("disk"));
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  static MessageQueue<String> forced(PinfoldStore store) {
    return store.queue("forced", Codecs.text(), QueuePolicy.POWER_LOSS);
  }

  static MessageQueue<String> cached(PinfoldStore store) {
    return store.queue("cached", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }
}
