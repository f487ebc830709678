package dev.pinfold.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The demo's check must be able to fail: each fault is shown to it. Line 3 of the data is an alert.
 */
class LedgerTest {
  private Ledger ledger;

  @BeforeEach
  void promise() throws Exception {
    ledger = new Ledger(Earthquakes.load());
    for (int line = 1; line <= 5; line++) {
      ledger.acknowledged(Role.PRODUCER, line);
    }
    ledger.acknowledged(Role.CONSUMER, 1);
    ledger.acknowledged(Role.CONSUMER, 3);
  }

  private List<String> check(List<Integer> quakes, List<Integer> alerts, List<Integer> log) {
    ledger.check(Map.of("quakes", quakes, "alerts", alerts, "log", log));
    return ledger.faults();
  }

  @Test
  void whatWasPromisedIsRight() {
    assertThat(check(List.of(2, 4, 5), List.of(3), List.of(1))).isEmpty();
    assertThat(ledger.waiting()).isEqualTo(3);
    assertThat(ledger.movedTo("alerts")).isEqualTo(1);
  }

  @Test
  void whatWasDoneAndNotAcknowledgedInTimeIsRightToo() {
    assertThat(check(List.of(4, 5, 6), List.of(3), List.of(1, 2))).isEmpty();
    assertThat(ledger.fed()).isEqualTo(6);
  }

  @Test
  void aLossIsNoticed() {
    assertThat(check(List.of(2, 4), List.of(3), List.of(1)))
        .containsExactly("line 5 was acknowledged and is gone");
  }

  @Test
  void aDoubleIsNoticed() {
    assertThat(check(List.of(2, 4, 5, 5), List.of(3), List.of(1))).hasSize(1);
    assertThat(check(List.of(1, 2, 4, 5), List.of(3), List.of(1))).hasSize(2);
  }

  @Test
  void anUndoneMoveIsNoticed() {
    assertThat(check(List.of(1, 2, 4, 5), List.of(3), List.of()))
        .containsExactly("the move of line 1 was acknowledged and undone");
  }

  @Test
  void aWrongPlaceIsNoticed() {
    assertThat(check(List.of(2, 4, 5), List.of(1, 3), List.of())).hasSize(1);
  }

  @Test
  void aStrangerIsNoticed() {
    assertThat(check(List.of(2, 4, 5, 0), List.of(3), List.of(1))).hasSize(1);
  }

  @Test
  void whatWasSeenOnceMustStay() {
    assertThat(check(List.of(2, 4, 5, 6), List.of(3), List.of(1))).isEmpty();
    assertThat(check(List.of(2, 4, 5), List.of(3), List.of(1)))
        .containsExactly("line 6 was acknowledged and is gone");
  }

  @Test
  void aStepDoneTwiceIsNoticed() {
    ledger.acknowledged(Role.PRODUCER, 5);
    assertThat(ledger.faults()).containsExactly("the producer did line 5 again");
  }
}
