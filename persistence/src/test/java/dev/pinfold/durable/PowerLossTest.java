package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.files.DiskImage;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The power is lost right after something was promised, on a disk that keeps nothing but what was
 * forced: the promise is kept.
 */
@Timeout(60)
class PowerLossTest extends OnSimulatedDisk {
  private int openings;

  private PinfoldStore open() {
    return PowerLoss.open(disk, OPTIONS);
  }

  private static MessageQueue<String> queue(PinfoldStore store, String name, QueuePolicy policy) {
    return store.queue(name, Codecs.text(), policy);
  }

  private PowerLoss.Found openAfter(DiskImage.Remains remains) throws IOException {
    return PowerLoss.openAfter(remains, scratch.resolve("opening" + openings++), OPTIONS);
  }

  /** Everything in the store survives if the power is lost now, in files of full size. */
  private void requireAllForced(PinfoldStore store) throws IOException {
    PowerLoss.Found found = openAfter(disk.freeze().worst());
    assertThat(found.contents()).isEqualTo(Contents.of(store));
    assertThat(found.report().cut()).isEmpty();
  }

  @Test
  void whatReturnedIsThere() throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<String> forced = forced(store);
      requireAllForced(store);
      long unused = forced.add("one");
      requireAllForced(store);
      unused = forced.addAll(List.of("two", "three", "four"));
      requireAllForced(store);
      assertThat(forced.takeOldest()).isPresent();
      requireAllForced(store);
      assertThat(forced.remove(3)).isTrue();
      requireAllForced(store);
      assertThat(forced.lease(Duration.ofHours(1))).isPresent();
      requireAllForced(store);
    }
  }

  @Test
  void whatAFutureSaidIsThere() throws Exception {
    try (PinfoldStore store = open()) {
      MessageQueue<String> forced = forced(store);
      for (int i = 0; i < 5; i++) {
        assertThat(forced.addAsync("message " + i).get(30, TimeUnit.SECONDS)).isPositive();
        requireAllForced(store);
        assertThat(forced.takeOldestAsync(Duration.ZERO).get(30, TimeUnit.SECONDS)).isPresent();
        requireAllForced(store);
      }
    }
  }

  @Test
  void whatAWaiterGotIsGone() throws Exception {
    try (PinfoldStore store = open()) {
      MessageQueue<String> forced = forced(store);
      var waiting = forced.takeOldestAsync(Duration.ofMinutes(1));
      var added = forced.addAsync("for who waits");
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isPresent();
      requireAllForced(store);
      assertThat(added.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  @Test
  void whatIsShownIsThere() throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<String> forced = forced(store);
      for (int i = 0; i < 5; i++) {
        var unused = forced.addAsync("message " + i);
        assertThat(forced.peekNewest()).isPresent();
        requireAllForced(store);
      }
    }
  }

  @Test
  void aTransactionOverQueuesIsThereAsAWhole() throws IOException {
    try (PinfoldStore store = open()) {
      long unused = cached(store).add("to be moved");
      forced(store);
      unused =
          store.transact(
              transaction ->
                  transaction
                      .queue("forced", Codecs.text())
                      .add(
                          transaction
                              .queue("cached", Codecs.text())
                              .takeOldest()
                              .orElseThrow()
                              .payload()));
      requireAllForced(store);
    }
  }

  @Test
  void throughManySegments() throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<String> forced = forced(store);
      for (int i = 0; i < 40; i++) {
        long unused = forced.add("x".repeat(LARGE));
        if (i % 3 == 0) {
          requireAllForced(store);
        }
      }
      assertThat(store.archive().openSegment()).isGreaterThan(5);
    }
  }

  @Test
  void whatLiesInEarlierSegmentsIsForcedFirst() throws IOException {
    try (PinfoldStore store = open()) {
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 15; i++) {
          long unused = cached(store).add("x".repeat(LARGE));
        }
        long unused = forced(store).add("acknowledged");
        requireAllForced(store);
      }
      assertThat(store.archive().openSegment()).isGreaterThan(8);
    }
  }

  @Test
  void whatWasForcedByWish() throws IOException {
    try (PinfoldStore store = open()) {
      for (int i = 0; i < 15; i++) {
        long unused = cached(store).add("x".repeat(LARGE));
        store.force();
        requireAllForced(store);
      }
    }
  }

  @Test
  void whatWasThereAtClose() throws IOException {
    PinfoldStore store = open();
    for (int i = 0; i < 10; i++) {
      long unused = cached(store).add("x".repeat(LARGE));
    }
    String contents = Contents.of(store);
    store.close();
    PowerLoss.Found found = openAfter(disk.freeze().worst());
    assertThat(found.contents()).isEqualTo(contents);
    assertThat(found.report().cut()).isEmpty();
  }

  @Test
  void aSnapshotIsThereByNameWithAllThatItRestsOn() throws IOException {
    try (PinfoldStore store = open()) {
      for (int i = 0; i < 10; i++) {
        long unused = cached(store).add("x".repeat(LARGE));
        long transaction = store.snapshot();
        PowerLoss.Found found = openAfter(disk.freeze().worst());
        assertThat(found.contents()).isEqualTo(Contents.of(store));
        assertThat(found.report().snapshotTransaction()).hasValue(transaction);
        assertThat(found.report().rejectedSnapshots()).isEmpty();
      }
    }
  }

  @Test
  void aSnapshotIsNeverThereBeforeWhatItRestsOn() throws IOException {
    try (PinfoldStore store = open()) {
      for (int i = 0; i < 3; i++) {
        long unused = cached(store).add("x".repeat(LARGE));
        List<DiskImage> images = watched(store::snapshot);
        assertThat(images).hasSizeGreaterThan(5);
        for (DiskImage image : images) {
          requireGood(image);
        }
      }
    }
  }

  /** What the disk was before and after each time that something was forced. */
  private List<DiskImage> watched(Runnable work) {
    List<DiskImage> images = Collections.synchronizedList(new ArrayList<>());
    disk.before((kind, path) -> images.add(disk.freeze()));
    disk.after((kind, path) -> images.add(disk.freeze()));
    work.run();
    disk.before((kind, path) -> {});
    disk.after((kind, path) -> {});
    return List.copyOf(images);
  }

  /** Opens, with no damaged snapshot. Names may come to the device without being forced. */
  private String requireGood(DiskImage image) throws IOException {
    String contents = "";
    for (DiskImage.Remains remains : List.of(image.worstUnderPresentNames(), image.worst())) {
      PowerLoss.Found found = openAfter(remains);
      assertThat(found.report().rejectedSnapshots()).isEmpty();
      contents = found.contents();
    }
    return contents;
  }

  @Test
  void aStoreCanBeOpenedHoweverFarItsCreationCame() throws IOException {
    AtomicReference<PinfoldStore> store = new AtomicReference<>();
    List<DiskImage> images = watched(() -> store.set(open()));
    assertThat(images).hasSizeGreaterThan(20);
    for (DiskImage image : images) {
      assertThat(requireGood(image)).isEmpty();
    }
    store.get().close();
  }

  /** What a killed process left in the page cache must not be lost behind what is forced later. */
  @Test
  void whatAKilledProcessLeftIsForcedBeforeWhatComesBehindIt() throws IOException {
    try (PinfoldStore killed = open()) {
      for (int i = 0; i < 8; i++) {
        long unused = cached(killed).add("x".repeat(LARGE));
      }
      disk = disk.afterKill(scratch.resolve("killed"));
      try (PinfoldStore store = open()) {
        assertThat(Contents.of(store)).isEqualTo(Contents.of(killed));
        long unused = forced(store).add("acknowledged");
        requireAllForced(store);
      }
    }
  }

  /** A snapshot proves forced what is before it, and nothing of what comes next. */
  @Test
  void whatAKilledProcessLeftBehindASnapshotIsForcedToo() throws IOException {
    try (PinfoldStore killed = open()) {
      long unused = cached(killed).add("before");
      long transaction = killed.snapshot();
      unused = cached(killed).add("behind");
      disk = disk.afterKill(scratch.resolve("killed"));
      try (PinfoldStore store = open()) {
        assertThat(store.recovery().snapshotTransaction()).hasValue(transaction);
        assertThat(store.recovery().transactionsReplayed()).isEqualTo(1);
        assertThat(Contents.of(store)).isEqualTo(Contents.of(killed));
        store.force();
        requireAllForced(store);
      }
    }
  }

  /** Nobody was told of it before the kill: whoever sees it now may rely on it. */
  @Test
  void whatAKilledProcessDidNotComeToForceIsForcedBeforeItIsShown() throws Exception {
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch copied = new CountDownLatch(1);
    try (PinfoldStore killed = open()) {
      MessageQueue<String> queue = forced(killed);
      requireAllForced(killed);
      disk.before(
          (kind, path) -> {
            if (kind == SimulatedDisk.Kind.RANGE) {
              forcing.countDown();
              await(copied);
            }
          });
      var unused = queue.addAsync("not acknowledged");
      await(forcing);
      SimulatedDisk copy = disk.afterKill(scratch.resolve("killed"));
      disk.before((kind, path) -> {});
      copied.countDown();
      disk = copy;
      assertThat(openAfter(disk.freeze().worst()).contents()).doesNotContain("not acknowledged");
    }
    try (PinfoldStore store = open()) {
      assertThat(forced(store).peekOldest().orElseThrow().payload()).isEqualTo("not acknowledged");
      requireAllForced(store);
    }
  }

  /** Nobody asked for forces: sealed segments are left alone, by openings too. */
  @Test
  void nothingOfTheJournalIsForcedUnasked() throws IOException {
    PinfoldStore store = open();
    long unused = cached(store).add("first");
    List<Path> ranges = Collections.synchronizedList(new ArrayList<>());
    fill(ranges, store);
    assertThat(store.archive().openSegment()).isGreaterThan(4);
    disk = disk.afterKill(scratch.resolve("killed"));
    try (PinfoldStore again = open()) {
      fill(ranges, again);
    }
    assertThat(ranges).isEmpty();
    store.close();
  }

  private void fill(List<Path> forced, PinfoldStore store) {
    disk.before(
        (kind, path) -> {
          if (kind == SimulatedDisk.Kind.RANGE) {
            forced.add(path);
          }
        });
    for (int i = 0; i < 25; i++) {
      long unused = cached(store).add("x".repeat(LARGE));
    }
    disk.before((kind, path) -> {});
  }

  /** They hold nothing that lives: the power takes them, with their headers. */
  @Test
  void segmentsThatASnapshotDoesNotReadFromNeedNotSurvive() throws IOException {
    try (PinfoldStore store = open()) {
      long unused = cached(store).add("stays");
      for (int i = 0; i < 25; i++) {
        unused = cached(store).add("x".repeat(LARGE));
        assertThat(cached(store).takeNewest()).isPresent();
      }
      unused = store.snapshot();
      unused = cached(store).add("behind it");
      store.force();
      String contents = Contents.of(store);
      for (DiskImage.Remains remains :
          List.of(disk.freeze().worst(), disk.freeze().worstUnderPresentNames())) {
        Path left = scratch.resolve("left" + openings++);
        remains.writeTo(left);
        SimulatedDisk leftDisk = new SimulatedDisk(left);
        assertThat(SegmentBytes.headers(PowerLoss.store(leftDisk))).doesNotContain(2, 3);
        for (int i = 0; i < 3; i++) {
          try (PinfoldStore again = PowerLoss.openRestarted(leftDisk, OPTIONS)) {
            assertThat(again.recovery().cut()).isEmpty();
            assertThat(Contents.of(again)).isEqualTo(contents);
          }
        }
        assertThat(SegmentBytes.exists(PowerLoss.store(leftDisk), 2)).isFalse();
      }
    }
  }

  /** Whoever keeps segments is to find them whole. */
  @Test
  void segmentsThatAreKeptSurvive() throws IOException {
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS.withRetention(SegmentRetention.KEEP))) {
      for (int i = 0; i < 25; i++) {
        long unused = cached(store).add("x".repeat(LARGE));
        assertThat(cached(store).takeNewest()).isPresent();
      }
      long unused = store.snapshot();
      Path left = scratch.resolve("left");
      disk.freeze().worst().writeTo(left);
      assertThat(SegmentBytes.headers(left.resolve("store"))).contains(1, 2, 3);
    }
  }

  /** A process is killed right after it gave a segment its name, and the next one goes on in it. */
  @Test
  void theNameThatAKilledProcessGaveIsForcedByTheNextOpening() throws Exception {
    CountDownLatch named = new CountDownLatch(1);
    CountDownLatch copied = new CountDownLatch(1);
    disk.before(
        (kind, path) -> {
          if (kind == SimulatedDisk.Kind.DIRECTORY
              && SegmentBytes.exists(PowerLoss.store(disk), 2)) {
            named.countDown();
            await(copied);
          }
        });
    try (PinfoldStore killed = open()) {
      await(named);
      SimulatedDisk copy = disk.afterKill(scratch.resolve("killed"));
      disk.before((kind, path) -> {});
      copied.countDown();
      assertThat(Contents.of(killed)).isEmpty();
      disk = copy;
    }
    try (PinfoldStore store = open()) {
      for (int i = 0; i < 8; i++) {
        long unused = forced(store).add("x".repeat(LARGE));
        requireAllForced(store);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Files of dead segments are used again under new names: their former content must not show. */
  @Test
  void filesThatAreUsedAgain() throws IOException {
    for (QueuePolicy policy : List.of(QueuePolicy.PROCESS_CRASH, QueuePolicy.POWER_LOSS)) {
      disk = new SimulatedDisk(scratch.resolve(policy.durability().name()));
      List<DiskImage> images = Collections.synchronizedList(new ArrayList<>());
      Random random = new Random(1);
      try (PinfoldStore store = open()) {
        disk.before((kind, path) -> images.add(disk.freeze()));
        for (int i = 0; i < 40; i++) {
          MessageQueue<String> queue = queue(store, "passing", policy);
          long unused = queue.add("x".repeat(LARGE));
          assertThat(queue.takeOldest()).isPresent();
          if (i % 5 == 4) {
            unused = store.snapshot();
            unused = store.compact();
          }
        }
      }
      for (int i = 0; i < images.size(); i += 1 + images.size() / 40) {
        PowerLoss.Found found = openAfter(images.get(i).random(random));
        assertThat(found.report().rejectedSnapshots()).isEmpty();
        found = openAfter(images.get(i).worst());
        assertThat(found.report().rejectedSnapshots()).isEmpty();
      }
    }
  }
}
