package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.RangeDevice;
import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.journal.Environment;
import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.durable.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot seals the segment that is written, so that it is not forced while it is. */
@Timeout(120)
class SealedForSnapshotTest {
  private static final int SEGMENT_BYTES = 4 << 20;
  private static final String LONG_NAME = "x".repeat(100_000);

  private static final int EACH = SEGMENT_BYTES / 100_100; // documents in a segment

  private record Forced(Path file, int offset, int bytes) {}

  @TempDir Path root;

  private final ConcurrentLinkedQueue<Forced> forced = new ConcurrentLinkedQueue<>();
  private final TreeMap<String, Long> expected = new TreeMap<>();
  private Archive<CounterBank> archive;
  private DocumentBuffer document;

  @BeforeEach
  void open() {
    RangeDevice device =
        (file, mapping, offset, bytes) -> {
          Device.SYSTEM.forceRange(file, mapping, offset, bytes);
          forced.add(new Forced(file, offset, bytes));
        };
    open(root.resolve("store"), device);
  }

  private void open(Path directory, Device device) {
    Environment system = Environment.SYSTEM;
    ArchiveOptions options =
        new ArchiveOptions(
            JournalOptions.defaults().withSegmentBytes(SEGMENT_BYTES),
            new SnapshotPolicy(0, 0, Duration.ZERO, false),
            SegmentRetention.DELETE,
            0.25);
    archive =
        Archive.open(
            directory,
            options,
            reader -> new CounterBank(),
            new Environment(system.bootId(), system.clockMillis(), system.nonces(), device));
    document = archive.newDocument();
  }

  @AfterEach
  void close() {
    archive.close();
    document.close();
  }

  private void commit(int times) {
    for (int i = 0; i < times; i++) {
      String name = LONG_NAME + i % 3;
      CounterBank.commit(archive, document, Map.of(name, 1L));
      expected.merge(name, 1L, Long::sum);
    }
  }

  /** Fills so many segments, and a part of the next one; then waits until others are ready. */
  private int fill(int segments, int documents) {
    int last = archive.openSegment() + segments;
    while (archive.openSegment() < last) {
      commit(1);
    }
    commit(documents);
    assertThat(archive.openSegment()).isEqualTo(last);
    JournalOptions options = JournalOptions.defaults();
    assertThat(options.segmentsAhead()).isGreaterThan(options.spareSegments() + 1);
    long start = System.nanoTime();
    while (!Files.exists(segment(last + options.spareSegments() + 2))) {
      assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
      Thread.onSpinWait();
    }
    return last;
  }

  private Path segment(int number) {
    return root.resolve("store/journal").resolve(String.format("%010d.pfj", number));
  }

  @Test
  void whatItForcesIsNotWrittenAnyMore() throws IOException {
    int filled = fill(9, EACH - 4);
    forced.clear();
    long unused = archive.snapshot();
    assertThat(archive.openSegment()).isEqualTo(filled + 1);
    assertThat(forced)
        .contains(new Forced(segment(filled), 0, SEGMENT_BYTES))
        .allMatch(range -> range.bytes == SEGMENT_BYTES || range.bytes < 4096);
    commit(3);
    Path copy = Directories.copyOpen(root.resolve("store"), root.resolve("copy")); // as if killed
    Files.delete(copy.resolve(".lock"));
    close();
    open(copy, Device.SYSTEM);
    assertThat(archive.machine().counters()).isEqualTo(expected);
  }

  @Test
  void notWhenThatWouldLeaveMuchUnused() {
    int filled = fill(1, EACH / 2);
    long unused = archive.snapshot();
    assertThat(archive.openSegment()).isEqualTo(filled);
  }

  /** They are tried again each second, and nothing goes before one succeeds. */
  @Test
  void failingSnapshotsSealOnce() throws IOException {
    int filled = fill(9, EACH - 4);
    Path snapshots = root.resolve("store/snapshots");
    Path away = Files.move(snapshots, root.resolve("away"));
    assertThatThrownBy(() -> archive.snapshot()).isInstanceOf(UncheckedIOException.class);
    assertThat(archive.openSegment()).isEqualTo(filled + 1);
    commit(EACH - 4);
    assertThatThrownBy(() -> archive.snapshot()).isInstanceOf(UncheckedIOException.class);
    assertThat(archive.openSegment()).isEqualTo(filled + 1);
    Files.move(away, snapshots);
    long first = archive.snapshot();
    filled = fill(9, EACH - 4);
    assertThat(archive.snapshot()).isGreaterThan(first);
    assertThat(archive.openSegment()).isEqualTo(filled + 1);
  }
}
