package dev.pinfold.benchmarks.engines;

import java.util.concurrent.Semaphore;

/** Lets so many adds be on the way, and remembers the first that failed. */
final class AsyncWindow {
  private final int size;
  private final Semaphore free;
  private volatile Throwable failure;

  AsyncWindow(int size) {
    this.size = size;
    this.free = new Semaphore(size);
  }

  /** To be called once for each add, with what went wrong or null. */
  void done(Throwable error) {
    if (error != null) {
      failure = error;
    }
    free.release();
  }

  AsyncAdds adds(Start start) {
    return new AsyncAdds() {
      @Override
      public void add(byte[] payload) throws Exception {
        free.acquire();
        start.start(payload);
      }

      @Override
      public void await() throws Exception {
        free.acquire(size);
        free.release(size);
        if (failure != null) {
          throw new IllegalStateException("an asynchronous add failed", failure);
        }
      }
    };
  }

  /** Starts an add whose end will be told to {@link #done}. */
  interface Start {
    void start(byte[] payload) throws Exception;
  }
}
