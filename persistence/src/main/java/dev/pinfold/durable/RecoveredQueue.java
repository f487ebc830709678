package dev.pinfold.durable;

import dev.pinfold.Durability;
import dev.pinfold.state.QueueState;

/**
 * What an opening found of one queue, before anybody used it.
 *
 * @param name its name
 * @param durability what it promises
 * @param messages its live messages, those included whose age may have ended since
 * @param bytes bytes of their payloads and headers
 * @param nextNumber the number that the next added message gets; what was cut off had this number
 *     or a higher one
 */
public record RecoveredQueue(
    String name, Durability durability, long messages, long bytes, long nextNumber) {

  static RecoveredQueue of(QueueState queue) {
    return new RecoveredQueue(
        queue.name(),
        queue.policy().durability(),
        queue.live().count(),
        queue.live().bytes(),
        queue.nextNumber());
  }
}
