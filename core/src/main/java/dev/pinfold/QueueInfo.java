package dev.pinfold;

import java.time.Instant;
import java.util.Optional;

/**
 * A queue at a glance.
 *
 * @param name its name
 * @param policy its policy
 * @param count live messages
 * @param bytes bytes of their payloads and headers
 * @param oldestArrival arrival of the oldest message, empty when there is none or it cannot be read
 * @param nextNumber the number that the next added message gets
 */
public record QueueInfo(
    String name,
    QueuePolicy policy,
    long count,
    long bytes,
    Optional<Instant> oldestArrival,
    long nextNumber) {}
