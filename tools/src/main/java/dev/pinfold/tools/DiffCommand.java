package dev.pinfold.tools;

import dev.pinfold.offline.Change;
import dev.pinfold.offline.NumberRange;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.PastQueues;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what changed. */
@Command(
    name = "diff",
    description = {
      "Tell in what the queues at one moment differ from those at another, or from those of another"
          + " store: which queues, policies and messages. By the names of queues and the numbers of"
          + " messages; of two stores, messages of the same number are compared byte by byte.",
      "Prints nothing when nothing differs. Writes nothing to a store, opens nothing and locks"
          + " nothing; works beside a store's owner.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold diff --store DIR --from 120 --until 140",
      "  pinfold diff --store DIR --from 2026-11-23T20:00:00Z",
      "  pinfold diff COPY --store DIR"
    })
final class DiffCommand extends OfflineCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "OTHER",
      description = "The directory of another store, which the first one is compared with.")
  private Path other;

  @Mixin private QueueFilter queues;
  @Mixin private MessageFilter numbers;

  @Option(
      names = "--from",
      paramLabel = "BOUND",
      description =
          "The first moment: behind a transaction (120), or behind all that was added until a time"
              + " (2026-11-23T20:00:00Z, or 2026-11-23 in --zone). With OTHER, the journal's end when"
              + " not given.")
  private String from;

  @Option(
      names = "--until",
      paramLabel = "BOUND",
      description =
          "The second moment, as --from; in OTHER when that is given. The journal's end when not"
              + " given.")
  private String until;

  @Override
  int look(OfflineStore store) {
    if (other == null && from == null) {
      throw new ToolException("compared with what? Give --from, or another store", null);
    }
    OfflineStore second = other == null ? store : OfflineStore.at(other);
    try (PastQueues before = replay(store, "--from", from);
        PastQueues after = replay(second, "--until", until)) {
      boolean isMissing = isMissing(queues, before, after);
      if (!isMissing) {
        print(of(queues, before), of(queues, after));
      }
      int first = Findings.tell(before.report(), console());
      int code =
          other == null
              ? first
              : OfflineExit.worse(first, Findings.tell(after.report(), console()));
      return isMissing ? OfflineExit.notThere(code) : code;
    }
  }

  private void print(PastQueues before, PastQueues after) {
    ChangeLines lines = new ChangeLines(output().paint(console()));
    Consumer<Change> printer =
        change -> console().print(output().json() ? lines.json(change) : lines.text(change));
    Optional<NumberRange> wanted = numbers.numbers();
    before.changesTo(
        after, change -> wanted.map(change::within).orElse(Optional.of(change)).ifPresent(printer));
  }
}
