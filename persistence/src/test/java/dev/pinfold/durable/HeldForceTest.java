package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFailedException;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * As long as a force is under way, nothing of a queue of POWER_LOSS is acknowledged or handed out;
 * what waits ends with the force, and fails with it.
 */
@Timeout(60)
class HeldForceTest {
  private static final String INJECTED = "injected";

  private Scratch scratch;
  private SimulatedDisk disk;
  private PinfoldStore store;
  private MessageQueue<String> queue;
  private MessageQueue<String> cached;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private volatile boolean fails;

  /** What waits for a force. */
  enum Call {
    ADD(test -> test.queue.add("added")),
    ADD_SEVERAL(test -> test.queue.addAll(List.of("one", "two"))),
    ADD_ASYNC(test -> test.queue.addAsync("added").get()),
    TAKE(test -> test.queue.takeOldest()),
    TAKE_ASYNC(test -> test.queue.takeOldestAsync(Duration.ofMinutes(1)).get()),
    TAKE_WAITING(test -> test.queue.takeOldest(Duration.ofMinutes(1))),
    REMOVE(test -> test.queue.remove(1)),
    LEASE(test -> test.queue.lease(Duration.ofMinutes(1))),
    PURGE(test -> test.queue.purge()),
    DROP(test -> test.queue.drop()),
    PEEK_OF_WHAT_IS_NOT_FORCED(
        test -> {
          var unused = test.queue.addAsync("not forced");
          return test.queue.peekNewest();
        }),
    COUNT_IN_A_TRANSACTION_THAT_CHANGES_ANOTHER(
        test ->
            test.store.transact(
                transaction -> {
                  long unused = transaction.queue("cached", Codecs.text()).add("added");
                  return transaction.queue("forced", Codecs.text()).count();
                })),
    TRANSACT(
        test ->
            test.store.transact(
                transaction -> {
                  var taken = transaction.queue("cached", Codecs.text()).takeOldest();
                  return transaction
                      .queue("forced", Codecs.text())
                      .add(taken.orElseThrow().payload());
                })),
    OPEN(test -> test.store.queue("another", QueuePolicy.POWER_LOSS)),
    ALTER(
        test -> {
          test.cached.alter(QueuePolicy.POWER_LOSS);
          return "altered";
        }),
    FORCE(
        test -> {
          long unused = test.cached.add("added");
          test.store.force();
          return "forced";
        });

    @SuppressWarnings("ImmutableEnumChecker") // a test's, and never changed
    private final Action action;

    Call(Action action) {
      this.action = action;
    }
  }

  private interface Action {
    Object on(HeldForceTest test) throws Exception;
  }

  @BeforeEach
  void open() throws IOException {
    scratch = new Scratch();
    disk = new SimulatedDisk(scratch.resolve("disk"));
    store = PowerLoss.open(disk, SmallStore.OPTIONS);
    queue = store.queue("forced", Codecs.text(), QueuePolicy.POWER_LOSS);
    cached = store.queue("cached", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    long unused = queue.add("there");
    unused = cached.add("there");
    disk.before(
        (kind, path) -> {
          if (kind == SimulatedDisk.Kind.RANGE) {
            reached.countDown();
            await(goesOn);
            if (fails) {
              throw new IOException(INJECTED);
            }
          }
        });
  }

  @AfterEach
  void close() throws IOException {
    goesOn.countDown();
    store.close();
    scratch.close();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(50, TimeUnit.SECONDS)) {
        throw new IOException("nobody lets it go on");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Begins the call, and returns when it either waits for the force or has ended before it. */
  private FutureTask<Object> begin(Callable<Object> call) throws InterruptedException {
    FutureTask<Object> task = new FutureTask<>(call);
    Thread caller = new Thread(task);
    caller.setDaemon(true);
    caller.start();
    Await.until(
        "the call waits or has ended",
        () ->
            task.isDone()
                || (reached.getCount() == 0 && caller.getState() != Thread.State.RUNNABLE));
    return task;
  }

  @ParameterizedTest
  @EnumSource
  void endsWithTheForce(Call call) throws Exception {
    FutureTask<Object> task = begin(() -> call.action.on(this));
    assertThat(task.isDone()).isFalse();
    goesOn.countDown();
    assertThat(task.get(30, TimeUnit.SECONDS)).isNotNull();
    String contents = Contents.of(store);
    assertThat(
            PowerLoss.openAfter(disk.freeze().worst(), scratch.resolve("after"), SmallStore.OPTIONS)
                .contents())
        .isEqualTo(contents);
  }

  @ParameterizedTest
  @EnumSource
  void failsWithTheForce(Call call) throws Exception {
    FutureTask<Object> task = begin(() -> call.action.on(this));
    assertThat(task.isDone()).isFalse();
    fails = true;
    goesOn.countDown();
    Throwable failure = failureOf(task);
    assertThat(failure)
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining(INJECTED)
        .hasRootCauseMessage(INJECTED);
    assertThat(((PinfoldException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertNothingMoreIsTaken();
  }

  private static Throwable failureOf(FutureTask<Object> task) throws Exception {
    try {
      throw new AssertionError("it answered " + task.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause() instanceof ExecutionException inner ? inner.getCause() : e.getCause();
    }
  }

  private void assertNothingMoreIsTaken() {
    try {
      throw new AssertionError("a failed store took " + cached.add("more"));
    } catch (StoreFailedException e) {
      assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
    }
  }

  /** Who comes while a force is under way is not served by it. */
  @ParameterizedTest
  @EnumSource(names = {"ADD", "ADD_ASYNC"})
  void whoComesMeanwhileWaitsForTheNextForce(Call call) throws Exception {
    CompletableFuture<Long> first = queue.addAsync("first");
    await(reached);
    FutureTask<Object> second = begin(() -> call.action.on(this));
    assertThat(first).isNotDone();
    assertThat(second.isDone()).isFalse();
    goesOn.countDown();
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(3L);
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(2L); // another thread tells it
    assertThat(
            PowerLoss.openAfter(disk.freeze().worst(), scratch.resolve("after"), SmallStore.OPTIONS)
                .contents())
        .isEqualTo(Contents.of(store));
  }
}
