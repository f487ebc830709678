package dev.pinfold;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A message as its queue hands it out. Immutable, as far as the payload is.
 *
 * @param number its number in its queue, 1 or more
 * @param arrival when it was added, to the millisecond
 * @param headers its headers in the order given at the add; unmodifiable
 * @param payload what the queue's codec decoded, not null
 * @param deliveryCount how often it was handed out to be worked on, this time included
 */
public record Message<T>(
    long number, Instant arrival, Map<String, String> headers, T payload, int deliveryCount)
    implements MessageInfo {

  /** Copies the headers and checks for nulls. */
  public Message {
    Objects.requireNonNull(arrival, "arrival");
    Objects.requireNonNull(payload, "payload");
    headers =
        headers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }
}
