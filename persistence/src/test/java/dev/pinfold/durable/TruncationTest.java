package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Pinfold;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.JournalCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last segment cut at each of its bytes: what was whole before the cut is there, no more. */
@Timeout(240)
class TruncationTest {
  private Scratch scratch;
  private Path original;
  private final List<String> images = new ArrayList<>(); // after 0, 1, 2 transactions of the last

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
    original = scratch.resolve("original");
    try (Pinfold store = PinfoldStore.open(original, SmallStore.OPTIONS)) {
      SmallStore.transactions(0).forEach(transaction -> transaction.accept(store));
    }
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  /** Opens the store once more, so that a second segment is the last, and does what fills it. */
  private PinfoldStore fillLast(StoreOptions options) {
    PinfoldStore store = PinfoldStore.open(original, options);
    images.add(StoreImage.of(store));
    for (Consumer<Pinfold> transaction : SmallStore.transactions(1)) {
      transaction.accept(store);
      images.add(StoreImage.of(store));
    }
    return store;
  }

  @Test
  @Tag("exhaustive")
  void eachByteOfAKilledStore() throws IOException {
    Path killed = scratch.resolve("killed");
    PinfoldStore store = fillLast(SmallStore.OPTIONS);
    SmallStore.copyRunning(original, 1, killed);
    store.close();
    byte[] whole = Files.readAllBytes(SmallStore.segments(killed).get(1));
    List<Integer> ends = new SegmentBytes(whole).ends();
    assertThat(ends).hasSameSizeAs(images);
    int contentEnd = ends.get(ends.size() - 1);
    for (int cut = 0; cut <= contentEnd + 8; cut++) {
      checkCut(killed, whole, cut, ends);
    }
    for (int cut = contentEnd + 4096; cut < whole.length; cut += 40_000) {
      checkCut(killed, whole, cut, ends);
    }
    System.out.printf(
        "TruncationTest: %d bytes of content, each cut opened to the transactions before it%n",
        contentEnd);
  }

  private void checkCut(Path killed, byte[] whole, int cut, List<Integer> ends) throws IOException {
    Path copy = Directories.copy(killed, scratch.resolve("copy"));
    Path last = SmallStore.segments(copy).get(1);
    Files.write(last, Arrays.copyOf(whole, cut));
    int transactions = (int) ends.stream().filter(end -> end <= cut).count() - 1;
    String expected = images.get(Math.max(0, transactions));
    try (PinfoldStore store = PinfoldStore.open(copy, SmallStore.OPTIONS)) {
      assertThat(StoreImage.of(store)).as("cut at %d", cut).isEqualTo(expected);
      JournalCut report = store.recovery().cut().orElseThrow();
      assertThat(report.file()).isEqualTo(last);
      assertThat(report.offset()).isLessThanOrEqualTo(cut);
      assertThat(report.discardedDocuments()).isZero();
      assertThat(store.recovery().isRemarkable()).isTrue();
    } catch (RuntimeException e) {
      throw new AssertionError("cut at " + cut, e);
    }
    if (cut % 32 == 0 || ends.contains(cut)) {
      worksOn(copy, expected);
    }
    Directories.delete(copy);
  }

  /** What was cut stays cut, without a further word, and the store is as good as any. */
  private static void worksOn(Path directory, String expected) {
    String after;
    try (PinfoldStore store = PinfoldStore.open(directory, SmallStore.OPTIONS)) {
      assertThat(store.recovery().isRemarkable()).isFalse();
      assertThat(StoreImage.of(store)).isEqualTo(expected);
      long number = SmallStore.orders(store).add("after the cut");
      assertThat(SmallStore.orders(store).peek(number).orElseThrow().payload())
          .isEqualTo("after the cut");
      assertThat(SmallStore.kept(store).takeOldest()).isPresent();
      after = StoreImage.of(store);
    }
    try (PinfoldStore store = PinfoldStore.open(directory, SmallStore.OPTIONS)) {
      assertThat(StoreImage.of(store)).isEqualTo(after);
    }
  }

  @Test
  void aSnapshotThatKnowsMoreThanTheCutJournalRefuses() throws IOException {
    fillLast(SmallStore.WITH_LAST_SNAPSHOT).close();
    byte[] whole = Files.readAllBytes(SmallStore.segments(original).get(1));
    List<Integer> ends = new SegmentBytes(whole).ends();
    int contentEnd = ends.get(ends.size() - 1);
    Path copy = Directories.copy(original, scratch.resolve("copy"));
    Path last = SmallStore.segments(copy).get(1);
    for (int cut = 0; cut < contentEnd; cut++) {
      Files.write(last, Arrays.copyOf(whole, cut));
      assertThatThrownBy(() -> PinfoldStore.open(copy, SmallStore.OPTIONS).close())
          .as("cut at %d", cut)
          .isInstanceOf(StoreCorruptException.class)
          .hasMessageContaining(last.toString());
      assertThat(Files.size(last)).as("nothing was changed").isEqualTo(cut);
    }
    for (int cut : new int[] {contentEnd, contentEnd + 1, contentEnd + 4096, whole.length - 1}) {
      opensWithoutLoss(whole, cut);
    }
  }

  private void opensWithoutLoss(byte[] whole, int cut) throws IOException {
    Path copy = Directories.copy(original, scratch.resolve("another"));
    Files.write(SmallStore.segments(copy).get(1), Arrays.copyOf(whole, cut));
    try (PinfoldStore store = PinfoldStore.open(copy, SmallStore.OPTIONS)) {
      assertThat(StoreImage.of(store)).isEqualTo(images.get(images.size() - 1));
      assertThat(store.recovery().isRemarkable()).isTrue();
    }
    Directories.delete(copy);
  }
}
