package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFailedException;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What follows from forcing nothing before somebody asks for it, on a disk that loses the rest. */
@Timeout(60)
class ForcingLateTest extends OnSimulatedDisk {
  /** Adds and takes until some segments are dead. */
  private static void passThrough(PinfoldStore store) {
    for (int i = 0; i < 25; i++) {
      long unused = cached(store).add("x".repeat(LARGE));
      assertThat(cached(store).takeNewest()).isPresent();
    }
  }

  private void requireFoundAfterPowerLoss(String contents, StoreOptions options)
      throws IOException {
    PowerLoss.Found found =
        PowerLoss.openAfter(disk.freeze().worst(), scratch.resolve("opening"), options);
    assertThat(found.contents()).isEqualTo(contents);
  }

  /** A process is killed between giving a snapshot its name and forcing that. */
  private void killWhileNamingASnapshot() {
    AtomicReference<SimulatedDisk> copy = new AtomicReference<>();
    try (PinfoldStore killed = PowerLoss.open(disk, OPTIONS)) {
      passThrough(killed);
      disk.before(
          (kind, path) -> {
            if (kind == SimulatedDisk.Kind.DIRECTORY
                && path.endsWith("snapshots")
                && copy.get() == null) {
              copy.set(disk.afterKill(scratch.resolve("killed")));
            }
          });
      long unused = killed.snapshot();
      disk.before((kind, path) -> {});
    }
    disk = copy.get();
  }

