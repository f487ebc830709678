package dev.pinfold.durable;

import dev.pinfold.archive.journal.Place;
import dev.pinfold.state.Chunk;
import dev.pinfold.state.ChunkContent;
import dev.pinfold.state.StoredMessage;
import java.util.Arrays;

/**
 * The messages of a chunk as places in the journal. Some of them are on the heap; a live message
 * whose place is not is paged out, and found again in the indexes of the segments that {@link
 * PlacesInUse} names. Places in the open segment, which has no index yet, are always on the heap.
 *
 * <p>Nothing is read to apply a transaction: an added message needs no other place, and those that
 * a removal or a move needs were asked for when it was decided, and stay until it is applied.
 *
 * <p>Damage may hide records from an index. A live message that is in none is lost: its size is
 * estimated, and it can be removed. As soon as not each message is known to lie where the indexes
 * say, nothing that goes is taken off {@link PlacesInUse}, until the whole chunk goes: a segment
 * may stay too long, but none goes too early. Guarded by the engine's lock.
 */
final class JournalContent implements ChunkContent {
  static final int BYTES_PER_SLOT = Long.BYTES + Integer.BYTES;

  private static final int WINDOW = 256; // slots
  private static final int FIRST_SLOTS = 4;

  private static final long[] NO_PLACES = {};
  private static final int[] NO_SIZES = {};

  private final MessageJournal journal;
  private final int queueId;
  private final long firstNumber;
  private final PlacesInUse inUse;
  JournalContent older; // both are Residency's: its list needs no objects (docs/design/0008)
  JournalContent younger;
  private Chunk chunk;
  private int base; // the slot of the first place
  private long[] places = NO_PLACES; // 0: not live, or paged out
  private int[] sizes = NO_SIZES;
  private int neededBy; // the transaction that asked last for a place or size
  private boolean used; // since it was last looked at
  private boolean uncertain; // whether damage hides where something lies
  private ChunkCopy copy; // of the chunk as it is; null: not made since it changed

  /**
   * A chunk as a snapshot described it, paged out, or a new one.
   *
   * @param inUse where its messages lie; empty for a new one
   */
  JournalContent(MessageJournal journal, int queueId, long firstNumber, PlacesInUse inUse) {
    this.journal = journal;
    this.queueId = queueId;
    this.firstNumber = firstNumber;
    this.inUse = inUse;
    for (int i = 0; i < inUse.size(); i++) {
      journal.usage().add(inUse.segment(i), inUse.count(i), inUse.bytes(i));
    }
    wantIndexes();
  }

  @Override
  public void belongTo(Chunk owner) {
    chunk = owner;
  }

  PlacesInUse inUse() {
    return inUse;
  }

  /**
   * The chunk as a snapshot describes it. Kept until the chunk changes: who takes a snapshot of a
   * long backlog holds up everybody meanwhile, and most of it is as it was (docs/design/0008).
   */
  ChunkCopy copy() {
    if (copy == null) {
      copy = ChunkCopy.of(chunk, inUse);
    }
    return copy;
  }

  @Override
  public void put(int slot, StoredMessage message, long place) {
    set(slot, place, message.size());
  }

  private void set(int slot, long place, int size) {
    copy = null;
    reach(slot);
    places[slot - base] = place;
    sizes[slot - base] = size;
    inUse.add(Place.segment(place), 1, size);
    journal.usage().add(Place.segment(place), 1, size);
  }

  /** Makes the arrays long enough for a slot. */
  private void reach(int slot) {
    if (places.length == 0) {
      base = slot;
    }
    int at = slot - base;
    if (at >= 0 && at < places.length) {
      return;
    }
    int shift = Math.max(0, -at);
    int length =
        at < 0
            ? places.length + shift
            : Math.min(Chunk.SIZE - base, Math.max(FIRST_SLOTS, Integer.highestOneBit(at) * 2));
    long more = (long) (length - places.length) * BYTES_PER_SLOT;
    long[] grownPlaces = new long[length];
    int[] grownSizes = new int[length];
    System.arraycopy(places, 0, grownPlaces, shift, places.length);
    System.arraycopy(sizes, 0, grownSizes, shift, sizes.length);
    base -= shift;
    places = grownPlaces;
    sizes = grownSizes;
    journal.residency().grew(this, more);
  }

  @Override
  public void move(int slot, long place) {
    int size = size(slot);
    int at = find(slot);
    if (at >= 0 && !uncertain) {
      unaccount(Place.segment(places[at]), 1, sizes[at]);
    }
    set(slot, place, size);
  }

  private void unaccount(int segment, int messages, long bytes) {
    inUse.remove(segment, messages, bytes);
    journal.usage().remove(segment, messages, bytes);
  }

  @Override
  public int size(int slot) {
    neededBy = journal.residency().transaction();
    int at = find(slot);
    if (uncertain && chunk.live() == 1) {
      return clamp(chunk.bytes()); // whatever estimates left over
    }
    return at >= 0 ? sizes[at] : estimate();
  }

  /** What the bytes of the chunk leave for each message that is lost. */
  private int estimate() {
    load(0, Chunk.SIZE);
    long bytes = chunk.bytes();
    int lost = 0;
    for (int slot = 0; slot < Chunk.SIZE; slot++) {
      if (chunk.isLive(slot)) {
        if (isResident(slot)) {
          bytes -= sizes[slot - base];
        } else {
          lost++;
        }
      }
    }
    return clamp(bytes / Math.max(1, lost));
  }

