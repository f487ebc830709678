package dev.pinfold.tools;

import dev.pinfold.offline.EntryVisitor;
import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.JournalEntry;
import dev.pinfold.offline.JournalQuery;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.ReadReport;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the operations in the journal, a line each. */
@Command(
    name = "journal",
    description = {
      "Print the operations in the journal, a line each: transaction, time, operation, queue,"
          + " message. Additions alone carry a time; others show that of the latest addition before"
          + " them, where it is known, as a lower bound. Of long payloads the start is shown, with --json"
          + " the whole.",
      "Opens nothing, locks nothing and writes nothing; works beside the store's owner. What is wrong"
          + " is told on standard error.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold journal --store DIR --queue orders --last 20",
      "  pinfold journal --store DIR --follow --operation added --json",
      "  pinfold journal --store DIR --from 2026-11-23 --to 2026-11-24 --grep 'order 7[0-9]'"
    })
final class JournalCommand extends OfflineCommand {
  @Mixin private FilterOptions filter;

  @Option(names = "--follow", description = "Go on with what the owner writes, until interrupted.")
  private boolean follow;

  @Option(
      names = "--grep",
      paramLabel = "REGEX",
      description =
          "Only lines in which this regular expression is found, as they are printed, but with - for"
              + " a time that is a lower bound.")
  private String grep;

  @Option(names = "--last", paramLabel = "N", description = "Only the last N lines.")
  private Long last;

  @Option(names = "--reverse", description = "The newest first.")
  private boolean reverse;

  @Mixin private PayloadOption payload;

  @Override
  int look(OfflineStore store) {
    requireSense();
    JournalQuery query = filter.query(output().zone());
    Pattern pattern = pattern();
    PayloadView payloads = payload.view(console());
    Function<JournalEntry, String> plain = lines(payloads, new Paint(false));
    Printer lines = new Printer(pattern, plain, lines(payloads, output().paint(console())));
    ReadReport report = read(store, query, lines);
    payloads.tell(console());
    int code = Findings.tell(report, console());
    return isOfNone(store, lines) ? OfflineExit.notThere(code) : code;
  }

  /** Whether a queue was asked for of which the store does not tell; its owner may open it yet. */
  private boolean isOfNone(OfflineStore store, Printer lines) {
    return !follow
        && filter
            .queues()
            .isMissing(
                name -> lines.queues.contains(name) || store.tellsOf(name),
                ", as far as journal and snapshots tell; pinfold inspect lists those there are",
                console());
  }

  private void requireSense() {
    if (follow && reverse) {
      throw new ToolException("--follow and --reverse do not go together", null);
    }
    if (last != null && last < 1) {
      throw new ToolException("--last is " + last + "; it must be 1 or more", null);
    }
  }

  private Pattern pattern() {
    try {
      return grep == null ? null : Pattern.compile(grep);
    } catch (PatternSyntaxException e) {
      throw new ToolException("--grep: " + e.getMessage(), e);
    }
  }

  private Function<JournalEntry, String> lines(PayloadView payloads, Paint paint) {
    return output().json()
        ? new EntryJson(output(), payloads)::of
        : new EntryLine(output(), payloads, paint)::of;
  }

  private ReadReport read(OfflineStore store, JournalQuery query, Printer lines) {
    if (reverse) {
      return store.readBackward(query, limited(lines));
    }
    if (last == null) {
      return forward(store, query, lines);
    }
    LastOnes lastOnes = new LastOnes(lines, last);
    ReadReport report = store.readBackward(query, lastOnes);
    if (lastOnes.first == null) {
      return follow ? forward(store, query.from(after(report)), lines) : report;
    }
    JournalQuery those = query.from(lastOnes.first);
    return forward(store, follow ? those : those.to(lastOnes.last), lines);
  }

  private static JournalBound after(ReadReport report) {
    return new JournalBound.OfTransaction(report.journal().lastTransaction() + 1);
  }

  private EntryVisitor limited(Printer lines) {
    return last == null
        ? lines
        : entry -> {
          boolean more = lines.entry(entry);
          return more && lines.printed < last;
        };
  }

  private ReadReport forward(OfflineStore store, JournalQuery query, Printer lines) {
    if (follow) {
      return store.follow(query, lines, () -> true);
    }
    try (ReadingBar bar = new ReadingBar(console(), !console().terminal().output())) {
      return store.read(query, lines, bar);
    }
  }

  /** Prints what fits the pattern. */
  private final class Printer implements EntryVisitor {
    private final Pattern pattern; // or null
    private final Function<JournalEntry, String> plain;
    private final Function<JournalEntry, String> painted;
    private final Set<String> queues = new HashSet<>(); // whose operations it was shown
    private long printed;

    Printer(
        Pattern pattern,
        Function<JournalEntry, String> plain,
        Function<JournalEntry, String> painted) {
      this.pattern = pattern;
      this.plain = plain;
      this.painted = painted;
    }

    /** Only a few queues can be asked for by name. */
    private void see(JournalEntry entry) {
      if (filter.queues().isGiven()) {
        queues.add(entry.queue());
      }
    }

    /** The same for a line in a pass backward, which knows no bounds of times. */
    boolean fits(JournalEntry entry) {
      return pattern == null || pattern.matcher(plain.apply(entry.withoutBound())).find();
    }

    @Override
    public boolean entry(JournalEntry entry) {
      see(entry);
      if (fits(entry)) {
        console().print(painted.apply(entry));
        printed++;
        if (follow) {
          console().flush();
        }
      }
      return true;
    }

    @Override
    public void missed(long first, long lastMissed) {
      console()
          .note(
              "transactions "
                  + first
                  + " to "
                  + lastMissed
                  + " went with their segment before they could be read");
    }
  }

  /** Finds, from the end, where the last lines begin. */
  private static final class LastOnes implements EntryVisitor {
    private final Printer lines;
    private final long wanted;
    private long found;
    private JournalBound first; // null: there is none
    private JournalBound last;

    LastOnes(Printer lines, long wanted) {
      this.lines = lines;
      this.wanted = wanted;
    }

    @Override
    public boolean entry(JournalEntry entry) {
      if (lines.fits(entry)) {
        found++;
        first = new JournalBound.OfOperation(entry.transaction(), entry.index());
        last = last == null ? first : last;
      }
      return found < wanted;
    }
  }
}
