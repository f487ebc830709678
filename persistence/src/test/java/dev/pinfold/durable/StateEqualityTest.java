package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.QueuePolicy;
import dev.pinfold.model.SettableClock;
import dev.pinfold.model.StoreScript;
import dev.pinfold.state.StateDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** However a state comes about, it is the same: live, from either snapshot, from the journal. */
class StateEqualityTest {
  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void everyWayLeadsToTheLiveState(
      @ForAll long seed, @ForAll @IntRange(min = 50, max = 300) int steps) throws IOException {
    Path root = Files.createTempDirectory(Path.of("target"), "equality");
    SettableClock clock = new SettableClock(1_000_000);
    try (DurableStore live = new DurableStore(root.resolve("live"), clock, seed, true)) {
      new StoreScript(live, clock, seed).run(steps);
      live.store().snapshot();
      live.store().queue("later", QueuePolicy.POWER_LOSS).add(new byte[] {1});
      Path killed = root.resolve("killed");
      String digest = copyAndDigest(live, killed);
      List<Path> snapshots = StoreFiles.snapshots(killed);
      for (int newest = snapshots.size(); newest >= 0; newest--) {
        Path copy = root.resolve("from" + newest);
        StoreFiles.copy(killed, copy);
        for (Path gone : snapshots.subList(newest, snapshots.size())) {
          Files.delete(copy.resolve("snapshots").resolve(gone.getFileName()));
        }
        assertThat(digestOf(live, copy))
            .as("%d snapshots, seed %d", newest, seed)
            .isEqualTo(digest);
      }
    } finally {
      StoreFiles.delete(root);
    }
  }

  private static String copyAndDigest(DurableStore live, Path to) throws IOException {
    var lock = live.store().archive().lock();
    lock.lock();
    try {
      StoreFiles.copyAsKilled(live.store(), live.directory(), to);
      return StateDigest.of(live.store().archive().machine().state());
    } finally {
      lock.unlock();
    }
  }

  private static String digestOf(DurableStore live, Path directory) {
    try (PinfoldStore store = PinfoldStore.open(directory, live.options())) {
      var lock = store.archive().lock();
      lock.lock();
      try {
        return StateDigest.of(store.archive().machine().state());
      } finally {
        lock.unlock();
      }
    }
  }
}
