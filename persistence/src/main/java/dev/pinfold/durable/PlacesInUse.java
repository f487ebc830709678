package dev.pinfold.durable;

import dev.pinfold.archive.journal.Place;
import java.util.Arrays;

/**
 * How many messages of one chunk live in which segment, and their bytes. Most chunks touch one or
 * two segments, so a few parallel arrays beat a map. Guarded by the engine's lock.
 */
final class PlacesInUse {
  private int[] segments;
  private int[] counts;
  private long[] bytes;
  private int size;

  PlacesInUse() {
    segments = new int[2];
    counts = new int[2];
    bytes = new long[2];
  }

  private PlacesInUse(PlacesInUse other) {
    segments = Arrays.copyOf(other.segments, other.size);
    counts = Arrays.copyOf(other.counts, other.size);
    bytes = Arrays.copyOf(other.bytes, other.size);
    size = other.size;
  }

  PlacesInUse copy() {
    return new PlacesInUse(this);
  }

  int size() {
    return size;
  }

  int segment(int index) {
    return segments[index];
  }

  int count(int index) {
    return counts[index];
  }

  long bytes(int index) {
    return bytes[index];
  }

  boolean contains(int segment) {
    return indexOf(segment) >= 0;
  }

  void add(int segment, int messages, long moreBytes) {
    int index = indexOf(segment);
    if (index < 0) {
      if (size == segments.length) {
        segments = Arrays.copyOf(segments, size + 2);
        counts = Arrays.copyOf(counts, size + 2);
        bytes = Arrays.copyOf(bytes, size + 2);
      }
      index = size++;
      segments[index] = segment;
      counts[index] = 0;
      bytes[index] = 0;
    }
    counts[index] += messages;
    bytes[index] += moreBytes;
  }

  void remove(int segment, long lessBytes) {
    int index = indexOf(segment);
    bytes[index] -= lessBytes;
    if (--counts[index] == 0) {
      size--;
      segments[index] = segments[size];
      counts[index] = counts[size];
      bytes[index] = bytes[size];
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
        left.remove(Place.segment(place), 0);
      }
    }
    return left.size == 0;
  }

  void clear() {
    size = 0;
  }

  private int indexOf(int segment) {
    for (int i = size - 1; i >= 0; i--) {
      if (segments[i] == segment) {
        return i;
      }
    }
    return -1;
  }
}
