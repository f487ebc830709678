package dev.pinfold.benchmarks.engines;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The least that a group commit does: adders copy their payload into a shared buffer and park; one
 * forcer, which yields while there is nothing, writes the buffer, forces, and wakes each of them.
 */
final class BareGroupCommit implements Closeable {
  private final ReentrantLock lock = new ReentrantLock();
  private final BareFile file;
  private final Thread forcer = new Thread(this::run, "bare-force");
  private ByteBuffer filling; // under the lock
  private ByteBuffer writing; // of the forcer
  private Waiter[] coming; // under the lock
  private Waiter[] leaving; // of the forcer
  private int came; // under the lock
  private volatile boolean pending;
  private volatile boolean closed;
  private volatile IOException failure;
  private volatile long written;

  /** A thread that waits for its force. */
  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean done;
  }

  BareGroupCommit(BareFile file, int payloadBytes, int threads) {
    this.file = file;
    filling = ByteBuffer.allocateDirect(payloadBytes * threads);
    writing = ByteBuffer.allocateDirect(payloadBytes * threads);
    coming = new Waiter[threads];
    leaving = new Waiter[threads];
    forcer.setDaemon(true);
    forcer.start();
  }

  long written() {
    return written;
  }

  void add(byte[] payload) throws IOException {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      filling.put(payload);
      coming[came++] = waiter;
      pending = true;
    } finally {
      lock.unlock();
    }
    while (!waiter.done) {
      LockSupport.park(this);
    }
    if (failure != null) {
      throw new IOException("the bare group commit failed", failure);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yielding is quicker than parking, as in Pinfold's own
  private void run() {
    while (!closed) {
      if (pending) {
        commit();
      } else {
        Thread.yield();
      }
    }
  }

  private void commit() {
    int count;
    lock.lock();
    try {
      ByteBuffer full = filling;
      filling = writing.clear();
      writing = full.flip();
      Waiter[] waiters = coming;
      coming = leaving;
      leaving = waiters;
      count = came;
      came = 0;
      pending = false;
    } finally {
      lock.unlock();
    }
    try {
      long before = written; // the forcer alone writes it
      file.writeAndForce(before, writing);
      written = before + count;
    } catch (IOException e) {
      failure = e;
    }
    for (int i = 0; i < count; i++) {
      leaving[i].done = true;
      LockSupport.unpark(leaving[i].thread);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      forcer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the forcer ended");
    }
  }
}
