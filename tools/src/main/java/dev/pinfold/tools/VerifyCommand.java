package dev.pinfold.tools;

import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.Verification;
import java.time.Instant;
import picocli.CommandLine.Command;

/** Checks everything in a store. */
@Command(
    name = "verify",
    description = {
      "Check everything in a store: every checksum, every operation, every number. Rebuild the"
          + " queues from the journal alone, when all of it is there, and from each snapshot with"
          + " what follows it, and compare them with each later snapshot and with what an opening"
          + " would come to. Then look for each message that lives where they say that it is.",
      "Opens nothing, locks nothing and writes nothing; works beside the store's owner, of which it"
          + " sees a state of the recent past. Exits with 4, too, when a snapshot is not what the"
          + " journal says.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold verify --store DIR",
      "  pinfold verify --store DIR --json | jq .comparisons"
    })
final class VerifyCommand extends OfflineCommand {
  @Override
  int look(OfflineStore store) {
    Verification found;
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      found = store.verify(bar);
    }
    int code = exitCode(found);
    if (output().json()) {
      console().print(new VerificationJson(main().store(), output()).of(found, code));
    } else {
      new VerificationTables(output(), output().paint(console()), Instant.now())
          .of(found)
          .forEach(console()::print);
    }
    return code;
  }

  /** The worst of what was found. */
  static int exitCode(Verification found) {
    int code = OfflineExit.of(found.journal(), found.snapshots());
    return found.agrees() || code == OfflineExit.JOURNAL_DAMAGED
        ? code
        : OfflineExit.SNAPSHOT_DAMAGED;
  }
}
