package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Segments are moved where they may be, whatever is in the way, and nothing else goes for it. */
@Timeout(120)
class MoveTest {
  private static final int SEGMENT = 256 << 10;

  @TempDir Path root;

  private Path directory() {
    return root.resolve("store");
  }

  private static StoreOptions movingTo(Path directory) {
    return moving(SegmentRetention.moveTo(directory));
  }

  private static StoreOptions moving(SegmentRetention retention) {
    return StoreOptions.DEFAULTS
        .withSegmentBytes(SEGMENT)
        .withSnapshots(SnapshotPolicy.NEVER)
        .withRetention(retention);
  }

  private static MessageQueue<byte[]> queue(PinfoldStore store) {
    return store.queue("q", QueuePolicy.PROCESS_CRASH);
  }

  /** Leaves several segments that nothing needs, once somebody reclaims them. */
  private static List<Path> drained(PinfoldStore store) {
    for (int i = 0; i < 1_500; i++) {
      queue(store).add(new byte[1_000]);
    }
    List<Path> files =
        store.whyKept().stream().map(SegmentReport::file).collect(Collectors.toList());
    files.remove(files.size() - 1);
    assertThat(files).hasSizeGreaterThan(4);
    queue(store).purge();
    for (int i = 0; i < 2; i++) {
      queue(store).remove(queue(store).add(new byte[0]));
      store.snapshot();
    }
    return files;
  }

  private void requireRefused(Path target) {
    assertThatThrownBy(() -> PinfoldStore.open(directory(), movingTo(target)).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(directory().toString(), target.toString());
  }

  @Test
  void notToWhereTheStoreIs() throws IOException {
    Path link = Files.createSymbolicLink(root.resolve("link"), directory().resolve("journal"));
    Path around = Files.createSymbolicLink(root.resolve("around"), root);
    for (Path target :
        List.of(
            directory(),
            directory().resolve("journal"),
            directory().resolve("old/segments"),
            root.resolve("other/../store/journal"),
            root,
            link,
            around.resolve("store"),
            around)) {
      requireRefused(target);
      assertThat(directory()).doesNotExist();
    }
    PinfoldStore.open(directory(), movingTo(root.resolve("store-old"))).close();
    List<Path> before = StoreFiles.list(directory());
    requireRefused(link);
    requireRefused(Files.createSymbolicLink(root.resolve("same"), directory()));
    assertThat(StoreFiles.list(directory())).isEqualTo(before);
  }

  @Test
  void limitsAreForOnesOwnSegmentsAlone() throws IOException {
    Path moved = root.resolve("moved");
    try (PinfoldStore other = PinfoldStore.open(root.resolve("other"), movingTo(moved))) {
      drained(other);
      assertThat(other.archive().reclaim()).isPositive();
    }
    Files.writeString(moved.resolve("0123456789.pfj"), "not a segment");
    List<Path> others = StoreFiles.list(moved);
    StoreOptions limited =
        moving(SegmentRetention.moveTo(moved).withLimits(Duration.ofNanos(1), 1));
    try (PinfoldStore store = PinfoldStore.open(directory(), limited)) {
      drained(store);
      store.compact();
    }
    assertThat(StoreFiles.list(moved)).containsAll(others);
  }

  /** One that cannot go is told of; others go, and snapshots are taken. */
  @Test
  void whatIsInTheWayStopsOneSegmentAlone() throws IOException {
    Path moved = Files.createDirectory(root.resolve("moved"));
    StoreOptions options =
        movingTo(moved).withSnapshots(new SnapshotPolicy(5_000, 0, Duration.ZERO, false));
    try (PinfoldStore store = PinfoldStore.open(directory(), options)) {
      Path obstacle = Files.writeString(moved.resolve("0000000001.pfj"), "in the way");
      List<Path> files = drained(store);
      store.archive().reclaim();
      assertThat(files.get(0)).exists();
      assertThat(files.subList(1, files.size())).noneMatch(Files::exists);
      assertThat(store.whyKept().get(0).reasons())
          .singleElement()
          .satisfies(reason -> assertThat(reason).contains("cannot go", obstacle.toString()));
      Path newest = newestSnapshot();
      for (int i = 0; i < 5_000; i++) {
        queue(store).add(new byte[0]);
      }
      Await.until("a snapshot is taken", () -> !newestSnapshot().equals(newest));
      assertThat(obstacle).hasContent("in the way");
      Files.delete(obstacle);
      Await.until("it goes", () -> !Files.exists(files.get(0)));
      assertThat(obstacle).hasSize(SEGMENT);
    }
  }

  private Path newestSnapshot() {
    try {
      List<Path> all =
          StoreFiles.snapshots(directory()).stream()
              .filter(file -> file.toString().endsWith(".pfs"))
              .toList();
      return all.get(all.size() - 1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anArchiveThatIsNotThereForAWhile() throws IOException {
    Path moved = Files.writeString(root.resolve("moved"), "not mounted");
    try (PinfoldStore store = PinfoldStore.open(directory(), movingTo(moved))) {
      List<Path> files = drained(store);
      assertThat(store.compact()).isZero();
      assertThat(files).allMatch(Files::exists);
      assertThat(store.snapshot()).isPositive();
      Files.delete(moved);
      store.compact();
      assertThat(files).noneMatch(Files::exists);
      assertThat(StoreFiles.list(moved)).hasSize(files.size());
    }
  }

  /** What a kill between the copy and the removal leaves. */
  @Test
  void aMoveThatWasCutShortIsFinished() throws IOException {
    Path moved = Files.createDirectory(root.resolve("moved"));
    try (PinfoldStore store = PinfoldStore.open(directory(), movingTo(moved))) {
      List<Path> files = drained(store);
      Files.copy(files.get(0), moved.resolve(files.get(0).getFileName()));
      Files.writeString(moved.resolve(files.get(1).getFileName() + ".tmp"), "half a copy");
      store.compact();
      assertThat(files).noneMatch(Files::exists);
    }
  }

  @Test
  void toAnotherFileSystem() throws IOException {
    try (Scratch scratch = new Scratch()) {
      Path moved = Files.createDirectories(scratch.resolve("moved"));
      assumeTrue(!Files.getFileStore(moved).equals(Files.getFileStore(root)), "one file system");
      try (PinfoldStore store = PinfoldStore.open(directory(), movingTo(moved))) {
        Files.writeString(moved.resolve("0000000002.pfj.tmp"), "half a copy");
        List<Path> files = drained(store);
        Map<String, Long> bytes =
            files.stream()
                .collect(Collectors.toMap(file -> file.getFileName().toString(), MoveTest::size));
        store.compact();
        assertThat(files).noneMatch(Files::exists);
        assertThat(StoreFiles.list(moved).stream().map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrderElementsOf(bytes.keySet());
        assertThat(StoreFiles.list(moved)).allMatch(file -> size(file) == SEGMENT);
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
