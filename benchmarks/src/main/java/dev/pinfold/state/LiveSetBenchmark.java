package dev.pinfold.state;

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
import org.openjdk.jmh.annotations.Warmup;

/** The set of live numbers: one added at the newest end, the oldest or the newest removed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LiveSetBenchmark {
  @Param({"1000", "10000000"})
  private int backlog;

  private LiveSet live;
  private long number;

  @Setup
  public void fill() {
    live = new LiveSet(1, (queueId, firstNumber) -> new Nothing());
    number = 0;
    for (int i = 0; i < backlog; i++) {
      add();
    }
  }

  @Benchmark
  public void addAndRemoveOldest() {
    add();
    long oldest = live.first();
    live.removeRange(oldest, oldest);
  }

  @Benchmark
  public void addAndRemoveNewest() {
    add();
    long newest = live.last();
    live.removeRange(newest, newest);
  }

  private void add() {
    number++;
    live.put(StoredMessage.withoutContent(number, 0, 0, 100), number);
  }

  /** Content that keeps nothing, so that only the set is measured. */
  private static final class Nothing implements ChunkContent {
    @Override
    public void put(int slot, StoredMessage message, long place) {}

    @Override
    public void move(int slot, long place) {}

    @Override
    public int size(int slot) {
      return 100;
    }

    @Override
    public long place(int slot) {
      return 0;
    }

    @Override
    public StoredMessage get(int slot) {
      throw new UnsupportedOperationException("keeps nothing");
    }

    @Override
    public StoredMessage envelope(int slot) {
      throw new UnsupportedOperationException("keeps nothing");
    }

    @Override
    public void remove(int slot) {}

    @Override
    public void removeAll() {}

    @Override
    public Frozen freeze() {
      throw new UnsupportedOperationException("keeps nothing");
    }
  }
}
