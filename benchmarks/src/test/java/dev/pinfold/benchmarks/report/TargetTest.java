package dev.pinfold.benchmarks.report;

import static dev.pinfold.benchmarks.report.Runs.adds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {
  private final Results results =
      new Results(
          List.of(
              adds(1, "force", "pinfold", 300),
              adds(1, "force", "chronicle", 100),
              adds(1, "force", "rocksdb", 200),
              adds(1, "force", "bare", 400),
              Runs.of(1, "latency", "pinfold", Map.of("maxMicros", 1_500.0, "p99Micros", 30.0))));
  private final Row adding = Row.rate("add", "force", "addsPerSecond");

  @Test
  void timesAnotherEngine() {
    assertThat(met(adding, new Target.TimesEngine("chronicle", 3))).isTrue();
    assertThat(met(adding, new Target.TimesEngine("chronicle", 3.1))).isFalse();
    assertThat(met(adding, new Target.TimesEngine("bare", 0.9))).isFalse();
  }

  @Test
  void timesTheBestPeerWhichIsNotTheMachine() {
    assertThat(met(adding, new Target.TimesBestPeer(1.5))).isTrue();
    assertThat(met(adding, new Target.TimesBestPeer(1.6))).isFalse();
  }

  @Test
  void anEngineThatDidNotRunGivesNoVerdict() {
    assertThat(new Target.TimesEngine("redis", 1).judge(adding, results)).isEmpty();
  }

  @Test
  void limitsAreAtMostWhereLessIsBetter() {
    Row most = Row.least("max", "latency", "maxMicros", "us");
    assertThat(met(most, new Target.Limit(2_000))).isTrue();
    assertThat(met(most, new Target.Limit(1_000))).isFalse();
    assertThat(met(adding, new Target.Limit(300))).isTrue();
    assertThat(met(adding, new Target.Limit(301))).isFalse();
  }

  @Test
  void timesAnotherMeasureOfItsOwn() {
    Row most = Row.rate("max", "latency", "maxMicros");
    assertThat(met(most, new Target.TimesOwn("p99Micros", "p99", 50))).isTrue();
    assertThat(met(most, new Target.TimesOwn("p99Micros", "p99", 51))).isFalse();
  }

  private boolean met(Row row, Target target) {
    return target.judge(row, results).orElseThrow().met();
  }
}
