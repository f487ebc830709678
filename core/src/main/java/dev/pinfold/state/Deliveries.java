package dev.pinfold.state;

import java.util.Arrays;
import java.util.Map;

/** How often messages that were leased had been handed out, at one moment. Immutable. */
public final class Deliveries {
  /** Of no messages. */
  public static final Deliveries NONE = new Deliveries(new long[0], new int[0]);

  private final long[] numbers; // ascending
  private final int[] counts;

  private Deliveries(long[] numbers, int[] counts) {
    this.numbers = numbers;
    this.counts = counts;
  }

  static Deliveries of(Map<Long, MessageLease> byNumber) {
    long[] numbers = new long[byNumber.size()];
    int[] counts = new int[numbers.length];
    int at = 0;
    for (Map.Entry<Long, MessageLease> lease : byNumber.entrySet()) {
      numbers[at] = lease.getKey();
      counts[at++] = lease.getValue().deliveryCount();
    }
    return new Deliveries(numbers, counts);
  }

  /** The message with its deliveries as of that moment. */
  public StoredMessage count(StoredMessage message) {
    int at = Arrays.binarySearch(numbers, message.number());
    return at < 0 ? message : message.withDeliveryCount(counts[at]);
  }
}
