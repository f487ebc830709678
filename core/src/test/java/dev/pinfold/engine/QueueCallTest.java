package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.codec.Codec;
import dev.pinfold.model.SettableClock;
import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import dev.pinfold.state.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls decided without a draft do what they do in one: a waiter elsewhere brings it. */
class QueueCallTest {
  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  /** Text; what begins with "bad" cannot be read while it is told so. */
  private static final class Text implements Codec<String> {
    RuntimeException failure;
    boolean asNull;

    @Override
    public byte[] encode(String payload) {
      return payload.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      Arrays.fill(bytes, (byte) 'x');
      if (failure != null && text.startsWith("bad")) {
        throw failure;
      }
      return asNull && text.startsWith("bad") ? null : text;
    }

    @Override
    public String toString() {
      return "text";
    }
  }

  private static final class World {
    final SettableClock clock = new SettableClock(1_000_000);
    final TestLog log = new TestLog();
    final Engine store = log.open(clock);
    final Text codec = new Text();
    final List<String> told = new ArrayList<>();
    final List<MessageQueue<String>> queues = new ArrayList<>();
    final List<Message<String>> leased = new ArrayList<>();
    int rooms;

    World(boolean drafts) {
      log.room = () -> rooms++;
      queues.add(store.queue("memory", codec, QueuePolicy.MEMORY));
      queues.add(store.queue("process", codec, QueuePolicy.PROCESS_CRASH));
      queues.add(store.queue("power", codec, QueuePolicy.POWER_LOSS));
      queues.add(store.queue("limited", codec, QueuePolicy.POWER_LOSS.withMaxCount(3)));
      store.queue("nobody adds", codec);
      if (drafts) {
        var unused = store.queue("nobody adds", codec).takeOldestAsync(Duration.ofDays(1000));
      }
    }

    void step(Random random) {
      log.awaited = -1;
      String outcome;
      int before = rooms;
      try {
        outcome = String.valueOf(does(random));
      } catch (PinfoldException e) {
        outcome = e.getClass() + e.getMessage() + e.outcome() + e.getCause();
      } catch (RuntimeException | Error e) {
        outcome = e.getClass() + e.getMessage();
      }
      told.add(outcome + " awaited " + log.awaited + " rooms " + (rooms - before));
    }

    private Object does(Random random) {
      MessageQueue<String> queue = queues.get(random.nextInt(queues.size()));
      String text = (random.nextInt(10) == 0 ? "bad" : "good") + random.nextInt(100);
      switch (random.nextInt(33)) {
        case 0, 1, 2, 3, 4 -> {
          return queue.add(text);
        }
        case 5 -> {
          return queue.add(text, Map.of("h", text));
        }
        case 6, 7 -> {
          CompletableFuture<Long> future = queue.addAsync(text);
          String now = future.isDone() + "";
          log.force();
          return now + future.join();
        }
        case 8, 9, 10 -> {
          return show(queue.takeOldest());
        }
        case 11, 12 -> {
          return show(queue.takeNewest());
        }
        case 13 -> {
          return show(queue.peekOldest());
        }
        case 14 -> {
          return show(queue.peekNewest());
        }
        case 15 -> {
          Optional<Message<String>> message = queue.lease(Duration.ofMillis(20));
          message.ifPresent(leased::add);
          return show(message);
        }
        case 16 -> {
          return !leased.isEmpty() && queue.acknowledge(leased.get(random.nextInt(leased.size())));
        }
        case 17 -> {
          return !leased.isEmpty() && queue.release(leased.get(random.nextInt(leased.size())));
        }
        case 18 -> {
          clock.advance(random.nextInt(40) - 12);
          return "";
        }
        case 19 -> {
          log.holdsForces = random.nextBoolean();
          return "";
        }
        case 20 -> {
          log.failAfter(0, new StoreFullException("full", null));
          log.failOnce();
          return "";
        }
        case 21 -> {
          log.failAfter(0, random.nextBoolean() ? null : new StoreFullException("full", null));
          return "";
        }
        case 22 -> {
          log.encoding = random.nextBoolean() ? null : new InternalError("short");
          return "";
        }
        case 23 -> {
          codec.failure = random.nextBoolean() ? null : new IllegalArgumentException("codec");
          codec.asNull = random.nextBoolean();
          return "";
        }
        case 24 -> {
          return random.nextInt(6) == 0 ? queue.purge() : queue.count();
        }
        case 25 -> {
          if (random.nextInt(8) == 0) {
            return queue.drop();
          }
          return queue.remove(1 + random.nextInt(20));
        }
        case 26, 27 -> {
          return queue.addAll(Collections.nCopies(random.nextInt(4), text));
        }
        case 28 -> {
          return show(queue.takeOldest(random.nextInt(6) - 1));
        }
        case 29 -> {
          return show(queue.takeNewest(random.nextInt(6) - 1));
        }
        case 30 -> {
          return show(queue.peekOldest(random.nextInt(6))) + show(queue.peekNewest(2));
        }
        case 31 -> {
          if (random.nextInt(20) == 0) {
            log.failAfter(0, new StoreFailedException(Outcome.UNKNOWN, "broken", null));
          }
          return "";
        }
        default -> {
          if (random.nextInt(5) == 0) {
            queue.alter(
                List.of(QueuePolicy.MEMORY, QueuePolicy.PROCESS_CRASH, QueuePolicy.POWER_LOSS)
                    .get(random.nextInt(3)));
          }
          return queue.info();
        }
      }
    }

