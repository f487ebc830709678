package dev.pinfold.model;

import dev.pinfold.MessageInfo;
import dev.pinfold.QueueTransaction;
import dev.pinfold.TransactionQueue;
import dev.pinfold.codec.Codecs;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The steps of a script that are transactions: several changes of several queues, or none. */
final class TransactionActions {
  private final StoreUnderTest store;
  private final ModelStore model;
  private final QueueActions actions;
  private final Random random;
  private final Payloads payloads;
  private final Compared compared;
  private final Consumer<String> trace;

  /** What a body throws to undo everything. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  TransactionActions(
      StoreUnderTest store,
      ModelStore model,
      QueueActions actions,
      Random random,
      Consumer<String> trace) {
    this.store = store;
    this.model = model;
    this.actions = actions;
    this.random = random;
    this.payloads = new Payloads(random);
    this.compared = new Compared(what -> trace.accept("  in it: " + what));
    this.trace = trace;
  }

  /** The model's transaction encloses the store's, so that each answer is compared in the body. */
  void one() {
    boolean undone = random.nextInt(4) == 0;
    int changes = random.nextInt(12);
    trace.accept("transaction of " + changes + (undone ? ", undone" : ""));
    try {
      model.transact(
          () ->
              store
                  .pinfold()
                  .transact(
                      transaction -> {
                        for (int i = 0; i < changes; i++) {
                          change(transaction);
                        }
                        if (undone) {
                          throw new Undone();
                        }
                        return changes;
                      }));
    } catch (Undone e) {
      trace.accept("undone");
    }
  }

  private void change(QueueTransaction transaction) {
    String name = Payloads.NAMES.get(random.nextInt(Payloads.NAMES.size()));
    TransactionQueue<String> queue = transaction.queue(name, Codecs.text());
    switch (random.nextInt(13)) {
      case 0, 1, 2 -> add(name, queue);
      case 3 ->
          compared.call(
              "take newest of " + name, queue::takeNewest, () -> model.one(name, true, true));
      case 4 ->
          compared.call(
              "take oldest of " + name, queue::takeOldest, () -> model.one(name, false, true));
      case 5 -> {
        int max = random.nextInt(random.nextBoolean() ? 4 : 4_000);
        boolean newest = random.nextBoolean();
        compared.call(
            "take " + max + (newest ? " newest" : " oldest") + " of " + name,
            () -> newest ? queue.takeNewest(max) : queue.takeOldest(max),
            () -> model.several(name, newest, max, true));
      }
      case 6 -> {
        Predicate<MessageInfo> predicate = even(1 + random.nextInt(5));
        boolean newest = random.nextBoolean();
        compared.call(
            "take what passes of " + name,
            () -> newest ? queue.takeNewest(predicate) : queue.takeOldest(predicate),
            () -> model.one(name, newest, predicate, true));
      }
      case 7 -> {
        Predicate<MessageInfo> predicate = even(1 + random.nextInt(5));
        boolean newest = random.nextBoolean();
        compared.call(
            "peek at what passes of " + name,
            () -> newest ? queue.peekNewest(predicate) : queue.peekOldest(predicate),
            () -> model.one(name, newest, predicate, false));
      }
      case 8 -> byNumber(name, queue);
      case 9 -> {
        List<String> many = payloads.many(random.nextInt(10));
        compared.call(
            "add " + many.size() + " to " + name,
            () -> queue.addAll(many),
            () -> model.addAll(name, many));
      }
      case 10 -> actions.anyLeased().ifPresent(held -> acknowledge(transaction, held));
      case 11 -> {
        if (random.nextInt(4) == 0) {
          compared.call("purge " + name, queue::purge, () -> model.purge(name));
        }
      }
      default ->
          compared.call(
              "peek both ends of " + name,
              () -> queue.peekOldest() + " " + queue.peekNewest(),
              () -> model.one(name, false, false) + " " + model.one(name, true, false));
    }
    compared.call("exists " + name, queue::exists, () -> model.exists(name));
    compared.call("count " + name, queue::count, () -> model.count(name));
  }

  private void byNumber(String name, TransactionQueue<String> queue) {
    long next = model.info(name).map(info -> info.nextNumber()).orElse(1L);
    long number = random.nextLong(next + 2);
    compared.call(
        "peek " + number + " of " + name, () -> queue.peek(number), () -> model.peek(name, number));
    if (random.nextBoolean()) {
      compared.call(
          "remove " + number + " of " + name,
          () -> queue.remove(number),
          () -> model.remove(name, number));
    }
  }

  private void acknowledge(QueueTransaction transaction, QueueActions.Leased held) {
    compared.call(
        "acknowledge " + held.message().number() + " of " + held.name(),
        () -> transaction.queue(held.name(), Codecs.text()).acknowledge(held.message()),
        () -> model.acknowledge(held.name(), held.message()));
  }

  private void add(String name, TransactionQueue<String> queue) {
    int times = random.nextInt(20) == 0 ? random.nextInt(5_000) : 1;
    for (int i = 0; i < times; i++) {
      String payload = times > 1 ? Integer.toString(i) : payloads.one();
      Map<String, String> headers = payloads.headers();
      compared.call(
          "add to " + name,
          () -> queue.add(payload, headers),
          () -> model.add(name, payload, headers));
    }
  }

  private static Predicate<MessageInfo> even(long modulus) {
    return message -> message.number() % modulus == 0;
  }
}
