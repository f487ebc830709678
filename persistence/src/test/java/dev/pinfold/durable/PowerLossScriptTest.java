package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The power is lost at random instants of random scripts, also while a store is being opened after
 * the power was lost. The store always opens, with all that was promised, whole transactions alone,
 * and at the end nothing missing but what was promised less.
 */
class PowerLossScriptTest {
  private static final int STEPS = 200;

  @Test
  @Tag("exhaustive")
  @Timeout(240)
  void someScripts() throws IOException {
    run(8);
  }

  @Test
  @Tag("long")
  void manyScripts() throws IOException {
    run(Integer.getInteger("pinfold.scripts", 1_000));
  }

  private static void run(int scripts) throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("PowerLossScriptTest: -Dpinfold.seed=" + seed);
    PowerLossScript.Tally tally = new PowerLossScript.Tally(0, 0, 0, 0);
    for (int i = 0; i < scripts; i++) {
      int powerLossFrom = new Random(seed + i).nextBoolean() ? 0 : STEPS / 2;
      try (Scratch scratch = new Scratch()) {
        tally = tally.plus(new PowerLossScript(scratch, seed + i, powerLossFrom).run(STEPS));
      } catch (AssertionError e) {
        throw new AssertionError("-Dpinfold.seed=" + (seed + i), e);
      }
    }
    System.out.println("PowerLossScriptTest: " + tally);
    assertThat(tally.openings()).isGreaterThan(10 * scripts);
    assertThat(tally.cuts()).isPositive();
    assertThat(tally.segments()).isGreaterThan(5 * scripts);
  }
}
