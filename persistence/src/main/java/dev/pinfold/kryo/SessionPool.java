package dev.pinfold.kryo;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Sessions that no call uses at the moment. Safe for several threads. */
final class SessionPool {
  private final Supplier<KryoSession> creator;
  private final ConcurrentLinkedQueue<KryoSession> idle = new ConcurrentLinkedQueue<>();

  SessionPool(Supplier<KryoSession> creator) {
    this.creator = creator;
  }

  /** One of them, or a new one. */
  KryoSession borrow() {
    KryoSession session = idle.poll();
    return session == null ? creator.get() : session;
  }

  /**
   * Only a session that did not fail comes back: a failed one may be half way through an object.
   */
  void giveBack(KryoSession session) {
    if (session.isSmall()) {
      idle.offer(session);
    }
  }
}
