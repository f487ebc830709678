package dev.pinfold;

import java.time.Duration;
import java.util.Objects;

/**
 * How much a queue keeps. A limit of {@link Long#MAX_VALUE} (or {@link #FOREVER}) is no limit.
 * Messages that reach the age limit are never handed out again, whatever the overflow rule says.
 *
 * @param maxCount the most messages the queue holds, 1 or more
 * @param maxBytes the most bytes (payloads and headers) the queue holds, 1 or more
 * @param maxAge the age at which a message goes by itself, at least one millisecond
 * @param overflow what happens to an add beyond maxCount or maxBytes
 */
public record Retention(long maxCount, long maxBytes, Duration maxAge, Overflow overflow) {

  /** The age that no message reaches. */
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  /** No limit at all. */
  public static final Retention UNLIMITED =
      new Retention(Long.MAX_VALUE, Long.MAX_VALUE, FOREVER, Overflow.DROP_OLDEST);

  /** Validates the limits; ages are cut to milliseconds. */
  public Retention {
    Objects.requireNonNull(maxAge, "maxAge");
    Objects.requireNonNull(overflow, "overflow");
    requirePositive("maxCount", maxCount);
    requirePositive("maxBytes", maxBytes);
    if (maxAge.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("maxAge is " + maxAge + "; it must be 1 ms or more");
    }
    maxAge = maxAge.compareTo(FOREVER) >= 0 ? FOREVER : Duration.ofMillis(maxAge.toMillis());
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be 1 or more");
    }
  }

  /** The same with another limit of messages; {@link Long#MAX_VALUE} for none. */
  public Retention withMaxCount(long messages) {
    return new Retention(messages, maxBytes, maxAge, overflow);
  }

  /** The same with another limit of bytes; {@link Long#MAX_VALUE} for none. */
  public Retention withMaxBytes(long bytes) {
    return new Retention(maxCount, bytes, maxAge, overflow);
  }

  /** The same with another limit of age; {@link #FOREVER} for none. */
  public Retention withMaxAge(Duration age) {
    return new Retention(maxCount, maxBytes, age, overflow);
  }

  /** The same with another rule for what is too much. */
  public Retention withOverflow(Overflow rule) {
    return new Retention(maxCount, maxBytes, maxAge, rule);
  }

  /** Whether messages go by age. */
  public boolean limitsAge() {
    return !maxAge.equals(FOREVER);
  }

  /** Whether messages go, or adds are rejected, by count or bytes. */
  public boolean limitsSize() {
    return maxCount != Long.MAX_VALUE || maxBytes != Long.MAX_VALUE;
  }

  /** Spelled out as {@link QueuePolicy#equals} is (docs/design/0008). */
  @Override
  public boolean equals(Object other) {
    return other instanceof Retention that
        && maxCount == that.maxCount
        && maxBytes == that.maxBytes
        && maxAge.equals(that.maxAge)
        && overflow == that.overflow;
  }

  @Override
  public int hashCode() {
    return Objects.hash(maxCount, maxBytes, maxAge, overflow);
  }
}
