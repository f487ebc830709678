package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Outcome;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.RangeDevice;
import dev.pinfold.archive.files.Undisturbed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class GroupCommitTest {
  @TempDir Path directory;

  private Fixture withDevice(RangeDevice device) {
    return Fixture.on(directory, device).open();
  }

  @Test
  void awaitForcesWhatWasAppended() {
    try (Fixture fixture = Fixture.opened(directory)) {
      GroupCommit commit = fixture.journal.groupCommit();
      fixture.append(new Random(1), 10, false, 1, 1);
      commit.await(1);
      assertThat(commit.forced()).isEqualTo(2);
      assertThatThrownBy(() -> commit.await(3)).isInstanceOf(IllegalArgumentException.class);
      fixture.reopen();
      assertThat(fixture.scan().scan().forcedTransaction()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyThreadsShareForcesAcrossRolls(boolean expectsForces) throws InterruptedException {
    AtomicInteger forces = new AtomicInteger();
    try (Fixture fixture =
        withDevice(
            (file, mapping, offset, bytes) -> {
              forces.incrementAndGet();
              Device.SYSTEM.forceRange(file, mapping, offset, bytes);
            })) {
      if (expectsForces) {
        fixture.journal.expectForces(); // and so appends in another way
      }
      int threads = 16;
      int each = 300;
      List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
      List<Thread> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Random random = new Random(t);
        Thread thread =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < each; i++) {
                      long transaction;
                      synchronized (fixture) {
                        fixture.append(random, 800, false, 1);
                        transaction = fixture.journal.lastTransaction();
                      }
                      fixture.journal.groupCommit().await(transaction);
                      assertThat(fixture.journal.groupCommit().forced())
                          .isGreaterThanOrEqualTo(transaction);
                    }
                  } catch (RuntimeException | Error e) {
                    errors.add(e);
                  }
                });
        running.add(thread);
        thread.start();
      }
      for (Thread thread : running) {
        thread.join();
      }
      assertThat(errors).isEmpty();
      assertThat(fixture.journal.groupCommit().forced()).isEqualTo((long) threads * each);
      assertThat(fixture.journal.currentSegment()).isGreaterThan(5);
      assertThat(forces.get()).isLessThan(threads * each);
      fixture.verify();
    }
  }

  /** While one appends, another forces: nothing counts as forced that the device did not get. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatCountsAsForcedWasForced(boolean expectsForces) throws InterruptedException {
    int checks = 50_000;
    int ahead = 20;
    AtomicLong onDevice = new AtomicLong();
    AtomicLongArray ends = new AtomicLongArray(checks * ahead + ahead);
    AtomicReference<Throwable> error = new AtomicReference<>();
    try (Fixture fixture =
        withDevice(
            (file, mapping, offset, bytes) ->
                onDevice.set(position(SegmentName.parse(file).orElseThrow(), offset + bytes)))) {
      GroupCommit commit = fixture.journal.groupCommit();
      if (expectsForces) {
        fixture.journal.expectForces();
      }
      Thread forcing =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < checks; i++) {
                    while (commit.appended() == commit.forced()) {
                      Thread.onSpinWait();
                    }
                    commit.await(commit.appended());
                    long forced = commit.forced();
                    while (ends.get((int) forced) == 0) {
                      Thread.onSpinWait(); // it was appended and is noted right after
                    }
                    assertThat(ends.get((int) forced)).isLessThanOrEqualTo(onDevice.get());
                  }
                } catch (RuntimeException | Error e) {
                  error.set(e);
                }
              });
      forcing.start();
      for (int next = 1; forcing.isAlive() && next < ends.length(); ) {
        if (next - commit.forced() > ahead) {
          Thread.onSpinWait();
          continue;
        }
        long place = fixture.appendUnlisted(new byte[] {(byte) next});
        ends.set(next++, position(Place.segment(place), fixture.journal.position().offset()));
      }
      forcing.join();
      assertThat(error).hasNullValue();
      assertThat(fixture.journal.currentSegment()).isGreaterThan(1);
    }
  }

  /** Grows from byte to byte of the journal. */
  private static long position(int segment, int offset) {
    return (long) segment << 32 | offset;
  }

  @Test
  void actionsRunInOrderWhenTheirTransactionsAreForced() throws InterruptedException {
    try (Fixture fixture = Fixture.opened(directory)) {
      GroupCommit commit = fixture.journal.groupCommit();
      int count = 20_000;
      List<Long> done = new ArrayList<>();
      AtomicInteger early = new AtomicInteger();
      CountDownLatch all = new CountDownLatch(count);
      Random random = new Random(2);
      for (int i = 0; i < count; i++) {
        fixture.append(random, 100, false, 1);
        long transaction = fixture.journal.lastTransaction();
        commit.whenForced(
            transaction,
            () -> {
              if (commit.forced() < transaction) {
                early.incrementAndGet();
              }
              done.add(transaction);
              all.countDown();
            });
      }
      all.await();
      assertThat(done).hasSize(count).isSorted();
      assertThat(early).hasValue(0);
    }
  }

  @Test
  void closingRunsAllActions() {
    List<Long> done = Collections.synchronizedList(new ArrayList<>());
    Fixture fixture = Fixture.opened(directory);
    for (long i = 1; i <= 100; i++) {
      long transaction = i;
      fixture.append(new Random(i), 100, false, 1);
      fixture.journal.groupCommit().whenForced(i, () -> done.add(transaction));
    }
    fixture.close();
    assertThat(done).hasSize(100).isSorted();
    assertThatThrownBy(() -> fixture.journal.groupCommit().whenForced(1, () -> {}))
        .isInstanceOf(StoreClosedException.class);
  }

  @Test
  void anActionThatFailsHarmsNoOther() throws InterruptedException {
    try (Fixture fixture = Fixture.opened(directory)) {
      CountDownLatch second = new CountDownLatch(1);
      fixture.append(new Random(1), 10, false, 1);
      fixture
          .journal
          .groupCommit()
          .whenForced(
              1,
              () -> {
                throw new IllegalStateException("an action of a test");
              });
      fixture.journal.groupCommit().whenForced(1, second::countDown);
      second.await();
      assertThat(fixture.journal.groupCommit().failure()).isNull();
    }
  }

  @Test
  void aFailedForceEndsAllWriting() throws InterruptedException {
    for (int failing = 1; failing < 12; failing++) {
      int number = failing;
      AtomicInteger forces = new AtomicInteger();
      Fixture fixture = new Fixture(directory.resolve("at" + failing), Fixture.SMALL);
      fixture.environment =
          Fixture.environment(
              Fixture.BOOT,
              (RangeDevice)
                  (file, mapping, offset, bytes) -> {
                    if (forces.getAndIncrement() >= number) {
                      throw new IOException("injected");
                    }
                    Device.SYSTEM.forceRange(file, mapping, offset, bytes);
                  });
      fixture.open();
      GroupCommit commit = fixture.journal.groupCommit();
      AtomicReference<Throwable> seen = new AtomicReference<>();
      CountDownLatch told = new CountDownLatch(1);
      Random random = new Random(failing);
      long acknowledged = 0;
      try {
        for (int i = 0; i < 1000; i++) {
          fixture.append(random, 5000, false, 1);
          if (i == 0) {
            commit.await(1);
            acknowledged = 1;
          }
          if (i > 0 && i % 10 == 0) {
            commit.await(fixture.journal.lastTransaction());
            acknowledged = fixture.journal.lastTransaction();
          }
        }
        throw new AssertionError("no force failed");
      } catch (StoreFailedException e) {
        assertThat(e).hasMessageContaining("injected").hasCauseInstanceOf(IOException.class);
      }
      assertThat(commit.forced()).isGreaterThanOrEqualTo(acknowledged);
      commit.whenForced(
          fixture.journal.lastTransaction(),
          () -> {
            seen.set(commit.failure());
            told.countDown();
          });
      told.await();
      assertThat(seen.get()).hasMessage("injected");
      assertThat(fixture.failures).hasSize(1);
      assertThatThrownBy(() -> fixture.append(random, 10, true, 1))
          .isInstanceOfSatisfying(
              StoreFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE));
      assertThatThrownBy(fixture.journal::force)
          .isInstanceOfSatisfying(
              StoreFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
      fixture.close();
      fixture.environment = Fixture.environment(Fixture.BOOT);
      fixture.document = new DocumentBuffer(fixture.options.maxDocumentBytes());
      fixture.open();
      fixture.verify();
      fixture.close();
    }
  }

  /** As a user's future may do to the thread that completes it. */
  @Test
  void anInterruptLeftBehindByAnActionIsForgotten() throws InterruptedException {
    try (Fixture fixture = Fixture.opened(directory)) {
      GroupCommit commit = fixture.journal.groupCommit();
      fixture.append(new Random(1), 10, false, 1, 1);
      CountDownLatch first = new CountDownLatch(1);
      commit.whenForced(
          1,
          () -> {
            Thread.currentThread().interrupt();
            first.countDown();
          });
      first.await();
      fixture.append(new Random(1), 10, false, 1, 1);
      AtomicReference<Boolean> interrupted = new AtomicReference<>();
      CountDownLatch second = new CountDownLatch(1);
      commit.whenForced(
          2,
          () -> {
            interrupted.set(Thread.currentThread().isInterrupted());
            second.countDown();
          });
      second.await();
      assertThat(interrupted.get()).isFalse();
    }
  }

  @Test
  void anActionThatMemoryWasTooShortForIsRunAgain() throws InterruptedException {
    try (Fixture fixture = Fixture.opened(directory)) {
      GroupCommit commit = fixture.journal.groupCommit();
      fixture.append(new Random(1), 10, false, 1, 1);
      AtomicInteger tries = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(1);
      commit.whenForced(
          1,
          () -> {
            if (tries.incrementAndGet() < 3) {
              throw new InternalError("as if memory were short");
            }
            done.countDown();
          });
      done.await();
      CountDownLatch next = new CountDownLatch(1);
      commit.whenForced(1, next::countDown);
      next.await();
      assertThat(tries).hasValue(3);
      assertThat(commit.failure()).isNull();
    }
  }

  /** Whatever goes wrong on the thread itself, those who wait are told. */
  @Test
  void whoWaitsIsToldWhenTheThreadCannotGoOn() throws InterruptedException {
    AtomicReference<Throwable> told = new AtomicReference<>();
    CountDownLatch answered = new CountDownLatch(2);
    AtomicInteger forces = new AtomicInteger();
    try (Fixture fixture =
        withDevice(
            (file, mapping, offset, bytes) -> {
              if (forces.incrementAndGet() > 1) { // the first is the opening's
                throw new InternalError("as if memory were short");
              }
              Device.SYSTEM.forceRange(file, mapping, offset, bytes);
            })) {
      GroupCommit commit = fixture.journal.groupCommit();
      fixture.append(new Random(1), 10, false, 1, 1);
      for (int i = 0; i < 2; i++) {
        commit.whenForced(
            1,
            () -> {
              told.set(commit.problemOf(1));
              answered.countDown();
            });
      }
      answered.await();
      assertThat(told.get()).isInstanceOf(StoreFailedException.class);
    }
  }

  /** For a force, and for another thread that waits for one: nobody depends on its thread alone. */
  @Test
  void anActionMayWaitWhileOthersDo() throws Exception {
    try (Fixture fixture = Fixture.opened(directory)) {
      GroupCommit commit = fixture.journal.groupCommit();
      AtomicInteger actions = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 4; i++) {
        int seed = i;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    Random random = new Random(seed);
                    for (int k = 0; k < 300; k++) {
                      commit.await(append(fixture, random));
                      if (k % 10 == 0) {
                        commit.whenForced(
                            commit.appended(),
                            () -> {
                              commit.await(append(fixture, new Random(seed)));
                              Thread other =
                                  new Thread(() -> commit.await(append(fixture, new Random(seed))));
                              other.start();
                              Undisturbed.join(other);
                              actions.incrementAndGet();
                            });
                      }
                    }
                  } catch (RuntimeException | Error e) {
                    errors.add(e);
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      CountDownLatch last = new CountDownLatch(1);
      commit.whenForced(commit.appended(), last::countDown);
      last.await();
      assertThat(errors).isEmpty();
      assertThat(actions).hasValue(4 * 30);
    }
  }

  /** Appends under the fixture's monitor, as under an engine's lock; the transaction. */
  private static long append(Fixture fixture, Random random) {
    synchronized (fixture) {
      fixture.append(random, 10, false, 1, 1);
      return fixture.journal.lastTransaction();
    }
  }
}