  @Test
  void whatIsAcknowledgedBehindASnapshotWhoseNameWasNotForced() throws IOException {
    killWhileNamingASnapshot();
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS)) {
      assertThat(store.recovery().snapshotTransaction()).isPresent();
      long unused = forced(store).add("acknowledged");
      requireFoundAfterPowerLoss(Contents.of(store), OPTIONS);
    }
  }

  @Test
  void anOrderlyCloseBehindASnapshotWhoseNameWasNotForced() throws IOException {
    killWhileNamingASnapshot();
    PinfoldStore store = PowerLoss.open(disk, OPTIONS);
    String contents = Contents.of(store);
    store.close();
    requireFoundAfterPowerLoss(contents, OPTIONS);
  }

  @Test
  void aSnapshotWhoseNameCouldNotBeForced() throws IOException {
    PinfoldStore store = PowerLoss.open(disk, OPTIONS);
    passThrough(store);
    disk.before(
        (kind, path) -> {
          if (kind == SimulatedDisk.Kind.DIRECTORY && path.endsWith("snapshots")) {
            throw new IOException("injected");
          }
        });
    assertThatThrownBy(store::snapshot)
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("injected");
    disk.before((kind, path) -> {});
    SimulatedDisk killed = disk.afterKill(scratch.resolve("killed"));
    store.close();
    disk = killed;
    store = PowerLoss.open(disk, OPTIONS);
    String contents = Contents.of(store);
    store.close();
    requireFoundAfterPowerLoss(contents, OPTIONS);
  }

  /** Segments were given up unforced; then the options say that they are kept. */
  @Test
  void keepingSegmentsFromSomeOpeningOn() throws IOException {
    StoreOptions keep = OPTIONS.withRetention(SegmentRetention.KEEP);
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS)) {
      long unused = cached(store).add("stays");
      passThrough(store);
      unused = store.snapshot();
    }
    PinfoldStore store = PowerLoss.open(disk, keep);
    long unused = forced(store).add("acknowledged");
    String contents = Contents.of(store);
    requireFoundAfterPowerLoss(contents, keep);
    unused = store.snapshot(); // from now on they are forced
    store.close();
    Path left = scratch.resolve("left");
    disk.freeze().worst().writeTo(left);
    assertThat(SegmentBytes.headers(left.resolve("store"))).contains(2, 3);
    requireFoundAfterPowerLoss(contents, keep);
  }

  @Test
  void whatThePowerTookOfSegmentsThatAreToBeKeptNowIsPutAside() throws IOException {
    StoreOptions move = OPTIONS.withRetention(SegmentRetention.moveTo(scratch.resolve("archive")));
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS)) {
      long unused = cached(store).add("stays");
      passThrough(store);
      unused = store.snapshot();
      String contents = Contents.of(store);
      Path left = scratch.resolve("left");
      disk.freeze().worst().writeTo(left);
      try (PinfoldStore moving = PowerLoss.openRestarted(new SimulatedDisk(left), move)) {
        assertThat(Contents.of(moving)).isEqualTo(contents);
      }
      assertThat(left.resolve("store/journal/0000000002.pfj")).doesNotExist();
      assertThat(left.resolve("store/journal/0000000002.pfj.cut")).exists();
    }
  }

  /** Then everything before a snapshot is forced, so that the one before it is enough. */
  @Test
  void aDamagedSnapshotThatWasTakenWhileThereWasAQueueThatSurvivesThePower() throws IOException {
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS)) {
      long unused = forced(store).add("acknowledged");
      passThrough(store);
      unused = store.snapshot();
      unused = forced(store).add("acknowledged, too");
      String contents = Contents.of(store);
      Path left = scratch.resolve("left");
      disk.freeze().worst().writeTo(left);
      try (var files = Files.list(left.resolve("store/snapshots"))) {
        for (Path file : files.toList()) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
        }
      }
      try (PinfoldStore again = PowerLoss.openRestarted(new SimulatedDisk(left), OPTIONS)) {
        assertThat(again.recovery().rejectedSnapshots()).isNotEmpty();
        assertThat(Contents.of(again)).isEqualTo(contents);
      }
    }
  }

  /** An opening that finds such a queue has sealed segments forced without being asked again. */
  @Test
  void aQueueThatIsToSurviveThePowerIsFound() throws IOException {
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS)) {
      long unused = forced(store).add("acknowledged");
    }
    Set<Path> ranges = ConcurrentHashMap.newKeySet();
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS)) {
      disk.before(
          (kind, path) -> {
            if (kind == SimulatedDisk.Kind.RANGE) {
              ranges.add(path);
            }
          });
      passThrough(store);
      Await.until("sealed segments are forced", () -> ranges.size() > 2);
      disk.before((kind, path) -> {});
    }
  }

  @Test
  void aCloseThatCannotForceSaysSo() throws IOException {
    PinfoldStore store = PowerLoss.open(disk, OPTIONS);
    long unused = cached(store).add("acknowledged");
    disk.before(
        (kind, path) -> {
          if (kind == SimulatedDisk.Kind.RANGE) {
            throw new IOException("injected");
          }
        });
    assertThatThrownBy(store::close)
        .isInstanceOfSatisfying(
            StoreFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN))
        .hasMessageContaining("injected");
    store.close();
    disk.before((kind, path) -> {});
    try (PinfoldStore again = PowerLoss.open(disk, OPTIONS)) {
      assertThat(cached(again).peekOldest().orElseThrow().payload()).isEqualTo("acknowledged");
    }
  }

  /** No queue is POWER_LOSS, and nobody called force(). */
  @Test
  void anAlterationFromMemoryForcesNothing() throws IOException {
    try (PinfoldStore store = PowerLoss.open(disk, OPTIONS)) {
      long unused = cached(store).add("x");
      MessageQueue<String> other = store.queue("other", Codecs.text(), QueuePolicy.MEMORY);
      unused = other.add("y");
      List<Path> ranges = Collections.synchronizedList(new ArrayList<>());
      disk.before(
          (kind, path) -> {
            if (kind == SimulatedDisk.Kind.RANGE) {
              ranges.add(path);
            }
          });
      other.alter(QueuePolicy.PROCESS_CRASH);
      passThrough(store);
      disk.before((kind, path) -> {});
      assertThat(ranges).isEmpty();
    }
  }
}
