package dev.pinfold.benchmarks.jmh;

import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.journal.Journal;
import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.JournalScan;
import dev.pinfold.archive.journal.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A journal on the disk: a document of one record appended, a record read by its place. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JournalBenchmark {
  private static final int RECORDS = 1 << 16;

  private final byte[] operation = new byte[122]; // an add of 100 bytes
  private final long[] places = new long[RECORDS];
  private Path directory;
  private Journal journal;
  private DocumentBuffer document;
  private int next;

  /** A new journal for each iteration, so that the disk does not fill. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    directory = Files.createTempDirectory(Path.of("."), "jmh-journal");
    JournalOptions options = JournalOptions.defaults();
    JournalScan scan =
        Journal.scan(directory, options, JournalPosition.START, (number, place, bytes, last) -> {});
    journal =
        Journal.open(
            directory,
            options,
            scan,
            new UUID(1, 2),
            problem -> {
              throw new IllegalStateException("the journal failed", problem);
            });
    document = journal.newDocument();
    for (int i = 0; i < RECORDS; i++) {
      places[i] = append();
    }
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    document.close();
    journal.close();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  @Benchmark
  public long append() {
    document.clear();
    int record = document.beginRecord();
    document.target(operation.length).put(operation);
    document.endRecord(true);
    return Place.ofRecord(journal.append(document, false), record);
  }

  @Benchmark
  public ByteBuffer readByPlace() {
    next = (next + 1) & (RECORDS - 1);
    return journal.read(places[next]);
  }
}
