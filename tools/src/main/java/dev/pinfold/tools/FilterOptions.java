package dev.pinfold.tools;

import dev.pinfold.offline.EntryKind;
import dev.pinfold.offline.JournalQuery;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which operations of a journal are wanted: for all commands that show them. */
final class FilterOptions {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final String REMOVALS = "remove";
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

  @Option(
      names = "--operation",
      paramLabel = "KIND",
      split = ",",
      completionCandidates = Kinds.class,
      description = {
        "Those that do this: added, moved, leased, released, taken, expired, overflowed,"
            + " acknowledged, removed, purged, opened, altered, dropped; remove for all from taken"
            + " to purged. Several may be given."
      })
  private List<String> operations = new ArrayList<>();

  @Option(
      names = "--message",
      paramLabel = "NUMBER",
      description = "Those about the message of this number.")
  private Long message;

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
    if (!operations.isEmpty()) {
      query = query.ofKinds(kinds());
    }
    return messages(query);
  }

  /** Which queues are asked for. */
  QueueFilter queues() {
    return queues;
  }

  /** What is asked of the numbers of messages, all at once. */
  private JournalQuery messages(JournalQuery query) {
    long first = isMessage(from) ? Long.parseLong(from.substring(1)) : 1;
    long last = isMessage(to) ? Long.parseLong(to.substring(1)) : Long.MAX_VALUE;
    if (message != null) {
      first = Math.max(first, message);
      last = Math.min(last, message);
    }
    if (first < 1 || last < first) {
      throw new ToolException(
          "no message has a number from " + first + " to " + last + "; they are numbered from 1",
          null);
    }
    boolean isAsked = message != null || isMessage(from) || isMessage(to);
    return isAsked ? query.ofMessages(first, last) : query;
  }

  private static boolean isMessage(String bound) {
    return bound != null && bound.startsWith("#") && NUMBER.matcher(bound.substring(1)).matches();
  }

  private Set<EntryKind> kinds() {
    Set<EntryKind> kinds = EnumSet.noneOf(EntryKind.class);
    for (String name : operations) {
      if (name.equals(REMOVALS)) {
        kinds.addAll(EnumSet.range(EntryKind.TAKEN, EntryKind.PURGED));
      } else {
        kinds.add(kind(name));
      }
    }
    return kinds;
  }

  private static EntryKind kind(String name) {
    return Arrays.stream(EntryKind.values())
        .filter(kind -> EnumName.of(kind).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ToolException(
                    "--operation '" + name + "' is none of " + String.join(", ", new Kinds()),
                    null));
  }

  /** What {@code --operation} takes. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Arrays.stream(EntryKind.values()).map(EnumName::of), Stream.of(REMOVALS))
          .iterator();
    }
  }
}
