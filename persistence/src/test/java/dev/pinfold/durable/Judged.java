package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.PinfoldException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a damaged store gave away of itself. A wrong message, or silence about a loss, fails. */
enum Judged {
  /** All is as it was. */
  HARMLESS,
  /** The recovery report tells; what is there was the state at a transaction, as late as asked. */
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
   * @param history its image after each transaction, from 0 on
   */
  record Truth(
      String image,
      Map<String, Long> nextNumbers,
      Map<String, String> byMessage,
      List<String> history) {
    static Truth of(PinfoldStore store, List<String> history) {
      Map<String, Long> next = StoreImage.nextNumbers(store);
      return new Truth(
          StoreImage.of(store), next, StoreImage.byMessage(store, next), List.copyOf(history));
    }
  }

  /**
   * Opens a damaged store, looks at it and closes it.
   *
   * @param least the transaction up to which nothing may be missing
   */
  static Judged open(Path directory, Truth truth, int least, Environment environment) {
    PinfoldStore opened;
    try {
      opened = PinfoldStore.open(directory, SmallStore.OPTIONS, environment);
    } catch (PinfoldException e) {
      assertThat(e).hasMessageContaining(directory.toString());
      return REFUSED;
    }
    try (PinfoldStore store = opened) {
      return store.recovery().isRemarkable()
          ? judgeReported(store, truth, least)
          : judge(store, truth);
    }
  }

  private static Judged judgeReported(PinfoldStore store, Truth truth, int least) {
    List<String> history = truth.history();
    assertThat(history.subList(least, history.size())).contains(StoreImage.of(store));
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
