package dev.pinfold.model;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a store should do, written down as plainly as possible: lists, maps and loops. It shares
 * nothing with the engine but the API's value types.
 */
final class ModelStore {
  private final InstantSource clock;
  private Map<String, ModelQueue> queues = new TreeMap<>();
  private boolean inTransaction;

  ModelStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Runs a body; when it throws, everything is as it was. */
  <R> R transact(Supplier<R> body) {
    if (inTransaction) {
      return body.get();
    }
    Map<String, ModelQueue> before = new TreeMap<>();
    queues.forEach((name, queue) -> before.put(name, queue.copy()));
    inTransaction = true;
    try {
      R result = body.get();
      queues.values().forEach(ModelQueue::dropOldest);
      return result;
    } catch (RuntimeException e) {
      queues = before;
      throw e;
    } finally {
      inTransaction = false;
    }
  }

  /** What an existing queue answers, after what is past its age went; else the default. */
  private <R> R on(String name, Function<ModelQueue, R> action, R otherwise) {
    ModelQueue queue = queues.get(name);
    if (queue == null) {
      return otherwise;
    }
    queue.expire(clock.millis());
    R result = action.apply(queue);
    if (!inTransaction) {
      queue.dropOldest();
    }
    return result;
  }

  void expireAll() {
    queues.keySet().forEach(name -> on(name, queue -> null, null));
  }

  boolean exists(String name) {
    return queues.containsKey(name);
  }

  long count(String name) {
    return on(name, queue -> (long) queue.messages.size(), 0L);
  }

  Optional<QueueInfo> info(String name) {
    return on(name, queue -> Optional.of(queue.info()), Optional.empty());
  }

  List<QueueInfo> queues() {
    return queues.keySet().stream().map(name -> info(name).orElseThrow()).toList();
  }

  void open(String name, QueuePolicy policy) {
    if (queues.containsKey(name) && !queues.get(name).policy.equals(policy)) {
      throw new IllegalStateException("model");
    }
    queues.putIfAbsent(name, new ModelQueue(name, policy));
  }

  long add(String name, String payload, Map<String, String> headers) {
    if (!exists(name)) {
      open(name, QueuePolicy.MEMORY);
    }
    return on(name, queue -> queue.add(clock.millis(), payload, headers), 0L);
  }

  long addAll(String name, List<String> payloads) {
    return transact(
        () -> {
          long first = 0;
          for (String payload : payloads) {
            long number = add(name, payload, Map.of());
            first = first == 0 ? number : first;
          }
          return first;
        });
  }

  Optional<Message<String>> one(String name, boolean newest, boolean takes) {
    return one(name, newest, message -> true, takes);
  }

  Optional<Message<String>> one(
      String name, boolean newest, Predicate<? super MessageInfo> predicate, boolean takes) {
    return several(name, newest, 1, predicate, takes).stream().findFirst();
  }

  List<Message<String>> several(String name, boolean newest, int max, boolean takes) {
    return several(name, newest, max, message -> true, takes);
  }

  private List<Message<String>> several(
      String name,
      boolean newest,
      int max,
      Predicate<? super MessageInfo> predicate,
      boolean takes) {
    return on(
        name, queue -> queue.several(clock.millis(), newest, max, predicate, takes), List.of());
  }

  Optional<Message<String>> peek(String name, long number) {
    return on(name, queue -> queue.find(number).map(ModelMessage::shown), Optional.empty());
  }

  boolean remove(String name, long number) {
    return on(name, queue -> queue.remove(number), false);
  }

  Optional<Message<String>> lease(String name, long millis) {
    return on(name, queue -> queue.lease(clock.millis(), millis), Optional.empty());
  }

  boolean acknowledge(String name, MessageInfo leased) {
    return on(
        name,
        queue -> queue.leased(leased).map(message -> queue.remove(message.number)).orElse(false),
        false);
  }

  boolean release(String name, MessageInfo leased) {
    return on(
        name,
        queue -> {
          Optional<ModelMessage> message = queue.leased(leased);
          message.ifPresent(held -> held.leasedUntil = 0);
          return message.isPresent();
        },
        false);
  }

  List<Message<String>> all(String name) {
    return on(name, queue -> queue.messages.stream().map(ModelMessage::shown).toList(), List.of());
  }

  long purge(String name) {
    return on(
        name,
        queue -> {
          long gone = queue.messages.size();
          queue.messages.clear();
          return gone;
        },
        0L);
  }

  void alter(String name, QueuePolicy policy) {
    if (!exists(name)) {
      throw new IllegalStateException("model");
    }
    on(
        name,
        queue -> {
          queue.policy = policy;
          return null;
        },
        null);
  }

  boolean drop(String name) {
    return queues.remove(name) != null;
  }

  /** What a crash or a restart leaves. */
  void loseBelow(Durability survives) {
    queues.values().removeIf(queue -> queue.policy.durability().compareTo(survives) < 0);
  }
}
