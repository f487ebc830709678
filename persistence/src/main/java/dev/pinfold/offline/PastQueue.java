package dev.pinfold.offline;

import dev.pinfold.QueuePolicy;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.QueueState;
import java.time.Instant;
import java.util.Objects;

/**
 * A queue at a moment.
 *
 * @param name its name, not null
 * @param policy its policy then, not null
 * @param count how many messages it held, leased ones included
 * @param bytes of their payloads and headers
 * @param nextNumber the number that the next message got
 * @param lastArrival when the newest message ever added had arrived, not null
 * @param leases how many messages had been leased and not acknowledged
 */
public record PastQueue(
    String name,
    QueuePolicy policy,
    long count,
    long bytes,
    long nextNumber,
    Instant lastArrival,
    int leases) {
  /** Checks for nulls. */
  public PastQueue {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(lastArrival, "lastArrival");
  }

  /** With the messages of these numbers alone. */
  static PastQueue of(QueueState queue, NumberRange numbers) {
    LiveSet.Extent before = queue.live().extentUpTo(numbers.first() - 1);
    LiveSet.Extent upTo = queue.live().extentUpTo(numbers.last());
    long leases =
        queue.leases().byNumber().keySet().stream()
            .filter(number -> number >= numbers.first() && number <= numbers.last())
            .count();
    return of(
        queue, upTo.messages() - before.messages(), upTo.bytes() - before.bytes(), (int) leases);
  }

  static PastQueue of(QueueState queue) {
    LiveSet live = queue.live();
    return of(queue, live.count(), live.bytes(), queue.leases().byNumber().size());
  }

  private static PastQueue of(QueueState queue, long count, long bytes, int leases) {
    return new PastQueue(
        queue.name(),
        queue.policy(),
        count,
        bytes,
        queue.nextNumber(),
        Instant.ofEpochMilli(queue.lastArrivalMillis()),
        leases);
  }
}
