package dev.pinfold.benchmarks.report;

import static dev.pinfold.benchmarks.report.Runs.adds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private final Results results =
      new Results(
          List.of(
              adds(1, "force", "pinfold", 100),
              adds(1, "force", "chronicle", 50),
              adds(1, "force", "bare", 400),
              adds(2, "force", "pinfold", 1_000),
              adds(2, "force", "chronicle", 250),
              adds(2, "force", "bare", 1_600),
              adds(3, "force", "pinfold", 90),
              Runs.failed(3, "force", "chronicle")));

  @Test
  void ratiosAreTakenWithinARoundAndOnlyOfRoundsThatHaveBoth() {
    assertThat(
            Results.ratio(
                results.byRound("force", "addsPerSecond", "pinfold"),
                results.byRound("force", "addsPerSecond", "chronicle")))
        .contains(new Spread(3, 2, 4));
  }

  @Test
  void roundsWithoutAPartnerGiveNoRatio() {
    assertThat(Results.ratio(Map.of(1, 5.0), Map.of(2, 5.0))).isEmpty();
  }

  @Test
  void enginesComeBestFirst() {
    assertThat(results.engines("force", "addsPerSecond", true))
        .containsExactly("bare", "chronicle", "pinfold");
    assertThat(results.engines("force", "addsPerSecond", false))
        .containsExactly("pinfold", "chronicle", "bare");
  }

  @Test
  void neitherPinfoldNorTheMachineIsAPeer() {
    assertThat(results.bestPeer("force", "addsPerSecond", true)).contains("chronicle");
  }

  @Test
  void aFailureIsNoValueAndIsNotForgotten() {
    assertThat(results.byRound("force", "addsPerSecond", "chronicle")).containsOnlyKeys(1, 2);
    assertThat(results.failures()).hasSize(1);
  }

  @Test
  void anEngineMayGiveTheSameDurabilityInMoreThanOneWay() {
    Results described =
        new Results(
            List.of(
                described("force", "POWER_LOSS: by itself"),
                described("force-16", "POWER_LOSS: threads share a force"),
                described("force-batch", "POWER_LOSS: by itself")));
    assertThat(described.descriptions())
        .containsOnly(
            Map.entry(
                "bare", Set.of("POWER_LOSS: by itself", "POWER_LOSS: threads share a force")));
  }

  private static RunResult described(String workload, String description) {
    return new RunResult(1, workload, "bare", "POWER_LOSS", 1024, 1, description, null, null, null);
  }
}
