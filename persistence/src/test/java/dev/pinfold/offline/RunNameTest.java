package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunNameTest {
  private static final RunName NAME = new RunName(Instant.parse("2026-11-26T13:15:00.123456Z"));

  @Test
  void aTimeInUtcToTheMillisecond() {
    assertThat(NAME.finished()).isEqualTo("20261126T131500.123Z");
    assertThat(NAME.unfinished()).isEqualTo("20261126T131500.123Z.unfinished");
    assertThat(RunName.parse(NAME.finished())).hasValue(NAME);
    assertThat(NAME.time()).isEqualTo(Instant.parse("2026-11-26T13:15:00.123Z"));
    assertThat(new RunName(Instant.EPOCH).finished()).isEqualTo("19700101T000000.000Z");
  }

  @Test
  void namesSortAsTimesDo() {
    RunName next = NAME.next();
    assertThat(next).isGreaterThan(NAME);
    assertThat(next.finished()).isEqualTo("20261126T131500.124Z");
  }

  @Test
  void whatIsNone() {
    for (String name :
        List.of(
            "",
            "journal",
            "20261126T131500.123",
            "20261126T131500.12Z",
            "20261126T131500.1234Z",
            "20261126T131500Z",
            "20261326T131500.123Z",
            "20260231T131500.123Z",
            "20261126T251500.123Z",
            "2026-11-26T13:15:00.123Z",
            " 20261126T131500.123Z",
            "20261126T131500.123Z.unfinished",
            "20261126T131500.123Z.old")) {
      assertThat(RunName.parse(name)).as(name).isEmpty();
    }
    assertThat(RunName.isUnfinished(NAME.unfinished())).isTrue();
    assertThat(RunName.isUnfinished(NAME.finished())).isFalse();
    assertThat(RunName.isUnfinished("letters.unfinished")).isFalse();
    assertThat(RunName.isUnfinished(".unfinished")).isFalse();
  }
}
