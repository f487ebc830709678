package dev.pinfold.durable;

import dev.pinfold.archive.journal.Place;
import dev.pinfold.state.Chunk;
import dev.pinfold.state.ChunkContent;
import dev.pinfold.state.StoredMessage;
import java.util.Arrays;

/**
 * The messages of a chunk as places in the journal. The places are on the heap, or, for chunks in
 * the middle of a long backlog, only in the indexes of the segments that {@link PlacesInUse} names.
 * In between, the lower slots are paged out and the upper ones, whose segment has no index yet,
 * stay: so many queues written in turn need the heap for what the open segment holds of them, and
 * no more. Guarded by the engine's lock.
 */
final class JournalContent implements ChunkContent {
  static final int BYTES_PER_SLOT = Long.BYTES + Integer.BYTES;

  private static final int WINDOW = 256; // slots

  private static final long[] NO_PLACES = {};
  private static final int[] NO_SIZES = {};

  private final MessageJournal journal;
  private final int queueId;
  private final long firstNumber;
  private final PlacesInUse inUse;
  private int base; // slots below it are paged out
  private long[] places; // of the slots from base on
  private int[] sizes; // of the slots from base on
  private boolean windowed; // slots above the arrays may be paged out too; else they are not live
  private boolean used; // since it was last looked at

  /** An empty chunk. */
  JournalContent(MessageJournal journal, int queueId, long firstNumber) {
    this(journal, queueId, firstNumber, new PlacesInUse(), 0);
  }

  /**
   * A chunk as a snapshot described it, paged out.
   *
   * @param end the slot behind the last live one
   */
  JournalContent(
      MessageJournal journal, int queueId, long firstNumber, int end, PlacesInUse inUse) {
    this(journal, queueId, firstNumber, inUse, end);
    for (int i = 0; i < inUse.size(); i++) {
      journal.usage().add(inUse.segment(i), inUse.count(i), inUse.bytes(i));
    }
  }

  private JournalContent(
      MessageJournal journal, int queueId, long firstNumber, PlacesInUse inUse, int base) {
    this.journal = journal;
    this.queueId = queueId;
    this.firstNumber = firstNumber;
    this.inUse = inUse;
    this.base = base;
    this.places = NO_PLACES;
    this.sizes = NO_SIZES;
  }

  PlacesInUse inUse() {
    return inUse;
  }

  @Override
  public void put(int slot, StoredMessage message, long place) {
    if (slot < base || windowed) {
      load(slot, false);
    }
    int at = slot - base;
    if (at >= places.length) {
      grow(at);
    }
    places[at] = place;
    sizes[at] = message.size();
    account(place, message.size());
  }

  private void grow(int at) {
    int length = Math.min(Chunk.SIZE - base, Math.max(8, Integer.highestOneBit(at) * 2));
    int more = length - places.length;
    places = Arrays.copyOf(places, length);
    sizes = Arrays.copyOf(sizes, length);
    journal.residency().grew(this, (long) more * BYTES_PER_SLOT);
  }

  private void account(long place, int size) {
    inUse.add(Place.segment(place), 1, size);
    journal.usage().add(Place.segment(place), 1, size);
  }

  @Override
  public void move(int slot, long place) {
    int at = find(slot);
    unaccount(at);
    places[at] = place;
    account(place, sizes[at]);
  }

  private void unaccount(int at) {
    int segment = Place.segment(places[at]);
    inUse.remove(segment, sizes[at]);
    journal.usage().remove(segment, 1, sizes[at]);
  }

  @Override
  public int size(int slot) {
    int at = find(slot); // before the arrays: it may load others
    return sizes[at];
  }

  @Override
  public StoredMessage get(int slot) {
    return journal.read(place(slot), queueId, firstNumber + slot);
  }

  @Override
  public StoredMessage envelope(int slot) {
    return journal.readEnvelope(place(slot), queueId, firstNumber + slot);
  }

  @Override
  public long place(int slot) {
    int at = find(slot);
    return places[at];
  }

  /** The index of a live slot in the arrays, which are loaded for it if need be. */
  private int find(int slot) {
    used = true;
    if (slot < base || (windowed && slot >= base + places.length)) {
      load(slot, journal.residency().isTight());
    }
    int at = slot - base;
    if (at >= places.length || places[at] == 0) {
      throw journal.lost(queueId, firstNumber + slot, inUse);
    }
    return at;
  }

  @Override
  public void remove(int slot) {
    int at = find(slot);
    unaccount(at);
    places[at] = 0;
  }

  @Override
  public void removeAll() {
    for (int i = 0; i < inUse.size(); i++) {
      journal.usage().remove(inUse.segment(i), inUse.count(i), inUse.bytes(i));
    }
    inUse.clear();
    journal.residency().left(this, residentBytes());
    places = NO_PLACES;
    sizes = NO_SIZES;
  }

  long residentBytes() {
    return (long) places.length * BYTES_PER_SLOT;
  }

  /** Loads the places of a slot and of others: all, or when there is little room its neighbours. */
  private void load(int slot, boolean mayBeWindow) {
    boolean window = mayBeWindow && !inUse.contains(journal.unsealedSegment());
    int from = window ? slot / WINDOW * WINDOW : 0;
    long[] found = new long[window ? WINDOW : Chunk.SIZE];
    int[] foundSizes = new int[found.length];
    journal.locate(queueId, firstNumber + from, inUse, found, foundSizes);
    for (int at = Math.max(0, from - base);
        at < places.length && base + at < from + found.length;
        at++) {
      if (places[at] != 0) {
        found[base + at - from] = places[at];
        foundSizes[base + at - from] = sizes[at];
      }
    }
    long before = residentBytes();
    int length = window ? WINDOW : usedLength(found);
    windowed = window;
    base = from;
    places = length == found.length ? found : Arrays.copyOf(found, length);
    sizes = length == found.length ? foundSizes : Arrays.copyOf(foundSizes, length);
    journal.residency().grew(this, residentBytes() - before);
  }

  private static int usedLength(long[] found) {
    int length = found.length;
    while (length > 0 && found[length - 1] == 0) {
      length--;
    }
    return length;
  }

  /**
   * Gives up the places that can be found again, when none was used of late: those below the lowest
   * one in the segment that is still being written.
   */
  void pageOut() {
    boolean recentlyUsed = used;
    used = false;
    if (recentlyUsed) {
      return;
    }
    int open = journal.unsealedSegment();
    int kept = inUse.contains(open) ? firstIn(open) : places.length;
    if (kept > 0) {
      base += kept;
      places = kept == places.length ? NO_PLACES : Arrays.copyOfRange(places, kept, places.length);
      sizes = kept == sizes.length ? NO_SIZES : Arrays.copyOfRange(sizes, kept, sizes.length);
    }
  }

  private int firstIn(int segment) {
    int at = 0;
    while (at < places.length && Place.segment(places[at]) != segment) {
      at++;
    }
    return at;
  }

  @Override
  public Frozen freeze() {
    if (windowed && !inUse.contains(journal.unsealedSegment())) {
      return new FrozenPlaces(journal, queueId, firstNumber, inUse.copy(), Chunk.SIZE, NO_PLACES);
    }
    if (windowed) {
      load(0, false);
    }
    return new FrozenPlaces(journal, queueId, firstNumber, inUse.copy(), base, places.clone());
  }
}
