package dev.pinfold.benchmarks.jmh;

import dev.pinfold.QueuePolicy;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.HeapContent;
import dev.pinfold.state.Operation;
import dev.pinfold.state.Places;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import dev.pinfold.state.Transaction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The one {@code apply}: an add and the removal of the oldest, behind a backlog of 1,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ApplyBenchmark {
  private static final int QUEUE = 1;
  private static final int BACKLOG = 1_000;

  private final byte[] payload = new byte[100];
  private EngineState state;
  private long transaction;
  private long message;

  @Setup
  public void fill() {
    state = new EngineState((queueId, firstNumber) -> new HeapContent());
    apply(new Operation.OpenQueue(QUEUE, "q", QueuePolicy.PROCESS_CRASH, 1, 0));
    for (int i = 0; i < BACKLOG; i++) {
      add();
    }
  }

  @Benchmark
  public void addAndRemove() {
    add();
    long oldest = message - BACKLOG;
    apply(new Operation.Remove(QUEUE, oldest, oldest, RemoveReason.TAKEN));
  }

  private void add() {
    message++;
    apply(new Operation.Add(QUEUE, new StoredMessage(message, 0, 0, new byte[0], payload)));
  }

  private void apply(Operation operation) {
    state.apply(new Transaction(++transaction, List.of(operation)), Places.NOWHERE);
  }
}
