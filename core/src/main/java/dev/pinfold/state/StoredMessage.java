package dev.pinfold.state;

import dev.pinfold.MessageTooLargeException;
import java.util.Arrays;

/**
 * A message as it is kept: headers and payload as bytes. Not a record: two are never compared, and
 * the arrays are shared on purpose and never changed, but for the payload of one that was read for
 * a single use: see {@link #ownPayload}.
 */
public final class StoredMessage {
  private final long number;
  private final long arrivalMillis;
  private final int deliveryCount;
  private final byte[] headers;
  private final byte[] payload;
  private final int size;
  private final boolean readOnce;

  /**
   * A message with its content.
   *
   * @param headers as {@link HeadersFormat} encodes them
   */
  public StoredMessage(
      long number, long arrivalMillis, int deliveryCount, byte[] headers, byte[] payload) {
    this(
        number,
        arrivalMillis,
        deliveryCount,
        headers,
        payload,
        sizeOf(headers.length, payload.length),
        false);
  }

  private StoredMessage(
      long number,
      long arrivalMillis,
      int deliveryCount,
      byte[] headers,
      byte[] payload,
      int size,
      boolean readOnce) {
    this.number = number;
    this.arrivalMillis = arrivalMillis;
    this.deliveryCount = deliveryCount;
    this.headers = headers;
    this.payload = payload;
    this.size = size;
    this.readOnce = readOnce;
  }

  /** A message that was read for one who asked for it: nobody else has its arrays. */
  public static StoredMessage readOnce(
      long number, long arrivalMillis, int deliveryCount, byte[] headers, byte[] payload) {
    int size = sizeOf(headers.length, payload.length);
    return new StoredMessage(number, arrivalMillis, deliveryCount, headers, payload, size, true);
  }

  /** The same message, for one who keeps it and gives it to several. */
  StoredMessage kept() {
    return readOnce
        ? new StoredMessage(number, arrivalMillis, deliveryCount, headers, payload, size, false)
        : this;
  }

  /** The payload for a user, who may keep and change it; to be asked for once. */
  public byte[] ownPayload() {
    return readOnce ? payload : payload.clone();
  }

  /** What so many bytes of headers and of payload are together. */
  static int sizeOf(int headers, int payload) {
    long size = (long) headers + payload;
    if (size > Integer.MAX_VALUE) {
      throw new MessageTooLargeException(
          "a message of " + size + " bytes; at most " + Integer.MAX_VALUE + " are possible", null);
    }
    return (int) size;
  }

  /** A message whose content stays in the journal, as recovery meets it. */
  public static StoredMessage withoutContent(
      long number, long arrivalMillis, int deliveryCount, int size) {
    return new StoredMessage(number, arrivalMillis, deliveryCount, null, null, size, false);
  }

  /** A message whose payload stays where it is: what a predicate needs to judge it. */
  public static StoredMessage withoutPayload(
      long number, long arrivalMillis, int deliveryCount, byte[] headers, int size) {
    return new StoredMessage(number, arrivalMillis, deliveryCount, headers, null, size, false);
  }

  /** The same message without its payload. */
  public StoredMessage withoutPayload() {
    return withoutPayload(number, arrivalMillis, deliveryCount, headers, size);
  }

  /** The same message, handed out another number of times. */
  public StoredMessage withDeliveryCount(int deliveries) {
    return new StoredMessage(number, arrivalMillis, deliveries, headers, payload, size, readOnce);
  }

  /** Whether this is all that another one is to those who do not see payloads. */
  public boolean looksLike(StoredMessage other) {
    return number == other.number
        && arrivalMillis == other.arrivalMillis
        && deliveryCount == other.deliveryCount
        && Arrays.equals(headers, other.headers);
  }

  /** The number in its queue. */
  public long number() {
    return number;
  }

  /** Milliseconds since 1970. */
  public long arrivalMillis() {
    return arrivalMillis;
  }

  /** Deliveries when this was written; leases since are counted by the queue. */
  public int deliveryCount() {
    return deliveryCount;
  }

  /** The encoded headers, or null without content. */
  public byte[] headers() {
    return headers;
  }

  /** The encoded payload, or null without content or payload. */
  public byte[] payload() {
    return payload;
  }

  /** Bytes of headers and payload: what retention by bytes counts. */
  public int size() {
    return size;
  }
}