    String show(Optional<Message<String>> message) {
      return show(message.stream().toList());
    }

    String show(List<Message<String>> messages) {
      return messages.stream()
          .map(m -> m.toString() + m.payload() + m.headers() + m.deliveryCount())
          .toList()
          .toString();
    }

    List<String> written() {
      List<String> written = new ArrayList<>();
      for (Transaction transaction : log.transactions) {
        StringBuilder text = new StringBuilder().append(transaction.number());
        for (Operation operation : transaction.operations()) {
          if (operation instanceof Operation.Add add) {
            StoredMessage m = add.message();
            text.append(" add ").append(add.queueId()).append(' ').append(m.number()).append(' ');
            text.append(m.arrivalMillis()).append(Arrays.toString(m.headers()));
            text.append(new String(m.payload(), StandardCharsets.UTF_8)).append(m.deliveryCount());
          } else {
            text.append(' ').append(operation);
          }
        }
        written.add(text.toString());
      }
      return written;
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bothWaysDoTheSame(int seed) {
    World one = new World(false);
    World other = new World(true);
    Random oneRandom = new Random(seed);
    Random otherRandom = new Random(seed);
    for (int i = 0; i < 300; i++) {
      one.step(oneRandom);
      other.step(otherRandom);
      assertThat(one.told.get(i)).isEqualTo(other.told.get(i));
      assertThat(one.log.failed == null).isEqualTo(other.log.failed == null);
    }
    assertThat(one.written()).isEqualTo(other.written());
    one.store.close();
    other.store.close();
  }

  /** Numbers lie in chunks of 4096, with gaps here at their edges. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void bothWaysTakeTheSameOutOfSeveralChunks(int queue) {
    World one = new World(false);
    World other = new World(true);
    for (World world : List.of(one, other)) {
      MessageQueue<String> of = world.queues.get(queue);
      world.told.add("" + of.addAll(Collections.nCopies(8300, "good")));
      for (int gone : new int[] {1, 4094, 4095, 4096, 4098, 8191, 8192, 8300}) {
        world.told.add("" + of.remove(gone));
      }
      for (int max : new int[] {4090, 5, 3}) {
        world.told.add(world.show(of.takeOldest(max)));
        world.told.add(world.show(of.peekNewest(max)));
      }
      for (int max : new int[] {110, 2, 4000, 4000}) {
        world.told.add(world.show(of.takeNewest(max)) + of.count());
      }
    }
    assertThat(one.told).isEqualTo(other.told);
    assertThat(one.written()).isEqualTo(other.written());
    one.store.close();
    other.store.close();
  }
}
