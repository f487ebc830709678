package dev.pinfold.durable;

import dev.pinfold.archive.journal.Place;
import java.util.Arrays;

/**
 * How many messages of one chunk live in which segment, and their bytes. Most chunks touch one or
 * two segments, and there is one for each queue that holds anything: so a single small array, for
 * the heap that {@code grow-queues-100000} looks at (docs/design/0008). Guarded by the engine's
 * lock.
 */
final class PlacesInUse {
  private static final long[] NONE = {};

  /** For each segment two: its number above the number of its messages, then their bytes. */
  private long[] entries = NONE;

  private int size;

  PlacesInUse copy() {
    PlacesInUse copy = new PlacesInUse();
    copy.entries = Arrays.copyOf(entries, 2 * size);
    copy.size = size;
    return copy;
  }

  int size() {
    return size;
  }

  int segment(int index) {
    return (int) (entries[2 * index] >>> Integer.SIZE);
  }

  int count(int index) {
    return (int) entries[2 * index];
  }

  long bytes(int index) {
    return entries[2 * index + 1];
  }

  boolean contains(int segment) {
    return indexOf(segment) >= 0;
  }

  void add(int segment, int messages, long moreBytes) {
    int index = indexOf(segment);
    if (index < 0) {
      if (2 * size == entries.length) {
        entries = Arrays.copyOf(entries, 2 * (size + 1 + size / 2));
      }
      index = size++;
      entries[2 * index] = (long) segment << Integer.SIZE;
      entries[2 * index + 1] = 0;
    }
    entries[2 * index] += messages;
    entries[2 * index + 1] += moreBytes;
  }

  void remove(int segment, int messages, long lessBytes) {
    int index = indexOf(segment);
    entries[2 * index + 1] -= lessBytes;
    entries[2 * index] -= messages;
    if ((int) entries[2 * index] == 0) {
      size--;
      entries[2 * index] = entries[2 * size];
      entries[2 * index + 1] = entries[2 * size + 1];
    }
  }

  /** Whether so many of these places, 0 for none, lie in each segment as this says. */
  boolean isTally(long[] places) {
    PlacesInUse left = copy();
    for (long place : places) {
      if (place != 0) {
        if (!left.contains(Place.segment(place))) {
          return false;
        }
        left.remove(Place.segment(place), 1, 0);
      }
    }
    return left.size == 0;
  }

  void clear() {
    size = 0;
  }

  /** The index of a segment, or -1. */
  int indexOf(int segment) {
    for (int i = size - 1; i >= 0; i--) {
      if (segment(i) == segment) {
        return i;
      }
    }
    return -1;
  }
}
