package dev.pinfold.durable;

import dev.pinfold.state.ChunkContent;
import dev.pinfold.state.StoredMessage;

/**
 * Content of which nothing is kept, for states that are only to tell which numbers live: they take
 * a bit of heap for each. Sizes are 0, so bytes are not to be relied on.
 */
final class NumbersOnly implements ChunkContent {
  private static final String UNKNOWN = "only the numbers of messages are known here";

  @Override
  public void put(int slot, StoredMessage message, long place) {}

  @Override
  public void move(int slot, long place) {}

  @Override
  public int size(int slot) {
    return 0;
  }

  @Override
  public long place(int slot) {
    throw new IllegalStateException(UNKNOWN);
  }

  @Override
  public StoredMessage get(int slot) {
    throw new IllegalStateException(UNKNOWN);
  }

  @Override
  public StoredMessage envelope(int slot) {
    throw new IllegalStateException(UNKNOWN);
  }

  @Override
  public void remove(int slot) {}

  @Override
  public void removeAll() {}

  @Override
  public Frozen freeze() {
    throw new IllegalStateException(UNKNOWN);
  }
}
