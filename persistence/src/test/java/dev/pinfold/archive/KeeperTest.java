package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeeperTest {
  @Test
  void looksWhenWokenAndByItself() throws InterruptedException {
    Semaphore looks = new Semaphore(0);
    try (Keeper keeper = new Keeper(looks::release)) {
      keeper.wake();
      assertThat(looks.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tellsOfTheFirstFailureAlone() throws InterruptedException {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    CountDownLatch failures = new CountDownLatch(3);
    try (Keeper keeper =
        new Keeper(
            () -> {
              failures.countDown();
              throw new IllegalStateException("as planned");
            })) {
      keeper.wake();
      assertThat(failures.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      System.setErr(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8).split("as planned", -1)).hasSize(2);
  }

  /** Or a chore that finds no room, and wakes the keeper, would never let it rest. */
  @Test
  void isNotWokenByItsOwnChores() throws InterruptedException {
    AtomicReference<Keeper> self = new AtomicReference<>();
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(3);
    long start = System.nanoTime();
    try (Keeper keeper =
        new Keeper(
            () -> {
              if (self.get() != null) {
                self.get().wake();
                looks.incrementAndGet();
                third.countDown();
              }
            })) {
      self.set(keeper);
      assertThat(third.await(30, TimeUnit.SECONDS)).isTrue();
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertThat(looks.get()).isLessThanOrEqualTo((int) seconds + 2);
  }
}
