package dev.pinfold.benchmarks.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the device takes for a piece written to a file of a segment's size that was zeroed and
 * forced before, one behind the other and again from the start: an add, what the bare loop writes
 * for a hundred of them, and what the journal does (148 bytes each). By a write and fdatasync; and
 * in the journal's two ways, by a write and msync of a mapping that nobody touches, and by a
 * mapping and msync.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(2)
public class ForceBenchmark {
  private static final int FILE_BYTES = 16 << 20;
  private static final int ZEROS_BYTES = 16 << 10; // as the journal, for forced segments

  @Param({"148", "10000", "14800"})
  private int bytes;

  private Path file;
  private FileChannel channel;
  private MappedByteBuffer mapping;
  private ByteBuffer piece;
  private int at;

  /** A new file for each iteration. */
  @Setup(Level.Iteration)
  public void make() throws IOException {
    file = Files.createTempFile(Path.of("."), "jmh-force", "");
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
    for (int end = 0; end < FILE_BYTES; ) {
      end += channel.write(zeros.clear(), end);
    }
    channel.force(true);
    mapping = channel.map(MapMode.READ_WRITE, 0, FILE_BYTES);
    piece = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i++) {
      piece.put(i, (byte) (i * 7 + 1));
    }
    at = 0;
  }

  @TearDown(Level.Iteration)
  public void delete() throws IOException {
    channel.close();
    Files.delete(file);
  }

  private int next() {
    int here = at + bytes > FILE_BYTES ? 0 : at;
    at = here + bytes;
    return here;
  }

  @Benchmark
  public void writeAndFdatasync() throws IOException {
    channel.write(piece.clear(), next());
    channel.force(false);
  }

  @Benchmark
  public void writeAndMsync() throws IOException {
    int here = next();
    channel.write(piece.clear(), here);
    mapping.force(here, bytes);
  }

  @Benchmark
  public void mapAndMsync() {
    int here = next();
    mapping.put(here, piece, 0, bytes);
    mapping.force(here, bytes);
  }
}
