package dev.pinfold.engine;

import dev.pinfold.CodecException;
import dev.pinfold.StoreFullException;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.Leases;
import dev.pinfold.state.QueueState;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to those who wait for them, in the order of their coming, each in a transaction of
 * its own. What goes wrong for a waiter is the waiter's: who made a message available has no part
 * in it, nor have those behind. Guarded by the engine's lock; the answers are given outside it.
 */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private final EngineState state;
  private final InstantSource clock;
  private final TransactionLog log;
  private final Consumer<Draft> commit;
  private final Consumer<String> makeRoom;
  private final LeaseWatch leases;
  private final WaitingLines lines = new WaitingLines();
  private final Set<String> refused = new HashSet<>(); // queues for which room is being made
  private Answer firstAnswer; // what is owed, in the order in which it was earned
  private Answer lastAnswer;
  private boolean halfServed; // what made messages available was not followed to its end

  /**
   * What to tell a waiter, and the transaction to wait for first. They are a list by themselves: to
   * hand one over takes no memory, which may be what is short.
   */
  static final class Answer {
    private final Waiter<?> waiter;
    private Optional<?> message; // or
    private Throwable failure;
    private long awaited;
    private Answer next;

    Answer(Waiter<?> waiter) {
      this.waiter = waiter;
    }

    /** The one to give after this one, or null. */
    Answer next() {
      return next;
    }
  }

  /** What came of an attempt to serve a waiter. */
  private enum Attempt {
    /** It has left the line, served or not. */
    OVER,
    /** There is nothing for it, so it stays. */
    NOTHING_THERE,
    /** The journal had no room for it; it stays, and room is made. */
    REFUSED
  }

  /**
   * @param commit writes and applies a draft
   * @param makeRoom gives back space without keeping anybody waiting, then calls {@link
   *     #serveAfterRoomWasMade} for the queue that it is given
   */
  Serving(
      EngineState state,
      InstantSource clock,
      TransactionLog log,
      Alarm alarm,
      Consumer<Draft> commit,
      Consumer<String> makeRoom) {
    this.state = state;
    this.clock = clock;
    this.log = log;
    this.leases = new LeaseWatch(alarm);
    this.commit = commit;
    this.makeRoom = makeRoom;
  }

  /** Puts a waiter into its queue's line, and serves it at once when it is its turn. */
  void join(Waiter<?> waiter) {
    lines.join(waiter);
    serve(waiter.queueName(), true);
  }

  /** Takes a waiter that has ended by itself out of its line. */
  void leave(Waiter<?> waiter) {
    lines.leave(waiter);
    if (!lines.hasWaiters(waiter.queueName())) {
      leases.forget(waiter.queueName());
    }
  }

  /** Empties all lines and answers who stood there. */
  List<Waiter<?>> dismiss() {
    return lines.dismiss();
  }

  /**
   * Serves where a lease has ended, and where serving ended half way: who waits comes before who
   * does not.
   */
  void serveDue(long nowMillis) {
    if (leases.isDue(nowMillis)) {
      leases.due(nowMillis).forEach(queue -> serveForAnother(queue, true));
    }
    if (halfServed) {
      List<String> all = lines.queues();
      halfServed = false;
      for (int i = 0; i < all.size(); i++) { // in a way that takes no memory
        serveForAnother(all.get(i), true);
      }
    }
  }

  /**
   * For one who has no part in what goes wrong here: without memory, or a thread for the alarm, it
   * is gone on with at the next call.
   */
  private void serveForAnother(String queue, boolean mayMakeRoom) {
    try {
      serve(queue, mayMakeRoom);
    } catch (RuntimeException | Error e) {
      halfServed = true;
      Telling.warn(LOG, "Serving waiters failed; it will be tried again", e);
    }
  }

  /** Whether anybody waits for a message. */
  boolean hasWaiters() {
    return !lines.isEmpty();
  }

  /** Hands out what a draft made available. */
  void serveFrom(Draft draft) {
    if (!lines.isEmpty()) {
      for (PendingQueue queue : draft.queues()) {
        if (queue.offersMessages()) {
          serveForAnother(queue.name(), true);
        }
      }
    }
  }

  /** Serves a queue's line after its alarm for a lease rang; it rings again should this fail. */
  void serveAfterAlarm(String queue) {
    leases.rang(queue);
    serveForAnother(queue, true);
  }

  /** Serves a queue's line once more; who is refused again is told. */
  void serveAfterRoomWasMade(String queue) {
    refused.remove(queue);
    serveForAnother(queue, false);
  }

  private void serve(String queue, boolean mayMakeRoom) {
    Attempt attempt = Attempt.OVER;
    for (Waiter<?> waiter = lines.first(queue);
        waiter != null && attempt == Attempt.OVER;
        waiter = lines.first(queue)) {
      attempt = attempt(waiter, mayMakeRoom);
      if (attempt == Attempt.OVER) {
        lines.leave(waiter);
      }
    }
    if (attempt == Attempt.REFUSED && refused.add(queue)) {
      try {
        makeRoom.accept(queue);
      } catch (RuntimeException | Error e) { // such as no thread to be had
        refused.remove(queue);
        throw e;
      }
    }
    watchLeases(queue);
  }

  private Attempt attempt(Waiter<?> waiter, boolean mayMakeRoom) {
    Answer answer = new Answer(waiter); // first: who is claimed gets one, however short memory is
    try {
      return attempt(answer, mayMakeRoom);
    } finally {
      if (answer.message != null || answer.failure != null) {
        owe(answer);
      }
    }
  }

  private void owe(Answer answer) {
    if (firstAnswer == null) {
      firstAnswer = answer;
    } else {
      lastAnswer.next = answer;
    }
    lastAnswer = answer;
  }

  private Attempt attempt(Answer answer, boolean mayMakeRoom) {
    Waiter<?> waiter = answer.waiter;
    Draft draft;
    Object message;
    try {
      log.begin();
      draft = new Draft(state, clock.millis());
      message = waiter.choose(draft);
    } catch (Throwable e) { // a codec may throw anything
      if (waiter.claim()) {
        answer.failure = e; // first: to describe it may fail, too
        answer.failure = unchecked(e);
      }
      return Attempt.OVER;
    }
    if (message == null) {
      return Attempt.NOTHING_THERE;
    }
    if (!waiter.claim()) {
      return Attempt.OVER;
    }
    try {
      Optional<?> served = Optional.of(message); // first: afterwards it may be the only one
      commit.accept(draft);
      answer.awaited = draft.awaitedTransaction();
      answer.message = served;
    } catch (StoreFullException e) {
      if (mayMakeRoom && waiter.unclaim()) {
        return Attempt.REFUSED;
      }
      answer.failure = e;
    } catch (Throwable e) {
      answer.failure = e;
    }
    return Attempt.OVER;
  }

  private static Throwable unchecked(Throwable failure) {
    return failure instanceof RuntimeException || failure instanceof Error
        ? failure
        : new CodecException(
            "the codec threw a checked exception: " + failure + ". The message stays", failure);
  }

  private void watchLeases(String queueName) {
    QueueState queue = lines.hasWaiters(queueName) ? state.queue(queueName) : null;
    long now = clock.millis();
    long next = queue == null ? Leases.NEVER : queue.leases().nextEndAfter(now);
    if (next == Leases.NEVER) {
      leases.forget(queueName);
    } else {
      leases.watch(queueName, now, next);
    }
  }

  /** The first answer to {@link #give} once the lock was left, null when none is owed. */
  Answer takeAnswers() {
    Answer first = firstAnswer;
    firstAnswer = null;
    lastAnswer = null;
    return first;
  }

  /** Not under the lock. */
  void give(Answer answer) {
    if (answer.failure != null) {
      answer.waiter.fail(answer.failure);
    } else if (answer.awaited == 0 || answer.waiter.blocks()) {
      answer.waiter.serve(answer.message, answer.awaited);
    } else {
      giveWhenForced(answer);
    }
  }

  /** Whatever happens, the waiter gets an answer, and who served it does not get its failure. */
  private void giveWhenForced(Answer answer) {
    try {
      log.whenForced(
          answer.awaited,
          failed -> {
            if (failed == null) {
              answer.waiter.serve(answer.message, 0);
            } else {
              answer.waiter.fail(failed);
            }
          });
    } catch (Throwable e) {
      answer.waiter.fail(e);
    }
  }
}
