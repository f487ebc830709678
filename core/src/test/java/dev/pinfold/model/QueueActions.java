package dev.pinfold.model;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The steps of a script on one queue. */
final class QueueActions {
  private static final int MANY = 6_000;

  private final StoreUnderTest store;
  private final ModelStore model;
  private final Random random;
  private final Payloads payloads;
  private final Compared compared;
  private final List<Leased> leased = new ArrayList<>(); // some are not in force any more

  /** What a lease of a queue handed out. */
  record Leased(String name, Message<String> message) {}

  QueueActions(StoreUnderTest store, ModelStore model, Random random, Consumer<String> trace) {
    this.store = store;
    this.model = model;
    this.random = random;
    this.payloads = new Payloads(random);
    this.compared = new Compared(trace);
  }

  /** A lease that may still be in force. */
  Optional<Leased> anyLeased() {
    return leased.isEmpty()
        ? Optional.empty()
        : Optional.of(leased.get(random.nextInt(leased.size())));
  }

  List<String> names() {
    return Payloads.NAMES;
  }

  String anyName() {
    return Payloads.NAMES.get(random.nextInt(Payloads.NAMES.size()));
  }

  void one() {
    String name = anyName();
    MessageQueue<String> queue = store.pinfold().queue(name, Codecs.text());
    int dice = random.nextInt(100);
    if (dice < 25) {
      add(name, queue);
    } else if (dice < 31) {
      addMany(name, queue);
    } else if (dice < 45) {
      takeOrPeekOne(name, queue);
    } else if (dice < 56) {
      takeOrPeekSeveral(name, queue);
    } else if (dice < 63) {
      takeOrPeekMatching(name, queue);
    } else if (dice < 69) {
      byNumber(name, queue);
    } else if (dice < 72) {
      makeHoles(name, queue);
    } else if (dice < 86) {
      leases(name, queue);
    } else if (dice < 95) {
      policies(name, queue);
    } else if (dice < 97) {
      compared.call("purge " + name, queue::purge, () -> model.purge(name));
    } else if (dice < 98) {
      compared.call("drop " + name, queue::drop, () -> model.drop(name));
    }
    compared.call("exists " + name, queue::exists, () -> model.exists(name));
    compared.call("count " + name, queue::count, () -> model.count(name));
    compared.call("info " + name, queue::info, () -> model.info(name));
  }

  private void add(String name, MessageQueue<String> queue) {
    String payload = payloads.one();
    Map<String, String> headers = payloads.headers();
    if (random.nextInt(4) == 0) {
      compared.call(
          "addAsync to " + name,
          () -> queue.addAsync(payload, headers).join(),
          () -> model.add(name, payload, headers));
    } else {
      compared.call(
          "add to " + name,
          () -> queue.add(payload, headers),
          () -> model.add(name, payload, headers));
    }
  }

  private void addMany(String name, MessageQueue<String> queue) {
    int count = random.nextInt(4) == 0 ? random.nextInt(MANY) : random.nextInt(10);
    List<String> many = payloads.many(count);
    compared.call(
        "add " + count + " to " + name, () -> queue.addAll(many), () -> model.addAll(name, many));
  }

  private void takeOrPeekOne(String name, MessageQueue<String> queue) {
    boolean newest = random.nextBoolean();
    boolean takes = random.nextInt(3) > 0;
    boolean waits = random.nextInt(3) == 0;
    compared.call(
        (takes ? "take " : "peek ") + (newest ? "newest" : "oldest") + " of " + name,
        () -> waits ? waiting(queue, newest, takes) : plain(queue, newest, takes),
        () -> model.one(name, newest, takes));
  }

  private static Optional<Message<String>> plain(
      MessageQueue<String> queue, boolean newest, boolean takes) {
    if (takes) {
      return newest ? queue.takeNewest() : queue.takeOldest();
    }
    return newest ? queue.peekNewest() : queue.peekOldest();
  }

  private Optional<Message<String>> waiting(
      MessageQueue<String> queue, boolean newest, boolean takes) {
    Duration none = random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(-1);
    try {
      if (!takes) {
        return newest ? queue.peekNewest(none) : queue.peekOldest(none);
      }
      if (random.nextBoolean()) {
        return newest ? queue.takeNewest(none) : queue.takeOldest(none);
      }
      return newest ? queue.takeNewestAsync(none).join() : queue.takeOldestAsync(none).join();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts a script", e);
    }
  }

  private void takeOrPeekSeveral(String name, MessageQueue<String> queue) {
    boolean newest = random.nextBoolean();
    boolean takes = random.nextBoolean();
    int max = random.nextInt(3) == 0 ? random.nextInt(MANY) : random.nextInt(6) - 1;
    compared.call(
        (takes ? "take " : "peek ") + max + (newest ? " newest" : " oldest") + " of " + name,
        () -> {
          if (takes) {
            return newest ? queue.takeNewest(max) : queue.takeOldest(max);
          }
          return newest ? queue.peekNewest(max) : queue.peekOldest(max);
        },
        () -> {
          if (max < 0) {
            throw new IllegalArgumentException("model");
          }
          return model.several(name, newest, max, takes);
        });
  }

  private void takeOrPeekMatching(String name, MessageQueue<String> queue) {
    boolean newest = random.nextBoolean();
    boolean takes = random.nextBoolean();
    Predicate<MessageInfo> predicate = anyPredicate();
    compared.call(
        (takes ? "take " : "peek ") + (newest ? "newest" : "oldest") + " that passes of " + name,
        () -> {
          if (takes) {
            return newest ? queue.takeNewest(predicate) : queue.takeOldest(predicate);
          }
          return newest ? queue.peekNewest(predicate) : queue.peekOldest(predicate);
        },
        () -> model.one(name, newest, predicate, takes));
  }

