package dev.pinfold.durable;

import dev.pinfold.model.SettableClock;
import dev.pinfold.model.StoreScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * The store on a directory does what the model does, through restarts, kills, damaged snapshots,
 * lost indexes, compaction and rolls, with queues of all durabilities in the same transactions.
 */
class DurableScriptTest {

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheModelDoes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps)
      throws IOException {
    run(seed, steps);
  }

  @Property(tries = 120, shrinking = ShrinkingMode.BOUNDED)
  @Tag("exhaustive")
  void doesWhatTheModelDoesOften(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps)
      throws IOException {
    run(seed, steps);
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
  @Tag("long")
  void doesWhatTheModelDoesForLong(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int steps) throws IOException {
    run(seed, steps);
  }

  private static void run(long seed, int steps) throws IOException {
    Path root = Files.createTempDirectory(Path.of("target"), "script");
    try {
      SettableClock clock = new SettableClock(1_000_000);
      try (DurableStore store = new DurableStore(root, clock, seed)) {
        new StoreScript(store, clock, seed).run(steps);
      }
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed + ", " + steps + " steps", e);
    } finally {
      StoreFiles.delete(root);
    }
  }
}
