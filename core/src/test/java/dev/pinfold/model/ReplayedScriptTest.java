package dev.pinfold.model;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** An engine over a journal of transactions does what the model does, also replayed from them. */
class ReplayedScriptTest {

  @Tag("long")
  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheModelDoesForLong(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int steps) {
    doesWhatTheModelDoes(seed, steps);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheModelDoes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int steps) {
    SettableClock clock = new SettableClock(1_000_000);
    try (ReplayedStore store = new ReplayedStore(clock)) {
      new StoreScript(store, clock, seed).run(steps);
    }
  }
}
