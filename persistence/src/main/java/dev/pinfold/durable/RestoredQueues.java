package dev.pinfold.durable;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.StateMachine;
import dev.pinfold.state.EngineState;

/**
 * The queues of a store as snapshot and journal tell them, without an engine: nothing expires,
 * nothing is decided. One thread at a time.
 */
public final class RestoredQueues {
  /** What snapshots call the kind of this state. */
  public static final String KIND = QueueMachine.KIND;

  /** The newest version of it that this release knows. */
  public static final int VERSION = QueueMachine.VERSION;

  private final QueueMachine machine;

  /**
   * No queues yet.
   *
   * @param journal where the messages lie, not null
   * @param residentBytes heap for knowing where, as in {@link StoreOptions#residentBytes}
   */
  public RestoredQueues(JournalReader journal, long residentBytes) {
    this(new QueueMachine(journal, residentBytes));
  }

  private RestoredQueues(QueueMachine machine) {
    this.machine = machine;
  }

  /**
   * No queues yet, and only the numbers of messages will be known: a bit of heap for each, and
   * nothing is read of them, nor are their bytes known.
   *
   * @param journal asked only for where a record lies that is no operation; null when nothing is
   *     replayed
   */
  public static RestoredQueues ofNumbersOnly(JournalReader journal) {
    return new RestoredQueues(QueueMachine.ofNumbersOnly(journal));
  }

  /** What snapshots and the journal are given to. */
  public StateMachine machine() {
    return machine;
  }

  /**
   * The state so far, not to be changed. What reads a message of it throws {@link
   * StoreCorruptException} when that is damaged.
   */
  public EngineState state() {
    return machine.state();
  }
}
