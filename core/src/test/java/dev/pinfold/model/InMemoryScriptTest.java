package dev.pinfold.model;

import dev.pinfold.Pinfold;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The store in memory does what the model does. */
class InMemoryScriptTest {

  private record InMemory(Pinfold pinfold) implements StoreUnderTest {
    @Override
    public void close() {
      pinfold.close();
    }
  }

  @Tag("long")
  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheModelDoesForLong(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int steps) {
    doesWhatTheModelDoes(seed, steps);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheModelDoes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int steps) {
    SettableClock clock = new SettableClock(1_000_000);
    try (Pinfold pinfold = Pinfold.inMemory(clock)) {
      new StoreScript(new InMemory(pinfold), clock, seed).run(steps);
    }
  }
}
