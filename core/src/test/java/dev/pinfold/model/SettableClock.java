package dev.pinfold.model;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to move. Safe for use by many threads. */
public final class SettableClock implements InstantSource {
  private final AtomicLong millis;

  /** A clock that shows this many milliseconds since 1970. */
  public SettableClock(long millis) {
    this.millis = new AtomicLong(millis);
  }

  /** Moves the clock, backwards when negative. */
  public void advance(long byMillis) {
    millis.addAndGet(byMillis);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  @Override
  public long millis() {
    return millis.get();
  }
}
