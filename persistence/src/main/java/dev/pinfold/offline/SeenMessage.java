package dev.pinfold.offline;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A message as it lay in a store.
 *
 * @param queue the name of its queue, not null
 * @param number its number in it
 * @param arrival when it arrived, not null
 * @param headers not null
 * @param payload its bytes, not null; not copied
 * @param leasedUntil in milliseconds since 1970; 0 when it is not leased
 * @param deliveries how often it was handed out by leases
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, which nobody compares
public record SeenMessage(
    String queue,
    long number,
    Instant arrival,
    Map<String, String> headers,
    byte[] payload,
    long leasedUntil,
    int deliveries) {
  /** Checks for nulls and copies the headers. */
  public SeenMessage {
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(arrival, "arrival");
    Objects.requireNonNull(payload, "payload");
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers)); // in their order
  }
}
