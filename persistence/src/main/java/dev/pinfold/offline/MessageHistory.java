package dev.pinfold.offline;

import java.util.List;
import java.util.Objects;

/**
 * What the journal tells of the messages that had one number in the queues that had one name.
 *
 * @param lives one for each identity of such a queue that had one, the oldest first
 * @param report what was found beside them
 */
public record MessageHistory(List<MessageLife> lives, ReadReport report) {
  /** Checks for null and copies the list. */
  public MessageHistory {
    lives = List.copyOf(lives);
    Objects.requireNonNull(report, "report");
  }
}
