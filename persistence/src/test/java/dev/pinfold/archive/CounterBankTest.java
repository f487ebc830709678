package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive keeps a state machine that is no queue. */
class CounterBankTest {
  @TempDir Path temporary;

  private Path directory;
  private Archive<CounterBank> archive;
  private DocumentBuffer document;
  private boolean snapshotAtClose;

  private void open() {
    ArchiveOptions options =
        new ArchiveOptions(
            JournalOptions.defaults().withSegmentBytes(256 << 10),
            new SnapshotPolicy(700, 0, Duration.ZERO, snapshotAtClose),
            SegmentRetention.DELETE,
            0.25);
    archive = Archive.open(directory, options, reader -> new CounterBank());
    document = archive.newDocument();
  }

  private void close() {
    archive.close();
    document.close();
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void everyCommitIsThereOnce(@ForAll long seed) throws IOException {
    Path root = Files.createTempDirectory(Path.of("target"), "bank");
    directory = root.resolve("0");
    Random random = new Random(seed);
    TreeMap<String, Long> expected = new TreeMap<>();
    open();
    for (int round = 1; round <= 8; round++) {
      for (int i = random.nextInt(1_500); i > 0; i--) {
        Map<String, Long> adds = new TreeMap<>();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          adds.put("counter " + random.nextInt(40) + "é".repeat(40), random.nextLong());
        }
        CounterBank.commit(archive, document, adds);
        adds.forEach((name, by) -> expected.merge(name, by, Long::sum));
      }
      switch (random.nextInt(3)) {
        case 0 -> archive.snapshot();
        case 1 -> archive.force();
        default -> assertThat(archive.compact()).isZero();
      }
      long last = archive.recovery().lastTransaction();
      kill(root.resolve("" + round), random.nextBoolean());
      assertThat(archive.machine().counters()).as("seed %d", seed).isEqualTo(expected);
      assertThat(archive.recovery().lastTransaction()).isGreaterThanOrEqualTo(last);
    }
    for (int i = 0; i < 2; i++) { // the two snapshots that are kept, both in the last segment
      CounterBank.commit(archive, document, Map.of("one more", 1L));
      archive.snapshot();
    }
    archive.reclaim();
    assertThat(archive.whyKept()).hasSize(1);
    close();
    delete(root);
  }

  private void kill(Path copy, boolean orderly) throws IOException {
    archive.lock().lock();
    try {
      if (!orderly) {
        copy(directory, copy);
      }
    } finally {
      archive.lock().unlock();
    }
    close();
    directory = orderly ? directory : copy;
    open();
  }

  /** What was appended and not applied is applied by the next opening, not lost in a snapshot. */
  @Test
  void aMachineThatFailedIsNotKept() {
    directory = temporary.resolve("store");
    snapshotAtClose = true;
    open();
    CounterBank.commit(archive, document, Map.of("a", 1L));
    archive.lock().lock();
    try {
      document.clear();
      document.beginRecord();
      document.target(9).putLong(5).put((byte) 'a');
      document.endRecord(true);
      long unused = archive.append(document, false);
      archive.fail(new OutOfMemoryError("for the test")); // instead of applying it
      assertThatThrownBy(() -> archive.append(document, false))
          .isInstanceOf(StoreFailedException.class)
          .hasRootCauseMessage("for the test");
    } finally {
      archive.lock().unlock();
    }
    assertThatThrownBy(() -> archive.snapshot()).isInstanceOf(StoreFailedException.class);
    assertThat(archive.reclaim()).isZero();
    archive.force();
    close();
    open();
    assertThat(archive.machine().counters()).isEqualTo(Map.of("a", 6L));
    assertThat(archive.recovery().transactionsReplayed()).isEqualTo(2);
    close();
  }

  /** From the first moment of closing on: the mappings go, and no snapshot will know of it. */
  @Test
  void whileItClosesNothingIsAppendedOrRead() {
    ArchiveOptions options =
        new ArchiveOptions(
            JournalOptions.defaults().withSegmentBytes(256 << 10),
            new SnapshotPolicy(0, 0, Duration.ZERO, true),
            SegmentRetention.DELETE,
            0.25);
    List<Throwable> answers = new ArrayList<>();
    List<Runnable> whileWriting = new ArrayList<>();
    try (Archive<Renamed> late =
        Archive.open(
            temporary.resolve("store"),
            options,
            reader -> new Renamed(new CounterBank(), () -> whileWriting.forEach(Runnable::run)))) {
      DocumentBuffer one = late.newDocument();
      long place = append(late, one);
      whileWriting.add(() -> answers.add(catchThrowable(() -> append(late, one))));
      whileWriting.add(() -> answers.add(catchThrowable(() -> late.read(place))));
    }
    assertThat(answers).hasSize(2).hasOnlyElementsOfType(StoreClosedException.class);
  }

  private static long append(Archive<Renamed> archive, DocumentBuffer one) {
    archive.lock().lock();
    try {
      one.clear();
      int record = one.beginRecord();
      one.target(8).putLong(1);
      one.endRecord(true);
      return Place.ofRecord(archive.append(one, false), record);
    } finally {
      archive.lock().unlock();
    }
  }

  /** A state of another kind is no state of this machine, and the journal is gone: say so. */
  @Test
  void anotherMachineIsRefused() {
    directory = temporary.resolve("store");
    open();
    CounterBank.commit(archive, document, Map.of("a", 1L));
    archive.snapshot();
    close();
    assertThatThrownBy(
            () ->
                Archive.open(
                    directory,
                    ArchiveOptions.DEFAULTS,
                    reader -> new Renamed(new CounterBank(), () -> {})))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("fits the state");
    open();
    assertThat(archive.machine().counters()).isEqualTo(Map.of("a", 1L));
    close();
  }

  /** A machine of another kind, which cannot make sense of these operations. */
  private record Renamed(CounterBank bank, Runnable whileWriting) implements StateMachine {
    @Override
    public String kind() {
      return "other";
    }

    @Override
    public int version() {
      return bank.version();
    }

    @Override
    public void replay(long number, long place, java.nio.ByteBuffer operation, boolean last) {
      throw new IllegalStateException("no operation of mine");
    }

    @Override
    public void restore(dev.pinfold.archive.snapshot.SnapshotInput in, int version) {}

    @Override
    public Capture capture() {
      Capture capture = bank.capture();
      return new Capture() {
        @Override
        public void writeTo(SnapshotOutput out) throws IOException {
          whileWriting.run();
          capture.writeTo(out);
        }

        @Override
        public Collection<Integer> segments() {
          return capture.segments();
        }
      };
    }

    @Override
    public Collection<SegmentNeed> segmentNeeds() {
      return bank.segmentNeeds();
    }
  }

  /** Of an open archive: what goes meanwhile (a temporary file, a pruned snapshot) is left out. */
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try {
              Files.copy(file, to.resolve(from.relativize(file)));
            } catch (NoSuchFileException e) {
              assertThat(file).doesNotExist();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            assertThat(failure).isInstanceOf(NoSuchFileException.class);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
