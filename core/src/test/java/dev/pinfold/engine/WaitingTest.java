package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.CodecException;
import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for messages, without threads: who is served by what, in which order. */
@Timeout(60)
class WaitingTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final SettableClock clock = new SettableClock(1_000);
  private final TestLog log = new TestLog();
  private final Engine store = log.open(clock);
  private final MessageQueue<String> queue = store.queue("q", Codecs.text());

  @AfterEach
  void close() {
    store.close();
  }

  private static String payload(CompletableFuture<Optional<Message<String>>> served) {
    assertThat(served).isDone();
    return served.join().orElseThrow().payload();
  }

  /** What another thread brings, rather than a hang when it does not. */
  private static Message<String> soon(CompletableFuture<Optional<Message<String>>> served)
      throws InterruptedException {
    try {
      return served.get(30, TimeUnit.SECONDS).orElseThrow();
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("not served", e);
    }
  }

  @Test
  void waitersAreServedInTheOrderOfTheirComing() {
    var first = queue.takeOldestAsync(LONG);
    var second = queue.takeNewestAsync(LONG);
    var third = queue.takeOldestAsync(LONG);
    queue.addAll(List.of("1", "2", "3", "4"));
    assertThat(payload(first)).isEqualTo("1");
    assertThat(payload(second)).isEqualTo("4");
    assertThat(payload(third)).isEqualTo("2");
    assertThat(queue.takeOldest().orElseThrow().payload()).isEqualTo("3");
  }

  /** As when there is no thread to be had that ends the wait: nobody has the future. */
  @Test
  void aCallThatFailsIsNotServed() {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    InstantSource dying =
        () -> {
          if (left.getAndDecrement() <= 0) {
            throw new OutOfMemoryError("for the test");
          }
          return clock.instant();
        };
    try (Engine failing = Engine.inMemory(dying)) {
      MessageQueue<String> waited = failing.queue("q", Codecs.text());
      for (int calls = 0; calls < 5; calls++) {
        left.set(calls);
        boolean failed = false;
        CompletableFuture<Optional<Message<String>>> taken = null;
        try {
          taken = waited.takeOldestAsync(LONG);
        } catch (OutOfMemoryError e) {
          failed = true;
        }
        left.set(Integer.MAX_VALUE);
        waited.add("1");
        if (failed || taken.isCompletedExceptionally()) {
          assertThat(waited.takeOldest()).as("after %d calls", calls).isPresent();
        } else {
          assertThat(payload(taken)).isEqualTo("1");
        }
        assertThat(waited.count()).isZero();
      }
    }
  }

  /** As when memory is short at that moment: nobody else may ever call. */
  @Test
  void aRingOfALeaseThatFailsIsFollowedByAnother() throws InterruptedException {
    AtomicInteger rings = new AtomicInteger();
    InstantSource failing =
        () -> {
          boolean rung = Thread.currentThread().getName().equals("pinfold-alarm");
          if (rung && rings.incrementAndGet() == 2) { // once the line was seen to wait still
            throw new OutOfMemoryError("for the test");
          }
          return InstantSource.system().instant();
        };
    try (Engine engine = Engine.inMemory(failing)) {
      MessageQueue<String> waited = engine.queue("q", Codecs.text());
      waited.add("1");
      assertThat(waited.lease(Duration.ofMillis(1_500))).isPresent(); // more than between rings
      assertThat(soon(waited.takeOldestAsync(LONG)).payload()).isEqualTo("1");
      assertThat(rings).hasValueGreaterThan(2);
    }
  }

  /** Nobody can end its wait any more once it was chosen. */
  @Test
  void oneWhoseFailureCannotBeDescribedIsAnsweredToo() {
    var waiter = store.queue("q", Decoding.throwing(new Undescribed())).takeOldestAsync(LONG);
    queue.add("1");
    assertThat(waiter).isCompletedExceptionally();
    assertThat(queue.count()).isEqualTo(1);
  }

  private static final class Undescribed extends Exception {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("for the test");
    }
  }

  @Test
  void aTransactionAndAReleaseServeWaitersToo() {
    var first = queue.takeOldestAsync(LONG);
    store.transact(transaction -> transaction.queue("q", Codecs.text()).add("1"));
    assertThat(payload(first)).isEqualTo("1");
    queue.add("2");
    Message<String> leased = queue.lease(LONG).orElseThrow();
    var second = queue.takeOldestAsync(LONG);
    assertThat(second).isNotDone();
    queue.release(leased);
    assertThat(second.join().orElseThrow().deliveryCount()).isEqualTo(2);
  }

  @Test
  void whatATransactionThatIsUndoneAddedServesNobody() {
    var waiter = queue.takeOldestAsync(LONG);
    assertThatThrownBy(
            () ->
                store.transact(
                    transaction -> {
                      transaction.queue("q", Codecs.text()).add("1");
                      throw new IllegalArgumentException("undone");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(waiter).isNotDone();
  }

  @Test
  void aWaiterGetsTheMessageOfAnEndedLeaseBeforeOneWhoDoesNotWait() {
    queue.add("1");
    queue.lease(Duration.ofMillis(LONG.toMillis()));
    var waiter = queue.takeOldestAsync(LONG);
    clock.advance(LONG.toMillis());
    assertThat(queue.takeOldest()).isEmpty();
    assertThat(payload(waiter)).isEqualTo("1");
  }

  @Test
  void aWaiterThatWasServedIsAnsweredAlsoWhenTheCallThatServedItFails() {
    queue.add("1");
    queue.lease(LONG);
    var waiter = queue.takeOldestAsync(LONG);
    clock.advance(LONG.toMillis());
    assertThatThrownBy(() -> queue.takeOldest(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(payload(waiter)).isEqualTo("1");
  }

  @Test
  void theEndOfALeaseWakesAWaiterByItself() throws InterruptedException {
    try (var inReality = dev.pinfold.Pinfold.inMemory()) {
      MessageQueue<String> real = inReality.queue("q", Codecs.text());
      real.add("1");
      real.lease(Duration.ofMillis(5));
      assertThat(real.takeOldest(Duration.ofMinutes(1)).orElseThrow().deliveryCount()).isEqualTo(2);
    }
  }

  @Test
  void pollingWhileALeaseIsOutLeavesNoAlarmsBehind() throws ReflectiveOperationException {
    queue.addAll(List.of("1", "2"));
    queue.lease(LONG);
    queue.lease(LONG.plusDays(1));
    for (int i = 0; i < 100; i++) {
      assertThat(queue.takeOldestAsync(Duration.ZERO).join()).isEmpty();
      assertThat(queue.takeOldestAsync(LONG).cancel(true)).isTrue();
    }
    assertThat(alarms()).isZero();
    var waiting = new ArrayList<CompletableFuture<?>>();
    for (int i = 0; i < 100; i++) {
      waiting.add(queue.takeOldestAsync(Duration.ofSeconds(Long.MAX_VALUE)));
    }
    assertThat(alarms()).isEqualTo(1);
    waiting.forEach(waiter -> waiter.cancel(false));
    assertThat(alarms()).isZero();
  }

  private int alarms() throws ReflectiveOperationException {
    var alarm = Engine.class.getDeclaredField("alarm");
    alarm.setAccessible(true);
    var executor = Alarm.class.getDeclaredField("executor");
    executor.setAccessible(true);
    return ((ScheduledThreadPoolExecutor) executor.get(alarm.get(store))).getQueue().size();
  }

  @Test
  void aWaitersCodecFailsTheWaiterAndNotTheAdder() {
    for (Throwable failure : List.of(new CodecException("bad", null), new AssertionError("bad"))) {
      var bad = store.queue("q", Decoding.throwing(failure)).takeOldestAsync(LONG);
      var good = queue.takeOldestAsync(LONG);
      queue.add("1");
      assertThatThrownBy(bad::join).hasCause(failure);
      assertThat(payload(good)).isEqualTo("1");
    }
  }

  @Test
  void whatACheckedExceptionOfAWaitersCodecEndsIsThatWait() {
    var bad = store.queue("q", Decoding.throwing(new IOException("sneaky"))).takeOldestAsync(LONG);
    var good = queue.takeOldestAsync(LONG);
    assertThat(queue.add("1")).isEqualTo(1);
    assertThat(bad).isDone();
    assertThatThrownBy(bad::join)
        .hasCauseInstanceOf(CodecException.class)
        .hasRootCauseInstanceOf(IOException.class);
    assertThat(payload(good)).isEqualTo("1");
    assertThat(queue.add("2")).isEqualTo(2);
    assertThat(queue.takeOldest()).isPresent();
  }

  @Test
  void aCodecMayEndAnotherWaitWhileAWaiterIsServed() {
    var later = new ArrayList<CompletableFuture<?>>();
    Decoding cancelling =
        new Decoding(
            bytes -> {
              later.forEach(waiter -> waiter.cancel(false));
              return "decoded";
            });
    var first = store.queue("q", cancelling).takeOldestAsync(LONG);
    later.add(queue.takeOldestAsync(LONG));
    var third = queue.takeOldestAsync(LONG);
    queue.addAll(List.of("1", "2"));
    assertThat(payload(first)).isEqualTo("decoded");
    assertThat(later.get(0)).isCancelled();
    assertThat(payload(third)).isEqualTo("2");
  }

  @Test
  void aTakeThatCannotBeWrittenFailsTheWaiterAndLeavesTheMessage() {
    store.queue("q", QueuePolicy.PROCESS_CRASH);
    var waiter = queue.takeOldestAsync(LONG);
    log.failAfter(1, new StoreFullException("full", null));
    queue.add("1");
    assertThatThrownBy(waiter::join).hasCauseInstanceOf(StoreFullException.class);
    log.failAfter(0, null);
    assertThat(queue.takeOldest()).isPresent();
  }

  @Test
  void aTakeThatFoundNoRoomKeepsItsPlaceUntilRoomWasMade() throws InterruptedException {
    store.queue("q", QueuePolicy.PROCESS_CRASH);
    CountDownLatch secondCame = new CountDownLatch(1);
    log.room =
        () -> {
          awaitUninterruptibly(secondCame);
          log.failAfter(0, null);
        };
    var first = queue.takeOldestAsync(LONG);
    log.failAfter(1, new StoreFullException("full", null));
    queue.addAll(List.of("1", "2"));
    var second = queue.takeOldestAsync(LONG);
    secondCame.countDown();
    assertThat(soon(first).payload()).isEqualTo("1");
    assertThat(soon(second).payload()).isEqualTo("2");
  }

  @Test
  void aWaitForRoomIsOverWhenItsTimeIs() throws InterruptedException {
    store.queue("q", QueuePolicy.PROCESS_CRASH);
    CountDownLatch over = new CountDownLatch(1);
    log.room = () -> awaitUninterruptibly(over);
    queue.addAll(List.of("1"));
    log.failAfter(0, new StoreFullException("full", null));
    assertThat(queue.takeOldest(Duration.ofMillis(1))).isEmpty();
    over.countDown();
    log.failAfter(0, null);
    assertThat(queue.count()).isEqualTo(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWaiterNoticesThatTheClockWasSetPastTheEndOfALease() throws InterruptedException {
    queue.add("1");
    queue.lease(LONG);
    var waiter = queue.takeOldestAsync(LONG);
    clock.advance(LONG.toMillis());
    assertThat(soon(waiter).deliveryCount()).isEqualTo(2);
  }

  @Test
  void whoWaitsForALeaseStandsInTheSameLine() throws InterruptedException {
    queue.add("1");
    assertThat(queue.lease(LONG, Duration.ZERO).orElseThrow().deliveryCount()).isEqualTo(1);
    assertThat(queue.lease(LONG, Duration.ZERO)).isEmpty();
    assertThatThrownBy(() -> queue.lease(Duration.ZERO, LONG))
        .isInstanceOf(IllegalArgumentException.class);
    var before = queue.takeOldestAsync(LONG);
    var leased = CompletableFuture.supplyAsync(() -> leaseOf(queue));
    queue.add("2");
    assertThat(payload(before)).isEqualTo("2");
    queue.add("3");
    Message<String> three = leased.join();
    assertThat(three.payload()).isEqualTo("3");
    assertThat(queue.acknowledge(three)).isTrue();
  }

  private static Message<String> leaseOf(MessageQueue<String> queue) {
    try {
      return queue.lease(LONG, LONG).orElseThrow();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aMessageIsHandedOutOnceItsTakeIsForced() {
    store.queue("q", QueuePolicy.of(Durability.POWER_LOSS));
    log.holdsForces = true;
    var waiter = queue.takeOldestAsync(LONG);
    CompletableFuture<Long> added = queue.addAsync("1");
    assertThat(waiter).isNotDone();
    assertThat(waiter.cancel(true)).as("it was taken for the waiter").isFalse();
    assertThat(waiter.complete(Optional.empty())).isFalse();
    assertThat(added).isNotDone();
    log.force();
    assertThat(payload(waiter)).isEqualTo("1");
    assertThat(added).isCompletedWithValue(1L);
  }

  @Test
  void whoseWaitEndedGetsNothing() {
    var cancelled = queue.takeOldestAsync(LONG);
    var completed = queue.takeOldestAsync(LONG);
    var failed = queue.takeOldestAsync(LONG);
    var timedOut = queue.takeOldestAsync(Duration.ofSeconds(-1));
    assertThat(timedOut).isCompletedWithValue(Optional.empty());
    assertThat(cancelled.cancel(false)).isTrue();
    assertThat(completed.complete(Optional.empty())).isTrue();
    assertThat(failed.completeExceptionally(new IllegalArgumentException())).isTrue();
    assertThatThrownBy(() -> queue.takeOldestAsync(LONG).obtrudeValue(Optional.empty()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> queue.takeOldestAsync(LONG).completeAsync(Optional::empty))
        .isInstanceOf(UnsupportedOperationException.class);
    var last = queue.takeOldestAsync(LONG).copy();
    queue.addAll(List.of("1", "2", "3", "4"));
    assertThat(payload(last)).isEqualTo("3");
    assertThat(queue.count()).isEqualTo(1);
  }

  @Test
  void whatHangsOnAFutureMayCallTheStore() {
    var counted = queue.takeOldestAsync(LONG).thenApply(message -> queue.count());
    var addedAgain =
        queue.takeOldestAsync(LONG).thenApply(m -> queue.add(m.orElseThrow().payload()));
    queue.addAll(List.of("1", "2", "3"));
    assertThat(counted).isCompletedWithValue(1L);
    assertThat(addedAgain).isCompletedWithValue(4L);
  }

  @Test
  void closingEndsAllWaitsAndFurtherCalls() {
    var waiter = queue.takeOldestAsync(LONG);
    var closedFromInside = waiter.handle((message, failure) -> failure);
    store.close();
    store.close();
    assertThat(closedFromInside.join()).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> queue.takeOldest(LONG)).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> queue.add("1")).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(store::queues).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> store.exists("q")).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(queue::all).isInstanceOf(StoreClosedException.class);
  }

  @Test
  void waitingPeeksAreServedAndTakeNothing() {
    Waiter<String> peek =
        new Waiter<>(
            (QueueHandle<String>) queue,
            draft -> Delivery.one(draft.queue("q"), End.OLDEST, Codecs.text(), false),
            false);
    store.join(peek);
    var take = queue.takeOldestAsync(LONG);
    queue.add("1");
    assertThat(payload(peek)).isEqualTo("1");
    assertThat(payload(take)).isEqualTo("1");
    assertThat(take.join().orElseThrow().deliveryCount()).isEqualTo(1);
    assertThat(peek.join().orElseThrow().deliveryCount()).isZero();
  }
}