  private static int clamp(long bytes) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, bytes));
  }

  @Override
  public StoredMessage get(int slot) {
    return journal.read(existingPlace(slot), queueId, firstNumber + slot);
  }

  @Override
  public StoredMessage envelope(int slot) {
    return journal.readEnvelope(existingPlace(slot), queueId, firstNumber + slot);
  }

  private long existingPlace(int slot) {
    int at = find(slot);
    if (at < 0) {
      throw journal.lost(queueId, firstNumber + slot, inUse);
    }
    return places[at];
  }

  @Override
  public long place(int slot) {
    neededBy = journal.residency().transaction();
    int at = find(slot);
    return at < 0 ? 0 : places[at];
  }

  /** The index of a live slot in the arrays, loaded if need be; -1 when it is lost. */
  private int find(int slot) {
    used = true;
    if (!isResident(slot)) {
      if (mayBeWindow()) {
        load(slot / WINDOW * WINDOW, WINDOW);
      } else {
        load(0, Chunk.SIZE);
      }
      if (!isResident(slot)) {
        uncertain = true;
        return -1;
      }
    }
    return slot - base;
  }

  private boolean isResident(int slot) {
    int at = slot - base;
    return at >= 0 && at < places.length && places[at] != 0;
  }

  /** Whether a few places are enough, and the others may go for them. */
  private boolean mayBeWindow() {
    return journal.residency().isTight() && !isNeeded() && !inUse.contains(open());
  }

  private boolean isNeeded() {
    return neededBy == journal.residency().transaction() && places.length > 0;
  }

  private int open() {
    return journal.unsealedSegment();
  }

  @Override
  public void remove(int slot) {
    copy = null;
    int at = find(slot);
    if (uncertain && chunk.live() == 1) {
      removeAll();
      return;
    }
    if (at >= 0) {
      if (!uncertain) {
        unaccount(Place.segment(places[at]), 1, sizes[at]);
      }
      places[at] = 0;
    }
  }

  @Override
  public long removeRun(int first, int last) {
    used = true;
    if (uncertain || !isResident(first, last)) {
      return -1;
    }
    copy = null;
    long gone = 0;
    int end = last + 1 - base;
    for (int at = first - base; at < end; ) {
      int segment = Place.segment(places[at]);
      int start = at;
      long bytes = 0;
      for (; at < end && Place.segment(places[at]) == segment; at++) {
        bytes += sizes[at];
      }
      unaccount(segment, at - start, bytes); // or throws, and they are there still
      Arrays.fill(places, start, at, 0);
      gone += bytes;
    }
    return gone;
  }

  private boolean isResident(int first, int last) {
    boolean resident = first >= base && last - base < places.length;
    for (int at = first - base; resident && at <= last - base; at++) {
      resident = places[at] != 0;
    }
    return resident;
  }

  @Override
  public void removeAll() {
    copy = null;
    for (int i = 0; i < inUse.size(); i++) {
      journal.usage().remove(inUse.segment(i), inUse.count(i), inUse.bytes(i));
    }
    inUse.clear();
    journal.residency().left(this, residentBytes());
    places = NO_PLACES;
    sizes = NO_SIZES;
    uncertain = false;
  }

  long residentBytes() {
    return (long) places.length * BYTES_PER_SLOT;
  }

  /** Has the places of what lives in so many slots on the heap, and of no others. */
  private void load(int from, int count) {
    int first = Math.max(from, chunk.nextLive(from));
    int end = Math.max(first, Math.min(from + count, chunk.previousLive(from + count - 1) + 1));
    long[] found = new long[end - first];
    int[] foundSizes = new int[end - first];
    boolean complete = journal.locate(queueId, firstNumber + first, inUse, found, foundSizes);
    if (!complete && count < Chunk.SIZE) {
      load(0, Chunk.SIZE); // to see whether each segment has what it should
      return;
    }
    for (int i = 0; i < found.length; i++) {
      int slot = first + i;
      if (isResident(slot)) {
        found[i] = places[slot - base];
        foundSizes[i] = sizes[slot - base];
      } else if (!chunk.isLive(slot)) {
        found[i] = 0;
      }
    }
    boolean doubtful = !complete && !inUse.isTally(found);
    int length = found.length;
    while (length > 0 && found[length - 1] == 0) {
      length--;
    }
    long before = residentBytes();
    hold(first, part(found, 0, length), part(foundSizes, 0, length));
    uncertain = doubtful;
    journal.residency().grew(this, residentBytes() - before);
  }

  /** Both at once: memory for the second may be short, and then the first must be as it was. */
  private void hold(int from, long[] newPlaces, int[] newSizes) {
    base = from;
    places = newPlaces;
    sizes = newSizes;
  }

  private static long[] part(long[] all, int from, int to) {
    if (from == to) {
      return NO_PLACES;
    }
    return from == 0 && to == all.length ? all : Arrays.copyOfRange(all, from, to);
  }

  private static int[] part(int[] all, int from, int to) {
    if (from == to) {
      return NO_SIZES;
    }
    return from == 0 && to == all.length ? all : Arrays.copyOfRange(all, from, to);
  }

  /**
   * Gives up the places that can be found again, when none was used of late: those below the lowest
   * one in the segment that is still being written.
   */
  void pageOut() {
    boolean recentlyUsed = used;
    used = false;
    if (recentlyUsed || isNeeded()) {
      return;
    }
    int kept = inUse.contains(open()) ? firstIn(open()) : places.length;
    if (kept > 0) {
      wantIndexes();
      hold(base + kept, part(places, kept, places.length), part(sizes, kept, places.length));
    }
  }

  private void wantIndexes() {
    for (int i = 0; i < inUse.size(); i++) {
      journal.indexes().want(inUse.segment(i));
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
    return new FrozenPlaces(journal, queueId, firstNumber, inUse.copy(), base, places.clone());
  }
}