  private Predicate<MessageInfo> anyPredicate() {
    long modulus = 1L + random.nextInt(1_000);
    return switch (random.nextInt(4)) {
      case 0 -> message -> !message.headers().isEmpty();
      case 1 -> message -> message.deliveryCount() > 0;
      case 2 -> message -> message.arrival().toEpochMilli() % modulus == 0;
      default -> message -> message.number() % modulus == 0;
    };
  }

  /** Mostly of a message that is or was there, at times of one that cannot be. */
  private long anyNumber(String name) {
    long next = model.info(name).map(info -> info.nextNumber()).orElse(1L);
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> -random.nextLong(1, Long.MAX_VALUE);
      case 2 -> random.nextLong(next, Long.MAX_VALUE);
      case 3 -> Long.MAX_VALUE;
      case 4 -> Long.MIN_VALUE;
      default -> 1 + random.nextLong(next);
    };
  }

  private void byNumber(String name, MessageQueue<String> queue) {
    long number = anyNumber(name);
    if (random.nextBoolean()) {
      compared.call(
          "peek " + number + " of " + name,
          () -> queue.peek(number),
          () -> model.peek(name, number));
    } else {
      compared.call(
          "remove " + number + " of " + name,
          () -> queue.remove(number),
          () -> model.remove(name, number));
    }
  }

  /** Removes messages in the middle: one in a few, or all but one in many. */
  private void makeHoles(String name, MessageQueue<String> queue) {
    int modulus = 2 + random.nextInt(200);
    boolean sparse = random.nextBoolean();
    compared.call(
        "make holes in " + name,
        () -> {
          List<Boolean> gone = new ArrayList<>();
          for (Message<String> message : queue.peekNewest(Integer.MAX_VALUE)) {
            if ((message.number() % modulus == 0) != sparse) {
              gone.add(queue.remove(message.number()));
            }
          }
          return gone.size();
        },
        () -> {
          List<Boolean> gone = new ArrayList<>();
          for (Message<String> message : model.several(name, true, Integer.MAX_VALUE, false)) {
            if ((message.number() % modulus == 0) != sparse) {
              gone.add(model.remove(name, message.number()));
            }
          }
          return gone.size();
        });
  }

  private void leases(String name, MessageQueue<String> queue) {
    int dice = random.nextInt(10);
    if (dice < 5 || leased.isEmpty()) {
      int times = random.nextInt(10) == 0 ? random.nextInt(200) : 1;
      for (int i = 0; i < times; i++) {
        lease(name, queue);
      }
      return;
    }
    int index = random.nextInt(leased.size());
    Leased held = random.nextInt(5) == 0 ? leased.get(index) : leased.remove(index);
    MessageQueue<String> itsQueue = store.pinfold().queue(held.name(), Codecs.text());
    if (dice < 8) {
      compared.call(
          "acknowledge " + held.message().number() + " of " + held.name(),
          () -> itsQueue.acknowledge(held.message()),
          () -> model.acknowledge(held.name(), held.message()));
    } else {
      compared.call(
          "release " + held.message().number() + " of " + held.name(),
          () -> itsQueue.release(held.message()),
          () -> model.release(held.name(), held.message()));
    }
  }

  private void lease(String name, MessageQueue<String> queue) {
    long millis = random.nextInt(20) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(200);
    boolean waits = random.nextInt(3) == 0;
    Duration duration = Duration.ofMillis(millis);
    Optional<Message<String>> message =
        compared.call(
            "lease of " + name,
            () -> waits ? waitingLease(queue, duration) : queue.lease(duration),
            () -> model.lease(name, millis));
    message.ifPresent(held -> leased.add(new Leased(name, held)));
  }

  private static Optional<Message<String>> waitingLease(
      MessageQueue<String> queue, Duration duration) {
    try {
      return queue.lease(duration, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts a script", e);
    }
  }

  private void policies(String name, MessageQueue<String> queue) {
    QueuePolicy policy = anyPolicy();
    if (random.nextBoolean()) {
      compared.call(
          "open " + name + " with " + policy,
          () -> store.pinfold().queue(name, Codecs.text(), policy).name(),
          () -> {
            model.open(name, policy);
            return name;
          });
    } else {
      compared.call(
          "alter " + name + " to " + policy,
          () -> {
            queue.alter(policy);
            return name;
          },
          () -> {
            model.alter(name, policy);
            return name;
          });
    }
  }

  private QueuePolicy anyPolicy() {
    List<Durability> durabilities = store.durabilities();
    QueuePolicy policy =
        QueuePolicy.of(durabilities.get(random.nextInt(durabilities.size())))
            .withOverflow(random.nextInt(3) == 0 ? Overflow.REJECT : Overflow.DROP_OLDEST);
    if (random.nextInt(3) == 0) {
      policy = policy.withMaxCount(1L + random.nextInt(random.nextBoolean() ? 10 : MANY));
    }
    if (random.nextInt(3) == 0) {
      policy = policy.withMaxBytes(1L + random.nextInt(random.nextBoolean() ? 300 : 30_000));
    }
    if (random.nextInt(3) == 0) {
      policy = policy.withMaxAge(Duration.ofMillis(1 + random.nextInt(1_000)));
    }
    return policy;
  }
}
