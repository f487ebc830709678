package dev.pinfold.durable.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SIGKILL under load, at random moments, again and again on one store: nothing that was
 * acknowledged is lost, nothing happened by halves or twice, no number is given twice.
 */
class KillTest {
  @ParameterizedTest
  @EnumSource(names = {"PROCESS_CRASH", "POWER_LOSS"})
  @Timeout(120)
  void fewKills(Durability durability, @TempDir Path directory) throws Exception {
    KillTally tally = kill(durability, directory, 10);
    assertThat(tally.kills()).isEqualTo(10);
    assertThat(tally.acknowledged()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESS_CRASH", "POWER_LOSS"})
  @Tag("long")
  void manyKills(Durability durability, @TempDir Path directory) throws Exception {
    int kills = Integer.getInteger("pinfold.kills", 200);
    KillTally tally = kill(durability, directory, kills);
    assertThat(tally.kills()).isEqualTo(kills);
    assertThat(tally.acknowledged()).isGreaterThan(kills);
    assertThat(tally.whileOpening()).isPositive();
    assertThat(tally.closes()).isPositive();
    assertThat(tally.rolls()).isPositive();
    assertThat(tally.fromSnapshots()).isPositive();
    assertThat(tally.replays()).isPositive();
    assertThat(tally.unfinished()).isPositive();
    assertThat(tally.unfinishedDone()).isPositive();
  }

  private static KillTally kill(Durability durability, Path directory, int kills) throws Exception {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("KillTest " + durability + ": -Dpinfold.seed=" + seed);
    KillTally tally;
    try {
      tally = new KillRounds(directory, durability, seed).run(kills);
    } catch (AssertionError e) {
      throw new AssertionError("-Dpinfold.seed=" + seed, e);
    }
    System.out.println(tally.describe("KillTest " + durability));
    return tally;
  }
}
