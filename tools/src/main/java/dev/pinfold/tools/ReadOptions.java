package dev.pinfold.tools;

import java.time.Duration;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code take} and {@code peek} are asked for. */
final class ReadOptions {
  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  private String queue;

  @Option(names = "--newest", description = "Begin with the newest message, not the oldest.")
  private boolean newest;

  @Option(
      names = "-n",
      paramLabel = "N|all",
      defaultValue = "1",
      converter = HowMany.class,
      description = "How many messages: a number, or all. 1 when not given.")
  private long count;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = WaitTime.class,
      description = {
        "Wait this long for the first message and for a store that another process has open: 500ms,"
            + " 5s, 2m, 1h or PT5S. While it waits, other processes can use the store."
      })
  private Duration patience;

  String queue() {
    return QueueName.require(queue);
  }

  boolean newest() {
    return newest;
  }

  /** {@link HowMany#ALL} for all. */
  long count() {
    return count;
  }

  /** How long to wait, or null. */
  Duration patience() {
    return patience;
  }

  /** Why nothing came, where that is no success. */
  ToolException nothing(boolean exists) {
    String what =
        exists ? "no message in queue \"" + queue + "\"" : "there is no queue \"" + queue + "\"";
    return new ToolException(patience == null ? what : what + " within " + Age.of(patience), null);
  }
}
