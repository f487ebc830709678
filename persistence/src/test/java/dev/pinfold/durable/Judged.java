package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.PinfoldException;
import dev.pinfold.StoreCorruptException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** What a damaged store gave away of itself. A wrong message, or silence about a loss, fails. */
enum Judged {
  /** All is as it was. */
  HARMLESS,
  /** The recovery report tells; what is there was the state at some transaction. */
  REPORTED,
  /** Messages fail when they are read; all others are as they were. */
  UNREADABLE,
  /** Opening fails and names the place. */
  REFUSED;

  /**
   * What the store should be.
   *
   * @param image at its end
   * @param nextNumbers of its queues, at its end
   * @param byMessage at its end
   * @param history its image at each transaction
   */
  record Truth(
      String image,
      Map<String, Long> nextNumbers,
      Map<String, String> byMessage,
      Set<String> history) {
    static Truth of(PinfoldStore store, Set<String> history) {
      Map<String, Long> next = StoreImage.nextNumbers(store);
      return new Truth(
          StoreImage.of(store), next, StoreImage.byMessage(store, next), Set.copyOf(history));
    }
  }

  static Judged open(Path directory, Truth truth) {
    PinfoldStore opened;
    try {
      opened = PinfoldStore.open(directory, SmallStore.OPTIONS);
    } catch (PinfoldException e) {
      assertThat(e).hasMessageContaining(directory.toString());
      return REFUSED;
    }
    try (PinfoldStore store = opened) {
      return store.recovery().isRemarkable() ? judgeReported(store, truth) : judge(store, truth);
    }
  }

  private static Judged judgeReported(PinfoldStore store, Truth truth) {
    assertThat(truth.history()).contains(StoreImage.of(store));
    return REPORTED;
  }

  private static Judged judge(PinfoldStore store, Truth truth) {
    Map<String, String> found = StoreImage.byMessage(store, truth.nextNumbers());
    if (found.equals(truth.byMessage())) {
      assertThat(StoreImage.of(store)).isEqualTo(truth.image());
      return HARMLESS;
    }
    assertThat(found.keySet()).isEqualTo(truth.byMessage().keySet());
    found.values().removeIf(StoreCorruptException.class.getSimpleName()::equals);
    assertThat(truth.byMessage()).containsAllEntriesOf(found);
    return UNREADABLE;
  }
}
