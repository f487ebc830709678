package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system of its own that really is full: with the store alone, and with others' files. */
@Timeout(120)
class DiskFullTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS
          .withSegmentBytes(1 << 20)
          .withSnapshots(new SnapshotPolicy(10_000, 0, Duration.ofSeconds(1), true));

  @TempDir Path parent;
  private Path disk;
  private Path directory;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(parent.resolve("disk"));
    directory = disk.resolve("store");
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    if (!mounted) {
      System.out.println(
          "DiskFullTest: NOT RUN, because this user may not mount a file system. Run it as root");
    }
    assumeTrue(mounted, "this user may not mount a file system");
  }

  /** Lazily: the collector may not yet have unmapped what was read. */
  @AfterEach
  void unmount() throws IOException, InterruptedException {
    assertThat(run("umount", "-l", disk.toString())).isTrue();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false; // no such program
    }
    return process.waitFor() == 0;
  }

  /** Takes all that is left of the disk. */
  private Path takeTheRest() throws IOException {
    Path file = disk.resolve("others");
    byte[] page = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("space");
    }
    return file;
  }

  private static FullStore with4000(PinfoldStore store) {
    FullStore full = new FullStore(store);
    for (int i = 0; i < 4000; i++) {
      assertThat(full.add(1000)).isTrue();
    }
    return full;
  }

  @Test
  void filledByTheStoreItself() throws InterruptedException {
    FullStore full;
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      full = new FullStore(store);
      assertThat(full.fill(1000)).isGreaterThan(8_000);
      full.requireIntact();
      for (int i = 0; i < 5000; i++) {
        full.takeOldest();
      }
      assertThat(full.fillPatiently(1000)).isGreaterThan(2000);
      full.requireIntact();
    }
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      FullStore again = new FullStore(store);
      assertThat(again.queue().count()).isEqualTo(full.expected().size());
      int drained = again.queue().takeOldest(100_000).size();
      assertThat(drained).isEqualTo(full.expected().size());
      assertThat(again.fillPatiently(1000)).isGreaterThan(8_000);
      again.requireIntact();
    }
  }

  @Test
  void filledByOthers() throws Exception {
    FullStore full;
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      full = with4000(store);
      Path others = takeTheRest();
      assertThat(full.fill(1000)).isLessThan(5000);
      full.requireIntact();
      assertThatThrownBy(store::snapshot).isInstanceOf(UncheckedIOException.class);
      for (int i = 0; i < 3000; i++) {
        full.takeOldest();
      }
      full.requireIntact();
      Files.delete(others);
      Await.until("there is room again", () -> full.add(1000));
      assertThat(store.snapshot()).isPositive();
      full.requireIntact();
      assertThat(takeTheRest()).exists();
    } // closes on a full disk
    Files.delete(disk.resolve("others"));
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      assertThat(store.recovery().isRemarkable()).isFalse();
      assertThat(store.queue(FullStore.QUEUE).count()).isEqualTo(full.expected().size());
    }
  }

  @Test
  void openedOnAFullDisk() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      with4000(store).requireIntact();
    }
    Path others = takeTheRest();
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      assertThat(store.queue(FullStore.QUEUE).count()).isEqualTo(4000);
      assertThat(store.queue(FullStore.QUEUE).takeOldest()).isPresent();
    }
    Files.delete(others);
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      assertThat(store.queue(FullStore.QUEUE).count()).isEqualTo(3999);
    }
  }

  @Test
  void openedOnADiskThatIsReadOnly() throws Exception {
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      with4000(store).requireIntact();
    }
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
    assertThatThrownBy(() -> PinfoldStore.open(directory, OPTIONS).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("Read-only file system");
    assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      assertThat(store.queue(FullStore.QUEUE).count()).isEqualTo(4000);
    }
  }

  /** As on a file system that never writes in place; through a mapping it would be a fault. */
  @Test
  void aWriteThatFindsNoRoomFailsTheStoreAndLosesNothing() throws Exception {
    int added = 0;
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      MessageQueue<byte[]> queue = store.queue("forced", QueuePolicy.POWER_LOSS);
      String segment = StoreFiles.segments(directory).get(0).toString();
      assumeTrue(
          run("fallocate", "--punch-hole", "--offset=256KiB", "--length=512KiB", segment),
          "nothing makes a hole in a file");
      takeTheRest();
      while (added < 40) {
        long unused = queue.add(ones(20_000 + added));
        added++;
      }
      fail("nothing said that there is no room");
    } catch (StoreFailedException e) {
      assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(e).hasRootCauseMessage("No space left on device");
    }
    assertThat(added).as("before the hole").isEqualTo((256 << 10) / 20_000);
    Files.delete(disk.resolve("others"));
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      MessageQueue<byte[]> queue = store.queue("forced", QueuePolicy.POWER_LOSS);
      for (int i = 0; i < added; i++) {
        assertThat(queue.takeOldest().orElseThrow().payload()).isEqualTo(ones(20_000 + i));
      }
      assertThat(queue.takeOldest()).isEmpty();
      assertThat(store.recovery().cut()).isPresent();
    }
  }

  private static byte[] ones(int bytes) {
    byte[] ones = new byte[bytes]; // a hole reads as zeros
    Arrays.fill(ones, (byte) 1);
    return ones;
  }

  @Test
  void createdOnAFullDisk() throws IOException {
    Path others = takeTheRest();
    assertThatThrownBy(() -> PinfoldStore.open(directory, OPTIONS).close())
        .isInstanceOfAny(StoreFullException.class, UncheckedIOException.class)
        .hasMessageContaining(directory.toString());
    Files.delete(others);
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS)) {
      assertThat(store.recovery().lastTransaction()).isZero();
    }
  }

  /** It says that nothing was changed; the space that somebody frees is not eaten by copies. */
  @Test
  void anOpeningThatIsRefusedLeavesNothing() throws IOException {
    Path from = parent.resolve("from");
    try (PinfoldStore store = PowerLoss.openOn(from, OPTIONS, new UUID(1, 1))) {
      for (int i = 0; i < 10; i++) {
        long unused = store.queue("cached", QueuePolicy.PROCESS_CRASH).add(new byte[5000 + i]);
      }
      StoreFiles.copyAsKilled(store, from, directory);
    }
    Path segment = StoreFiles.segments(directory).get(0);
    Path begun = directory.resolve("journal").resolve("begun");
    for (Path file : StoreFiles.list(directory.resolve("journal"))) {
      if (!file.equals(segment) && !file.equals(begun)) {
        Files.delete(file); // prepared, or being prepared
      }
    }
    byte[] bytes = Files.readAllBytes(segment);
    Arrays.fill(bytes, 4 * 4096, 6 * 4096, (byte) 0); // pages that the power took
    Files.write(segment, bytes);
    Path others = takeTheRest();
    try (FileChannel channel = FileChannel.open(others, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - (5 << 19)); // enough for a copy, not for a segment, too
    }
    List<Path> before = StoreFiles.list(directory.resolve("journal"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> PowerLoss.openOn(directory, OPTIONS, new UUID(2, 2)))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("copies");
      assertThat(StoreFiles.list(directory.resolve("journal"))).isEqualTo(before);
    }
    Files.delete(others);
    try (PinfoldStore store = PowerLoss.openOn(directory, OPTIONS, new UUID(2, 2))) {
      assertThat(store.recovery().cut()).isPresent();
    }
  }
}
