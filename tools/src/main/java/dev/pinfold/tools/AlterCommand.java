package dev.pinfold.tools;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.Overflow;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Gives a queue another policy. */
@Command(
    name = "alter",
    description = {
      "Give a queue another policy, and print it. What is not given stays as it is. Messages beyond"
          + " new limits go at once where the queue drops the oldest; how many went is said on"
          + " standard error.",
      "Needs the store for itself: fails, naming the holder, while a program has it open."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold alter orders --durability power-loss --store DIR",
      "  pinfold alter log --max-age 7d --max-bytes 1000000000 --store DIR",
      "  pinfold alter log --max-age none --store DIR"
    })
final class AlterCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  private String queue;

  @Option(
      names = "--durability",
      paramLabel = "LEVEL",
      converter = DurabilityName.class,
      completionCandidates = DurabilityName.Lasting.class,
      description = "What messages survive: process-crash or power-loss.")
  private Durability durability;

  @Option(
      names = "--max-count",
      paramLabel = "N",
      converter = Limit.class,
      description = "The most messages that the queue holds, or none for no limit.")
  private Long maxCount;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      converter = Limit.class,
      description = "The most bytes of payloads and headers, or none for no limit.")
  private Long maxBytes;

  @Option(
      names = "--max-age",
      paramLabel = "TIME",
      converter = AgeLimit.class,
      description = "The age at which a message goes, such as 90s, 12h or 7d, or none.")
  private Duration maxAge;

  @Option(
      names = "--overflow",
      paramLabel = "RULE",
      converter = OverflowName.class,
      completionCandidates = OverflowName.class,
      description = "What goes when there is too much: drop-oldest, or reject the new one.")
  private Overflow overflow;

  @Override
  public Integer call() {
    String name = QueueName.require(queue);
    requireOne();
    try (PinfoldStore store = Stores.openExisting(main.store(), main.console())) {
      MessageQueue<byte[]> altered = Stores.existingQueue(store, name);
      QueueInfo before = altered.info().orElseThrow();
      altered.alter(changed(before.policy()));
      QueueInfo after = altered.info().orElseThrow();
      if (after.count() < before.count()) {
        main.console()
            .note(
                String.format(
                    "%,d messages were beyond the new limits, and went",
                    before.count() - after.count()));
      }
      main.console()
          .print(
              EnumName.of(after.policy().durability())
                  + ", "
                  + PolicyText.limits(after.policy().retention()));
    }
    return 0;
  }

  private void requireOne() {
    if (durability == Durability.MEMORY) {
      throw new ToolException(
          "a queue in memory ends with this command, its messages too; to remove it, there is"
              + " pinfold purge --drop",
          null);
    }
    if (durability == null
        && maxCount == null
        && maxBytes == null
        && maxAge == null
        && overflow == null) {
      throw new ToolException(
          "what shall be altered? Give --durability, --max-count, --max-bytes, --max-age or"
              + " --overflow",
          null);
    }
  }

  private QueuePolicy changed(QueuePolicy policy) {
    QueuePolicy changed = durability == null ? policy : policy.withDurability(durability);
    changed = maxCount == null ? changed : changed.withMaxCount(maxCount);
    changed = maxBytes == null ? changed : changed.withMaxBytes(maxBytes);
    changed = maxAge == null ? changed : changed.withMaxAge(maxAge);
    return overflow == null ? changed : changed.withOverflow(overflow);
  }
}
