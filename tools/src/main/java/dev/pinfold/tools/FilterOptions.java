package dev.pinfold.tools;

import dev.pinfold.offline.JournalQuery;
import java.time.ZoneId;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which operations of a journal are wanted: for all commands that show them. */
final class FilterOptions {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final String MEANT =
      "transaction (120), message (#7) or time (2026-11-23T20:00:00Z)";

  @Mixin private QueueFilter queues;

  @Option(
      names = "--from",
      paramLabel = "BOUND",
      description = {
        "From here on: a transaction (120), a message (#7), or a time (2026-11-23T20:00:00Z, or"
            + " 2026-11-23 in --zone). Additions alone carry a time; others count with the last"
            + " addition before them."
      })
  private String from;

  @Option(names = "--to", paramLabel = "BOUND", description = "Up to here, as --from.")
  private String to;

  @Mixin private KindFilter kinds;

  @Mixin private MessageFilter numbers;

  /**
   * What is asked for.
   *
   * @throws ToolException when it makes no sense
   */
  JournalQuery query(ZoneId zone) {
    JournalQuery query = JournalQuery.ALL.ofQueues(queues.names());
    if (from != null && !isMessage(from)) {
      query = query.from(BoundText.parse("--from", from, zone, MEANT));
    }
    if (to != null && !isMessage(to)) {
      query = query.to(BoundText.parse("--to", to, zone, MEANT));
    }
    if (query.isBackward()) {
      throw new ToolException("--from " + from + " is behind --to " + to + ": empty range", null);
    }
    return messages(query.ofKinds(kinds.kinds()));
  }

  /** Which queues are asked for. */
  QueueFilter queues() {
    return queues;
  }

  /** What is asked of the numbers of messages, all at once. */
  private JournalQuery messages(JournalQuery query) {
    long first = isMessage(from) ? Long.parseLong(from.substring(1)) : 1;
    long last = isMessage(to) ? Long.parseLong(to.substring(1)) : Long.MAX_VALUE;
    if (numbers.numbers().isPresent()) {
      first = Math.max(first, numbers.numbers().get().first());
      last = Math.min(last, numbers.numbers().get().last());
    }
    if (first < 1 || last < first) {
      throw new ToolException(
          "no message has a number from " + first + " to " + last + "; they are numbered from 1",
          null);
    }
    boolean isAsked = numbers.numbers().isPresent() || isMessage(from) || isMessage(to);
    return isAsked ? query.ofMessages(first, last) : query;
  }

  private static boolean isMessage(String bound) {
    return bound != null && bound.startsWith("#") && NUMBER.matcher(bound.substring(1)).matches();
  }
}
