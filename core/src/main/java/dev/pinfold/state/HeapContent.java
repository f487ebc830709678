package dev.pinfold.state;

import java.util.Arrays;

/** The messages of a chunk, on the heap. */
public final class HeapContent implements ChunkContent {
  private static final StoredMessage[] NONE = {};
  private static final int FIRST_SLOTS = 8;

  private StoredMessage[] messages = NONE;
  private int firstSlot; // of messages[0]: a queue that is mostly empty needs few slots anywhere

  @Override
  public void put(int slot, StoredMessage message, long place) {
    if (messages.length == 0) {
      firstSlot = slot;
      messages = new StoredMessage[Math.min(FIRST_SLOTS, Chunk.SIZE - slot)];
    }
    if (slot < firstSlot) {
      growDown(slot);
    }
    int index = slot - firstSlot;
    if (index >= messages.length) {
      int length = Math.min(Chunk.SIZE - firstSlot, Integer.highestOneBit(index) * 2);
      messages = Arrays.copyOf(messages, length);
    }
    messages[index] = message;
  }

  private void growDown(int slot) {
    StoredMessage[] grown = new StoredMessage[firstSlot - slot + messages.length];
    System.arraycopy(messages, 0, grown, firstSlot - slot, messages.length);
    messages = grown;
    firstSlot = slot;
  }

  @Override
  public void move(int slot, long place) {
    throw new IllegalStateException("a message on the heap has no place to move from");
  }

  @Override
  public int size(int slot) {
    return messages[slot - firstSlot].size();
  }

  @Override
  public long place(int slot) {
    return 0;
  }

  @Override
  public StoredMessage get(int slot) {
    return messages[slot - firstSlot];
  }

  @Override
  public StoredMessage envelope(int slot) {
    return get(slot).withoutPayload();
  }

  @Override
  public void remove(int slot) {
    messages[slot - firstSlot] = null;
  }

  @Override
  public void removeAll() {
    messages = NONE;
  }

  @Override
  public Frozen freeze() {
    StoredMessage[] copy = messages.clone();
    int copyFrom = firstSlot;
    return new Frozen() {
      @Override
      public StoredMessage get(int slot) {
        return copy[slot - copyFrom];
      }

      @Override
      public void unload() {}

      @Override
      public void close() {}
    };
  }
}
