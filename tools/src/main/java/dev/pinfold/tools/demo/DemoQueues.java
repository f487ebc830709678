package dev.pinfold.tools.demo;

import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The demo's store: three queues that survive a killed process, in small segments. */
final class DemoQueues {
  static final String QUAKES = "quakes";
  static final String ALERTS = "alerts";
  static final String LOG = "log";
  static final List<String> NAMES = List.of(QUAKES, ALERTS, LOG);

  /** Small segments and frequent snapshots: kills fall on all that a store does. */
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS
          .withSegmentBytes(1 << 20)
          .withSnapshots(new SnapshotPolicy(300, 0, Duration.ZERO, true));

  private DemoQueues() {}

  static PinfoldStore open(Path directory) {
    PinfoldStore store = PinfoldStore.open(directory, OPTIONS);
    for (String name : NAMES) {
      store.queue(name, QueuePolicy.PROCESS_CRASH);
    }
    return store;
  }
}
