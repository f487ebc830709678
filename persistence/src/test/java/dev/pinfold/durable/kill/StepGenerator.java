package dev.pinfold.durable.kill;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;

/** Invents steps, from a seed and from what earlier steps answered. */
final class StepGenerator {
  private final Random random;
  private final String prefix;
  private final long[] lastNumbers = new long[Step.QUEUES.size()];
  private final ArrayDeque<Step> ahead = new ArrayDeque<>(); // to be done before anything else
  private int steps;

  /**
   * @param prefix of all ids, unique to this generator
   */
  StepGenerator(long seed, String prefix) {
    this.random = new Random(seed);
    this.prefix = prefix;
    for (int queue = 0; queue < Step.QUEUES.size(); queue++) {
      ahead.add(step(Step.Kind.OPEN, queue, 0, 0, 0));
    }
  }

  private Step step(Step.Kind kind, int queue, int other, long number, int extra) {
    return new Step(kind, queue, other, number, extra, prefix + "." + steps);
  }

  Step next() {
    steps++;
    return ahead.isEmpty() ? invent() : ahead.remove();
  }

  private Step invent() {
    int queue = random.nextInt(Step.QUEUES.size());
    int other = (queue + 1 + random.nextInt(Step.QUEUES.size() - 1)) % Step.QUEUES.size();
    int bytes = random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(400);
    int dice = random.nextInt(200);
    if (dice < 60) {
      return step(Step.Kind.ADD, queue, 0, 0, bytes);
    } else if (dice < 75) {
      return step(Step.Kind.BATCH, queue, 0, 1 + random.nextInt(8), random.nextInt(300));
    } else if (dice < 100) {
      return step(Step.Kind.TAKE_OLDEST, queue, 0, 0, 0);
    } else if (dice < 115) {
      return step(Step.Kind.TAKE_NEWEST, queue, 0, 0, 0);
    } else if (dice < 125) {
      return step(Step.Kind.TAKE_SOME_OLDEST, queue, 0, 1 + random.nextInt(6), 0);
    } else if (dice < 130) {
      return step(Step.Kind.TAKE_SOME_NEWEST, queue, 0, 1 + random.nextInt(6), 0);
    } else if (dice < 145) {
      return step(Step.Kind.REMOVE, queue, 0, Math.max(1, lastNumbers[queue] - dice % 30), 0);
    } else if (dice < 160) {
      return step(Step.Kind.MOVE, queue, other, 0, 0);
    } else if (dice < 175) {
      return step(Step.Kind.BOTH, queue, other, 0, bytes);
    } else if (dice < 195) {
      return step(Step.Kind.LEASE, queue, 0, 0, 0);
    } else if (dice < 197) {
      return step(Step.Kind.ALTER, Step.RING, 0, 10 + random.nextInt(50), 0);
    } else if (dice < 199 || random.nextInt(3) > 0) {
      return step(Step.Kind.PURGE, queue, 0, 0, 0);
    }
    ahead.add(step(Step.Kind.OPEN, queue, 0, 0, 0));
    return step(Step.Kind.DROP, queue, 0, 0, 0);
  }

  /** Learns what a step brought: numbers to remove, leases to end. */
  void learn(Step step, String result) {
    if (step.kind() == Step.Kind.ADD && !result.equals(StepModel.FULL)) {
      lastNumbers[step.queue()] = Long.parseLong(result);
    } else if (step.kind() == Step.Kind.LEASE && !result.equals(StepModel.NONE)) {
      List<String> parts = List.of(result.split(":", 2));
      long number = Long.parseLong(parts.get(0));
      int deliveries = Integer.parseInt(parts.get(1));
      switch (random.nextInt(8)) {
        case 0 -> {} // never ended
        case 1, 2 -> ahead.add(step(Step.Kind.RELEASE, step.queue(), 0, number, deliveries));
        case 3 -> ahead.add(step(Step.Kind.RELEASE, step.queue(), 0, number, deliveries + 1));
        default -> ahead.add(step(Step.Kind.ACKNOWLEDGE, step.queue(), 0, number, deliveries));
      }
    }
  }
}
