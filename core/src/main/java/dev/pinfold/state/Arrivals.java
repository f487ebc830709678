package dev.pinfold.state;

import dev.pinfold.StoreCorruptException;
import java.io.UncheckedIOException;

/**
 * When the live messages of a queue arrived. Arrivals never decrease with the numbers, so what is
 * before a message that reached its age has reached it too, and what cannot be read is judged by
 * its neighbours; where these cannot be read either, it counts as not yet arrived at its age.
 * Guarded by the engine's lock.
 */
public final class Arrivals {
  /** The arrival of a message that cannot be read: later than any. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  /** So many damaged messages in a row are stepped over one by one, more in growing leaps. */
  private static final int NEAR = 64;

  private final LiveSet live;
  private long first = LiveSet.NONE; // the oldest number when the two below were read
  private long oldestMillis;
  private long oldestAtMostMillis; // of the first that can be read
  private long lookedUpTo; // while that is not known

  Arrivals(LiveSet live) {
    this.live = live;
  }

  /**
   * The arrival of the oldest message in milliseconds since 1970, {@link #UNKNOWN} when it cannot
   * be read; there must be a message.
   */
  public long oldestMillis() {
    look();
    return oldestMillis;
  }

  private void look() {
    long number = live.first();
    if (number != first) {
      oldestMillis = of(number);
      oldestAtMostMillis = oldestMillis;
      lookedUpTo = number;
      first = number;
    }
    if (oldestAtMostMillis == UNKNOWN && live.last() > lookedUpTo) {
      long readable = readableFrom(live.next(lookedUpTo + 1), live.last() + 1);
      oldestAtMostMillis = readable == LiveSet.NONE ? UNKNOWN : of(readable);
      lookedUpTo = live.last();
    }
  }

  /** The largest number that is known to have arrived by a time, or {@link LiveSet#NONE}. */
  public long lastUpTo(long millis) {
    if (live.count() == 0) {
      return LiveSet.NONE;
    }
    look();
    if (oldestAtMostMillis > millis) {
      return LiveSet.NONE;
    }
    long last = first;
    long beyond = live.last() + 1;
    while (beyond - last > 1) {
      long middle = live.previous(last + (beyond - last) / 2);
      if (middle <= last) {
        middle = live.next(last + 1);
        if (middle == LiveSet.NONE || middle >= beyond) {
          break;
        }
      }
      long probe = readableFrom(middle, beyond);
      if (probe != LiveSet.NONE && of(probe) <= millis) {
        last = probe;
      } else {
        beyond = middle;
      }
    }
    return last;
  }

  /** A number at or above this one, and below an end, that can be read, or none. */
  private long readableFrom(long from, long end) {
    long number = from;
    long leap = 1;
    for (int tries = 1; number != LiveSet.NONE && number < end; tries++) {
      if (of(number) != UNKNOWN) {
        return number;
      }
      leap = tries < NEAR ? 1 : leap * 2;
      number = leap < end - number ? live.next(number + leap) : LiveSet.NONE;
    }
    return LiveSet.NONE;
  }

  /** The arrival of a live message, {@link #UNKNOWN} when it cannot be read. */
  public long of(long number) {
    try {
      return live.envelope(number).arrivalMillis();
    } catch (StoreCorruptException | UncheckedIOException e) {
      return UNKNOWN; // who asks for the message itself is told
    }
  }
}
