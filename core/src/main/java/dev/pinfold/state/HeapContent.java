package dev.pinfold.state;

import java.util.Arrays;

/**
 * The messages of a chunk, on the heap: an entry for each slot that was put, by ascending slots. As
 * long as the slots are consecutive, which they are unless messages go from the middle, they are
 * not written down.
 *
 * <p>Entries of messages that went are dropped when a new one finds no room and half of them are
 * such, and when only an eighth of the room is still needed. So room is in proportion to what is
 * live, wherever in the chunk it is, and a step costs constant time on average.
 *
 * <p>A frozen content reads from these very arrays until something is taken out of them. What this
 * shape is for stands in docs/design/0008.
 */
public final class HeapContent implements ChunkContent {
  private static final StoredMessage[] NONE = {};
  private static final int LEAST_ROOM = 8;
  private static final int MOST_ROOM_EACH = 8; // entries for each live message

  private StoredMessage[] messages = NONE; // null where one was removed
  private char[] slots; // of the entries; null: consecutive
  private int firstSlot; // of entry 0, when they are consecutive
  private int used; // entries
  private int live; // entries that are not null
  private Readers readers; // of these arrays, or null

  @Override
  public void put(int slot, StoredMessage message, long place) {
    if (used == messages.length) {
      makeRoom();
    }
    if (used == 0) {
      firstSlot = slot;
    }
    if (slots != null || slot != firstSlot + used) {
      putOutOfLine(slot, message);
      return;
    }
    StoredMessage kept = message.kept(); // first: there may be no memory for it
    messages[used++] = kept; // readers do not look there
    live++;
  }

  private void putOutOfLine(int slot, StoredMessage message) {
    StoredMessage kept = message.kept();
    int at = find(slot);
    if (slots == null && (at < 0 || at >= used)) {
      slots = new char[messages.length];
      for (int i = 0; i < used; i++) {
        slots[i] = (char) (firstSlot + i);
      }
      at = find(slot);
    }
    if (at < 0) {
      at = -1 - at;
      if (at < used) {
        own();
        System.arraycopy(slots, at, slots, at + 1, used - at);
        System.arraycopy(messages, at, messages, at + 1, used - at);
      }
      slots[at] = (char) slot;
      used++;
    }
    messages[at] = kept;
    live++;
  }

  /** Room for one more, unless there is an entry for every slot of a chunk; or none at all. */
  private void makeRoom() {
    if (live > messages.length / 2 || messages.length == 0) {
      int room = Math.min(Chunk.SIZE, Math.max(LEAST_ROOM, messages.length * 2));
      StoredMessage[] roomier = Arrays.copyOf(messages, room);
      slots = slots == null ? null : Arrays.copyOf(slots, room);
      messages = roomier;
      readers = null;
    } else {
      pack(messages.length);
    }
  }

  /** Drops the entries of messages that went. */
  private void pack(int room) {
    int from = 0;
    while (messages[from] == null) {
      from++;
    }
    int to = used;
    while (messages[to - 1] == null) {
      to--;
    }
    StoredMessage[] packed = new StoredMessage[room];
    int first = slotAt(from);
    if (slotAt(to - 1) - first + 1 == live) {
      System.arraycopy(messages, from, packed, 0, live);
      slots = null;
      firstSlot = first;
    } else {
      char[] packedSlots = new char[room];
      int at = 0;
      for (int i = from; i < to; i++) {
        if (messages[i] != null) {
          packedSlots[at] = (char) slotAt(i);
          packed[at++] = messages[i];
        }
      }
      slots = packedSlots;
    }
    messages = packed;
    used = live;
    readers = null;
  }

  private int slotAt(int entry) {
    return slots == null ? firstSlot + entry : slots[entry];
  }

  private int find(int slot) {
    return find(slots, firstSlot, used, slot);
  }

  /** The entry of a slot, or -1 - where it belongs; any number for one that was never put. */
  private static int find(char[] slots, int firstSlot, int used, int slot) {
    if (slots == null) {
      return slot - firstSlot;
    }
    // For a few old ones and a line behind them; not measured by itself (docs/design/0008).
    int fromLast = used - 1 - (slots[used - 1] - slot);
    return fromLast >= 0 && fromLast < used && slots[fromLast] == slot
        ? fromLast
        : Arrays.binarySearch(slots, 0, used, (char) slot);
  }

  @Override
  public void move(int slot, long place) {
    throw new IllegalStateException("a message on the heap has no place to move from");
  }

  @Override
  public int size(int slot) {
    return messages[find(slot)].size();
  }

  @Override
  public long place(int slot) {
    return 0;
  }

  @Override
  public StoredMessage get(int slot) {
    return messages[find(slot)];
  }

  @Override
  public StoredMessage envelope(int slot) {
    return get(slot).withoutPayload();
  }

  @Override
  public void remove(int slot) {
    int left = live - 1;
    if (left > 0 && messages.length > LEAST_ROOM && left < messages.length / MOST_ROOM_EACH) {
      pack(Math.max(LEAST_ROOM, live)); // first: when there is no memory for it, nothing has gone
    }
    own();
    messages[find(slot)] = null;
    live = left;
    if (left == 0) {
      removeAll();
    }
  }

  @Override
  public void removeAll() {
    if (readers == null && messages.length == LEAST_ROOM) {
      Arrays.fill(messages, 0, used, null);
    } else {
      messages = NONE;
    }
    slots = null;
    used = 0;
    live = 0;
    readers = null;
  }

  /** Before an entry is changed or shifted: leaves the arrays to those who still read from them. */
  private void own() {
    if (readers != null) {
      if (readers.count > 0) {
        messages = messages.clone();
        slots = slots == null ? null : slots.clone();
      }
      readers = null;
    }
  }

  /** The array itself, for tests of when it is copied. */
  StoredMessage[] entries() {
    return messages;
  }

  @Override
  public Frozen freeze() {
    if (readers == null) {
      readers = new Readers();
    }
    Reader reader = new Reader(messages, slots, firstSlot, used, readers);
    readers.count++;
    return reader;
  }

  /** How many frozen contents read from the same arrays. */
  private static final class Readers {
    private int count;
  }

  /** The content as of one moment. */
  private static final class Reader implements Frozen {
    private final StoredMessage[] messages;
    private final char[] slots;
    private final int firstSlot;
    private final int used;
    private final Readers readers;

    Reader(StoredMessage[] messages, char[] slots, int firstSlot, int used, Readers readers) {
      this.messages = messages;
      this.slots = slots;
      this.firstSlot = firstSlot;
      this.used = used;
      this.readers = readers;
    }

    @Override
    public StoredMessage get(int slot) {
      return messages[find(slots, firstSlot, used, slot)];
    }

    @Override
    public void unload() {}

    @Override
    public void close() {
      readers.count--;
    }
  }
}
