package dev.pinfold.benchmarks.engines;

/** A queue that is for one thread at a time, behind a lock. */
record LockedQueue(EngineQueue queue) implements EngineQueue {
  @Override
  public void add(byte[] payload) throws Exception {
    synchronized (queue) {
      queue.add(payload);
    }
  }

  @Override
  public void addAll(byte[][] payloads) throws Exception {
    synchronized (queue) {
      queue.addAll(payloads);
    }
  }

  @Override
  public byte[] take() throws Exception {
    synchronized (queue) {
      return queue.take();
    }
  }

  @Override
  public int takeAll(byte[][] into) throws Exception {
    synchronized (queue) {
      return queue.takeAll(into);
    }
  }

  @Override
  public byte[] peek() throws Exception {
    synchronized (queue) {
      return queue.peek();
    }
  }
}
