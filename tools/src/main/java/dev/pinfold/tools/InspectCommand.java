package dev.pinfold.tools;

import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.OfflineStore;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a store at a glance. */
@Command(
    name = "inspect",
    description = {
      "Show a store at a glance: its owner, what is wrong in it, queues, snapshots, and segments"
          + " with what keeps them. Reads the whole journal.",
      "Opens nothing, locks nothing and writes nothing; works beside the store's owner, of which it"
          + " sees a state of the recent past.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold inspect --store DIR",
      "  pinfold inspect --store DIR --json | jq .journal.state"
    })
final class InspectCommand extends OfflineCommand {
  @Mixin private QueueFilter queues;

  @Override
  int look(OfflineStore store) {
    Inspection inspection;
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      inspection = store.inspect(bar, InstantSource.system());
    }
    int code = OfflineExit.of(inspection.journal(), inspection.snapshots());
    if (isMissing(queues, inspection)) {
      return OfflineExit.notThere(code);
    }
    inspection = queues.isGiven() ? inspection.ofQueues(queues.names()) : inspection;
    Instant now = Instant.now();
    if (output().json()) {
      console().print(new InspectionJson(main().store(), output(), now).of(inspection, code));
    } else {
      new InspectionTables(output(), output().paint(console()), now)
          .of(inspection)
          .forEach(console()::print);
    }
    return code;
  }
}
