package dev.pinfold.engine;

import dev.pinfold.state.Arrivals;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.QueueState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Removes what is past its age from queues at which nobody looks. What is wrong with one queue
 * neither keeps the messages of others nor is told again and again. Guarded by the engine's lock.
 */
final class Expiry {
  private final EngineState state;
  private final TransactionLog log;
  private final Consumer<Draft> commit;
  private final BiConsumer<String, Throwable> warning;
  private final Set<String> warned = new HashSet<>(); // of the queues of these names

  /**
   * @param commit writes and applies a draft
   * @param warning told what is wrong, and with what cause, if any
   */
  Expiry(
      EngineState state,
      TransactionLog log,
      Consumer<Draft> commit,
      BiConsumer<String, Throwable> warning) {
    this.state = state;
    this.log = log;
    this.commit = commit;
    this.warning = warning;
  }

  /** Looks at all queues that limit the age of their messages. */
  void run(long nowMillis) {
    warned.removeIf(name -> state.queue(name) == null);
    for (QueueState queue : List.copyOf(state.queues())) {
      if (queue.policy().retention().limitsAge()) {
        expire(queue, nowMillis);
      }
    }
  }

  private void expire(QueueState queue, long nowMillis) {
    String name = queue.name();
    try {
      log.begin();
      Draft draft = new Draft(state, nowMillis);
      draft.queue(name);
      commit.accept(draft);
    } catch (RuntimeException e) {
      warn(name, "Expiring messages of queue \"" + name + "\" failed; it will be tried again", e);
      return;
    }
    if (queue.live().count() > 0 && queue.arrivals().oldestMillis() == Arrivals.UNKNOWN) {
      warn(
          name,
          "The oldest message of queue \""
              + name
              + "\", number "
              + queue.live().first()
              + ", cannot be read: it expires only with one behind it. Keep a copy of the directory;"
              + " remove it by its number",
          null);
    } else {
      warned.remove(name);
    }
  }

  private void warn(String queue, String what, Throwable cause) {
    if (warned.add(queue)) {
      warning.accept(what, cause);
    }
  }
}
