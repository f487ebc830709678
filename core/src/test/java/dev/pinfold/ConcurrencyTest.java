package dev.pinfold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.codec.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many threads at one store: each message comes out exactly once, in its order. Where threads race,
 * what is checked holds for every outcome of the race.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ConcurrencyTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String END = "end";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Pinfold store = Pinfold.inMemory();
  private final MessageQueue<String> queue = store.queue("q", Codecs.text());

  @AfterEach
  void close() {
    store.close();
    threads.shutdownNow();
  }

  /** Another way to take for each consumer; each waits until there is a message. */
  private Message<String> take(int way) throws Exception {
    return switch (way % 4) {
      case 0 -> queue.takeOldest(LONG).orElseThrow();
      case 1 -> queue.takeOldestAsync(LONG).get().orElseThrow();
      case 2 -> {
        Message<String> leased = null;
        while (leased == null) {
          leased = queue.lease(LONG).orElse(null);
          Thread.onSpinWait();
        }
        assertThat(queue.acknowledge(leased)).isTrue();
        yield leased;
      }
      default -> {
        Optional<Message<String>> taken = Optional.empty();
        while (taken.isEmpty()) {
          taken = store.transact(transaction -> transaction.queue("q", Codecs.text()).takeOldest());
          Thread.onSpinWait();
        }
        yield taken.get();
      }
    };
  }

  @RepeatedTest(3)
  void eachMessageComesOutOnceAndInItsProducersOrder() throws Exception {
    int producers = 4;
    int consumers = 8;
    int each = 4_000;
    List<Future<List<Message<String>>>> consumed = new ArrayList<>();
    for (int c = 0; c < consumers; c++) {
      int way = c;
      consumed.add(threads.submit(() -> takeUntilEnd(way)));
    }
    List<Future<Void>> produced = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      produced.add(threads.submit(producer(p, each)));
    }
    for (Future<Void> producer : produced) {
      producer.get();
    }
    queue.addAll(Collections.nCopies(consumers, END));
    TreeSet<Long> numbers = new TreeSet<>();
    int count = 0;
    for (Future<List<Message<String>>> consumer : consumed) {
      requireOrder(consumer.get());
      for (Message<String> message : consumer.get()) {
        numbers.add(message.number());
        count++;
      }
    }
    assertThat(count).isEqualTo(producers * each);
    assertThat(numbers).hasSize(count);
    assertThat(queue.count()).isZero();
  }

  private List<Message<String>> takeUntilEnd(int way) throws Exception {
    List<Message<String>> taken = new ArrayList<>();
    Message<String> message = take(way);
    while (!message.payload().equals(END)) {
      taken.add(message);
      message = take(way);
    }
    return taken;
  }

  private Callable<Void> producer(int producer, int messages) {
    return () -> {
      for (int i = 0; i < messages; i++) {
        String payload = producer + " " + i;
        switch (i % 3) {
          case 0 -> queue.add(payload);
          case 1 -> queue.addAsync(payload).get();
          default ->
              store.transact(transaction -> transaction.queue("q", Codecs.text()).add(payload));
        }
      }
      return null;
    };
  }

  /** One consumer sees each producer's messages in the order of their adds. */
  private static void requireOrder(List<Message<String>> taken) {
    Map<String, Integer> lastByProducer = new HashMap<>();
    for (Message<String> message : taken) {
      String[] words = message.payload().split(" ", 2);
      int serial = Integer.parseInt(words[1]);
      assertThat(lastByProducer.getOrDefault(words[0], -1)).isLessThan(serial);
      lastByProducer.put(words[0], serial);
    }
  }

  @RepeatedTest(5)
  void aWaiterIsNotStarvedByThoseWhoDoNotWait() throws Exception {
    int rounds = 500;
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Long>> pollers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      pollers.add(threads.submit(() -> poll(done)));
    }
    for (int i = 0; i < rounds; i++) {
      var waiter = queue.takeOldestAsync(LONG);
      long number = queue.add("message");
      assertThat(waiter).as("served by the very add").isDone();
      assertThat(waiter.join().orElseThrow().number()).isEqualTo(number);
    }
    done.set(true);
    for (Future<Long> poller : pollers) {
      assertThat(poller.get()).isZero();
    }
  }

  private long poll(AtomicBoolean done) {
    long taken = 0;
    while (!done.get()) {
      taken += queue.takeOldest().isPresent() ? 1 : 0;
      taken += queue.takeNewest(3).size();
    }
    return taken;
  }

  @Test
  void cancelledTakesRacingWithAddsLoseNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("cancelledTakesRacingWithAddsLoseNothing seed = " + seed);
    Random random = new Random(seed);
    int messages = 20_000;
    Future<Void> producer = threads.submit(producer(0, messages));
    TreeSet<Long> served = new TreeSet<>();
    int cancelled = 0;
    while (!producer.isDone() || queue.count() > 0) {
      List<CompletableFuture<Optional<Message<String>>>> takes = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        takes.add(queue.takeOldestAsync(random.nextBoolean() ? LONG : Duration.ofNanos(1)));
      }
      for (var take : takes) {
        if (take.cancel(true)) {
          assertThatThrownBy(take::join).isInstanceOf(CancellationException.class);
          cancelled++;
        } else {
          take.join().ifPresent(message -> assertThat(served.add(message.number())).isTrue());
        }
      }
    }
    producer.get();
    assertThat(served).hasSize(messages);
    System.out.println(cancelled + " takes were cancelled");
  }

  @Test
  void anInterruptedTakeReturnsAMessageOrLeavesIt() throws Exception {
    int messages = 5_000;
    List<Long> served = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(1);
    Thread taker =
        new Thread(
            () -> {
              started.countDown();
              while (!done.get()) {
                try {
                  queue.takeOldest(LONG).ifPresent(message -> served.add(message.number()));
                } catch (InterruptedException e) {
                  Thread.interrupted(); // goes on: nothing was taken
                }
              }
            });
    taker.start();
    started.await();
    for (int i = 0; i < messages; i++) {
      queue.add("message");
      taker.interrupt();
    }
    done.set(true);
    taker.interrupt();
    taker.join();
    queue.takeOldest(Integer.MAX_VALUE).forEach(message -> served.add(message.number()));
    assertThat(served).hasSize(messages).doesNotHaveDuplicates();
  }

  @Test
  void whoIsInterruptedBeforehandTakesNothing() {
    queue.add("message");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queue.takeOldest(LONG)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(queue.count()).isEqualTo(1);
  }

  @Test
  void timeoutsRacingWithAddsLoseNothing() throws Exception {
    int messages = 3_000;
    Future<Void> producer = threads.submit(producer(0, messages));
    List<Future<List<Long>>> takers = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      takers.add(
          threads.submit(
              () -> {
                List<Long> taken = new ArrayList<>();
                while (!producer.isDone() || queue.count() > 0) {
                  queue.takeOldest(Duration.ofNanos(20_000)).ifPresent(m -> taken.add(m.number()));
                }
                return taken;
              }));
    }
    List<Long> all = new ArrayList<>();
    for (Future<List<Long>> taker : takers) {
      all.addAll(taker.get());
    }
    producer.get();
    assertThat(all).hasSize(messages).doesNotHaveDuplicates();
  }

  @Test
  void closingWakesThoseWhoWait() throws Exception {
    List<Future<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(threads.submit(() -> queue.takeOldest(LONG)));
      waiting.add(threads.submit(() -> queue.peekNewest(LONG)));
    }
    Future<?> adder =
        threads.submit(
            () -> {
              while (true) {
                store.queue("other").add(new byte[0]);
              }
            });
    store.queue("other", Codecs.bytes()).takeOldest(LONG);
    store.close();
    for (Future<?> waiter : waiting) {
      assertThatThrownBy(waiter::get).hasCauseInstanceOf(StoreClosedException.class);
    }
    assertThatThrownBy(adder::get).hasCauseInstanceOf(StoreClosedException.class);
  }

  @Test
  void transfersBetweenQueuesAreSeenWholeOrNotAtAll() throws Exception {
    int messages = 64;
    queue.addAll(Collections.nCopies(messages, "message"));
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Integer>> movers = new ArrayList<>();
    for (int m = 0; m < 2; m++) {
      long seed = System.nanoTime();
      System.out.println("transfers seed = " + seed);
      movers.add(threads.submit(() -> move(done, new Random(seed))));
    }
    for (int i = 0; i < 3_000; i++) {
      long sum = store.queues().stream().mapToLong(QueueInfo::count).sum();
      assertThat(sum).isEqualTo(messages);
    }
    done.set(true);
    for (Future<Integer> mover : movers) {
      assertThat(mover.get()).isPositive();
    }
  }

  private int move(AtomicBoolean done, Random random) {
    int moves = 0;
    do {
      String from = random.nextBoolean() ? "q" : "r";
      String to = from.equals("q") ? "r" : "q";
      boolean fails = random.nextInt(3) == 0;
      try {
        store.transact(
            transaction -> {
              transaction
                  .queue(from, Codecs.text())
                  .takeOldest()
                  .ifPresent(
                      message -> transaction.queue(to, Codecs.text()).add(message.payload()));
              if (fails) {
                throw new IllegalArgumentException("undone");
              }
              return null;
            });
      } catch (IllegalArgumentException e) {
        assertThat(fails).isTrue();
      }
      moves++;
    } while (!done.get());
    return moves;
  }

  @Test
  void viewsAreOfOneMomentWhileOthersAddAndTake() throws Exception {
    queue.addAll(Collections.nCopies(10_000, "message"));
    AtomicBoolean done = new AtomicBoolean();
    Future<Void> changer =
        threads.submit(
            () -> {
              while (!done.get()) {
                queue.add("message");
                queue.takeOldest();
              }
              return null;
            });
    for (int i = 0; i < 30; i++) {
      try (MessageView<String> view = queue.all()) {
        assertThat(view.count()).isBetween(10_000L, 10_001L);
        long expected = 0;
        long seen = 0;
        for (Message<String> message : view) {
          assertThat(expected == 0 || message.number() == expected).isTrue();
          expected = message.number() + 1;
          seen++;
        }
        assertThat(seen).isEqualTo(view.count());
      }
    }
    done.set(true);
    changer.get();
  }

  @Test
  void manyViewsAreReadWhileOthersAddAndTakeAnywhere() throws Exception {
    queue.addAll(Collections.nCopies(10_000, "message"));
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Void>> changers = new ArrayList<>();
    for (int c = 0; c < 2; c++) {
      long seed = System.nanoTime();
      System.out.println("manyViewsAreReadWhileOthersAddAndTakeAnywhere seed = " + seed);
      Random random = new Random(seed);
      changers.add(
          threads.submit(
              () -> {
                while (!done.get()) {
                  long newest = queue.add("message");
                  queue.takeOldest();
                  queue.remove(newest - random.nextInt(10_000));
                }
                return null;
              }));
    }
    List<MessageView<String>> views = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      views.add(queue.all());
    }
    for (MessageView<String> view : views) {
      List<Long> once = new ArrayList<>();
      view.forEach(message -> once.add(message.number()));
      List<Long> again = new ArrayList<>();
      view.forEach(message -> again.add(message.number()));
      assertThat(once).hasSize((int) view.count()).isEqualTo(again);
      view.close();
    }
    done.set(true);
    for (Future<Void> changer : changers) {
      changer.get();
    }
  }
}
