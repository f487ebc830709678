package dev.pinfold.durable;

import dev.pinfold.state.Chunk;
import dev.pinfold.state.ChunkContent;
import dev.pinfold.state.StoredMessage;

/** A chunk's messages as of one moment; its segments stay while it is open. */
final class FrozenPlaces implements ChunkContent.Frozen {
  private final MessageJournal journal;
  private final int queueId;
  private final long firstNumber;
  private final PlacesInUse inUse;
  private final int base; // the slot of the first place that was on the heap at that moment
  private final long[] resident; // 0: not live, or paged out
  private long[] loaded; // of all slots; null: not loaded

  FrozenPlaces(
      MessageJournal journal,
      int queueId,
      long firstNumber,
      PlacesInUse inUse,
      int base,
      long[] resident) {
    this.journal = journal;
    this.queueId = queueId;
    this.firstNumber = firstNumber;
    this.inUse = inUse;
    this.base = base;
    this.resident = resident;
    pin();
  }

  private void pin() {
    int pinned = 0;
    try {
      while (pinned < inUse.size()) {
        journal.usage().pin(inUse.segment(pinned));
        pinned++;
      }
    } catch (RuntimeException | Error e) { // memory ends half way, and nobody would close this
      while (pinned > 0) {
        journal.usage().unpin(inUse.segment(--pinned));
      }
      throw e;
    }
  }

  @Override
  public StoredMessage get(int slot) {
    long place = placeResident(slot - base);
    if (place == 0) {
      place = placeFound(slot);
    }
    if (place == 0) {
      throw journal.lost(queueId, firstNumber + slot, inUse);
    }
    return journal.read(place, queueId, firstNumber + slot);
  }

  private long placeResident(int at) {
    return at >= 0 && at < resident.length ? resident[at] : 0;
  }

  private long placeFound(int slot) {
    if (loaded == null) {
      loaded = new long[Chunk.SIZE];
      boolean unused = journal.locate(queueId, firstNumber, inUse, loaded, new int[Chunk.SIZE]);
    }
    return loaded[slot];
  }

  @Override
  public void unload() {
    loaded = null;
  }

  @Override
  public void close() {
    for (int i = 0; i < inUse.size(); i++) {
      journal.usage().unpin(inUse.segment(i));
    }
    inUse.clear();
  }
}
