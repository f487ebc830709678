package dev.pinfold.archive.files;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Interrupts the thread that makes it, at most once in each of its tries, and a little later each
 * time. Closed, it leaves no interrupt behind.
 */
public final class Disturber implements AutoCloseable {
  private static final int CLOSED = -1;

  private final AtomicInteger tries = new AtomicInteger();
  private final Thread disturbed = Thread.currentThread();
  private final Thread thread;

  /**
   * @param spins by how much later each interrupt comes
   * @param rounds after how many tries they come early again
   */
  public Disturber(int spins, int rounds) {
    thread = new Thread(() -> disturb(spins, rounds));
    thread.start();
  }

  /** The thread begins what is to be disturbed. */
  public void nextTry() {
    tries.incrementAndGet();
  }

  private void disturb(int spins, int rounds) {
    int last = 0;
    for (int now = 0; now != CLOSED; now = tries.get()) {
      if (now != last) {
        last = now;
        for (int i = 0; i < spins * (now % rounds); i++) {
          Thread.onSpinWait();
        }
        disturbed.interrupt();
      }
    }
  }

  @Override
  public void close() {
    tries.set(CLOSED);
    Undisturbed.join(thread);
    boolean unused = Thread.interrupted();
  }
}
