package dev.pinfold.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final int SIZE = 100;

  private final EngineQueue queue = queue();

  private static EngineQueue queue() {
    try {
      return EngineKind.BLOCKING_DEQUE
          .open(EngineSetup.of(Path.of("unused"), Durability.MEMORY, SIZE, 0))
          .queue("q");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void add(long index) throws Exception {
    byte[] payload = new byte[SIZE];
    Payloads.fill(payload, index);
    queue.add(payload);
  }

  @Test
  void whatIsCompleteAndInOrderPasses() throws Exception {
    Adds.fill(queue, 7, SIZE, 2_500);
    assertThat(Drain.all(queue, 7, 2_500, SIZE).messages()).isEqualTo(2_500);
  }

  @Test
  void aLostMessageIsNoticed() throws Exception {
    add(0);
    add(2);
    assertThatThrownBy(() -> Drain.all(queue, 0, 3, SIZE)).hasMessageContaining("message 1");
  }

  @Test
  void aLostEndIsNoticed() throws Exception {
    add(0);
    assertThatThrownBy(() -> Drain.all(queue, 0, 2, SIZE)).hasMessageContaining("1 came back");
  }

  @Test
  void aMessageGivenTwiceIsNoticed() throws Exception {
    add(0);
    add(0);
    assertThatThrownBy(() -> Drain.all(queue, 0, 1, SIZE)).hasMessageContaining("message 1");
  }

  @Test
  void threadsMayInterleaveButEachKeepsItsOrder() throws Exception {
    long second = 1L << 40;
    add(0);
    add(second);
    add(second + 1);
    add(1);
    assertThat(Drain.ofThreads(queue, new long[] {0, second}, SIZE)).containsExactly(2, 2);
    add(second + 1);
    add(second);
    assertThatThrownBy(() -> Drain.ofThreads(queue, new long[] {0, second}, SIZE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatWasTakenTwiceAndNotAtAllDoesNotSumUpToZero() {
    Checksum checksum = new Checksum();
    checksum.add(Checksum.of(1) + Checksum.of(2) + Checksum.of(3));
    checksum.add(-Checksum.of(2) - Checksum.of(2) - Checksum.of(2));
    assertThatThrownBy(checksum::requireZero).isInstanceOf(IllegalStateException.class);
  }
}
