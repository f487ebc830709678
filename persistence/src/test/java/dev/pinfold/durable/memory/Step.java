package dev.pinfold.durable.memory;

import dev.pinfold.Durability;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One call to a store, and what it does to the model. The call's arguments are there before it.
 *
 * @param name for people
 */
record Step(String name, Consumer<PinfoldStore> call, Consumer<Model> effect) {
  private static final int MANY = 5_000; // messages of a queue: more than a chunk

  private static final List<String> NAMES = List.copyOf(Model.QUEUES.keySet());

  /** Any step that suits what there is. */
  static Step random(Random random, Model model) {
    String queue = NAMES.get(random.nextInt(NAMES.size()));
    if (model.count(queue) > MANY) {
      return takeMany(queue, random.nextBoolean(), random.nextInt(MANY));
    }
    boolean newest = random.nextBoolean();
    return switch (random.nextInt(21)) {
      case 0, 1, 2, 3 -> add(queue, random.nextLong(), random.nextInt(2_000));
      case 4, 5, 6 -> addAll(queue, random, 1 + random.nextInt(30), 300);
      case 7 -> addAll(queue, random, 1_000 + random.nextInt(2_000), 8);
      case 8, 9, 10 -> take(queue, newest);
      case 11, 12 -> takeMany(queue, newest, 1 + random.nextInt(300));
      case 13 -> remove(queue, 1 + random.nextInt((int) model.last(queue) + 1));
      case 14, 15 -> lease(queue, 1 + random.nextInt(5_000));
      case 16, 17 -> move(queue, NAMES.get(random.nextInt(NAMES.size())));
      case 18 -> new Step("snapshot", store -> ignore(store.snapshot()), unchanged -> {});
      case 19 -> isSmall(queue, model) ? alter(queue, model) : takeMany(queue, newest, 50);
      default -> random.nextInt(20) == 0 ? purge(queue) : takeMany(queue, newest, 2);
    };
  }

  /** Whether there are messages, few enough for one transaction: so they move as a whole. */
  private static boolean isSmall(String queue, Model model) {
    int count = model.count(queue);
    return count > 0 && model.bytes(queue) + 128 * count < 30_000;
  }

  private static Step alter(String queue, Model model) {
    Durability durability =
        model.durability(queue).isJournaled() ? Durability.MEMORY : Durability.PROCESS_CRASH;
    QueuePolicy policy = QueuePolicy.MEMORY.withDurability(durability);
    return new Step(
        "alter " + queue + " to " + durability,
        store -> store.queue(queue).alter(policy),
        altered -> altered.alter(queue, durability));
  }

  private static Step add(String queue, long seed, int length) {
    byte[] payload = Model.payload(seed, length);
    return new Step(
        "add to " + queue,
        store -> ignore(store.queue(queue).add(payload)),
        model -> model.add(queue, seed, length));
  }

  private static Step addAll(String queue, Random random, int count, int most) {
    List<byte[]> payloads = new ArrayList<>();
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seeds.add(random.nextLong());
      payloads.add(Model.payload(seeds.get(i), random.nextInt(most)));
    }
    return new Step(
        "add " + count + " to " + queue,
        store -> ignore(store.queue(queue).addAll(payloads)),
        model -> {
          for (int i = 0; i < count; i++) {
            model.add(queue, seeds.get(i), payloads.get(i).length);
          }
        });
  }

  private static Step take(String queue, boolean newest) {
    return new Step(
        "take the " + (newest ? "newest" : "oldest") + " of " + queue,
        store -> ignore(newest ? store.queue(queue).takeNewest() : store.queue(queue).takeOldest()),
        model -> model.take(queue, newest, 1));
  }

  private static Step takeMany(String queue, boolean newest, int max) {
    return new Step(
        "take " + max + " of the " + (newest ? "newest" : "oldest") + " of " + queue,
        store ->
            ignore(
                newest ? store.queue(queue).takeNewest(max) : store.queue(queue).takeOldest(max)),
        model -> model.take(queue, newest, max));
  }

  private static Step remove(String queue, long number) {
    return new Step(
        "remove " + number + " of " + queue,
        store -> ignore(store.queue(queue).remove(number)),
        model -> model.remove(queue, number));
  }

  private static Step lease(String queue, long millis) {
    Duration duration = Duration.ofMillis(millis);
    return new Step(
        "lease of " + queue,
        store -> ignore(store.queue(queue).lease(duration)),
        model -> model.lease(queue, millis));
  }

  private static Step move(String from, String to) {
    return new Step(
        "move from " + from + " to " + to,
        store ->
            ignore(
                store.transact(
                    transaction ->
                        transaction
                            .queue(from, Codecs.bytes())
                            .takeOldest()
                            .map(
                                message ->
                                    transaction.queue(to, Codecs.bytes()).add(message.payload()))
                            .orElse(0L))),
        model -> model.move(from, to));
  }

  private static Step purge(String queue) {
    return new Step(
        "purge " + queue, store -> ignore(store.queue(queue).purge()), model -> model.purge(queue));
  }

  /** What a call returns is compared by what is there afterwards. */
  private static void ignore(Object unused) {}
}
