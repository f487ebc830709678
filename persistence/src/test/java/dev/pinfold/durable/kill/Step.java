package dev.pinfold.durable.kill;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One operation on queues that a single thread uses: what it does follows from the steps before it
 * alone. As text, a line of words.
 *
 * @param kind what to do
 * @param queue index of the queue
 * @param other index of a second queue, for those kinds that have one
 * @param number a message number, a number of messages or a limit, as the kind says
 * @param extra a delivery count, or the bytes of a payload
 * @param id of the added message, unique over all steps of all threads
 */
record Step(Kind kind, int queue, int other, long number, int extra, String id) {

  /** The queues of each thread. */
  static final List<String> QUEUES = List.of("a", "b", "ring", "reject");

  /** Index of the queue that lets its oldest go at a limit. */
  static final int RING = 2;

  /** Index of the queue that rejects at a limit. */
  static final int REJECT = 3;

  static final long RING_LIMIT = 40;
  static final long REJECT_LIMIT = 30;

  /** What a step does. */
  enum Kind {
    OPEN,
    ADD,
    BATCH,
    TAKE_OLDEST,
    TAKE_NEWEST,
    TAKE_SOME_OLDEST,
    TAKE_SOME_NEWEST,
    REMOVE,
    MOVE,
    BOTH,
    LEASE,
    ACKNOWLEDGE,
    RELEASE,
    PURGE,
    DROP,
    ALTER
  }

  static String queueName(int thread, int queue) {
    return "own-" + thread + "-" + QUEUES.get(queue);
  }

  /** The payload of the step's message, or of the index-th of its batch. */
  String payload(int index) {
    String start = id + "/" + index + ":";
    return start + "x".repeat(Math.max(0, extra - start.length()));
  }

  List<String> payloads() {
    return IntStream.range(0, (int) number).mapToObj(this::payload).toList();
  }

  String format() {
    return kind + " " + queue + " " + other + " " + number + " " + extra + " " + id;
  }

  static Step parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    return new Step(
        Kind.valueOf(words.get(0)),
        Integer.parseInt(words.get(1)),
        Integer.parseInt(words.get(2)),
        Long.parseLong(words.get(3)),
        Integer.parseInt(words.get(4)),
        words.get(5));
  }
}
