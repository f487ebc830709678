package dev.pinfold.durable;

import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.state.Operation;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A transaction of one operation encoded into a document, checksum included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EncodeBenchmark {
  @Param({"100", "10000"})
  private int payloadBytes;

  private DocumentBuffer document;
  private Operation add;
  private Operation remove;

  @Setup
  public void prepare() {
    document = new DocumentBuffer(4 << 20);
    add = new Operation.Add(1, new StoredMessage(1, 2, 0, new byte[0], new byte[payloadBytes]));
    remove = new Operation.Remove(1, 1, 1, RemoveReason.TAKEN);
  }

  @TearDown
  public void free() {
    document.close();
  }

  @Benchmark
  public int add() {
    document.clear();
    return OperationFormat.write(add, true, document);
  }

  @Benchmark
  public int remove() {
    document.clear();
    return OperationFormat.write(remove, true, document);
  }
}
