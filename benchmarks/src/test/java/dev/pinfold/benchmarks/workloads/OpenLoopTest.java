package dev.pinfold.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.benchmarks.engines.EngineQueue;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final int COUNT = 1_000;
  private static final int COLLECTING = 400;

  /** A queue that keeps nothing, and has garbage collected at one add. */
  private static final class CollectingQueue implements EngineQueue {
    private int adds;

    @Override
    public void add(byte[] payload) {
      if (adds++ == COLLECTING) {
        System.gc();
      }
    }

    @Override
    public void addAll(byte[][] payloads) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] take() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int takeAll(byte[][] into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] peek() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void addsThatACollectionDelaysAreToldFromOthers() throws Exception {
    CollectingQueue queue = new CollectingQueue();
    OpenLoop.Latency latency = new OpenLoop(queue, 100, 50_000).run(0, COUNT);
    assertThat(queue.adds).isEqualTo(COUNT);
    assertThat(latency.all().getTotalCount()).isEqualTo(COUNT);
    // Those before the collection, but for some that another one may have met, are all counted.
    assertThat(latency.outside().getTotalCount()).isLessThan(COUNT).isPositive();
  }

  @Test
  void withoutACollectionNothingIsLeftOut() throws Exception {
    CollectingQueue queue = new CollectingQueue();
    queue.adds = COLLECTING + 1;
    OpenLoop.Latency latency = new OpenLoop(queue, 100, 50_000).run(0, 100); // 2 ms
    assertThat(latency.outside()).isEqualTo(latency.all());
  }
}
