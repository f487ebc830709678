package dev.pinfold.tools;

import dev.pinfold.durable.PinfoldStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Takes a snapshot. */
@Command(
    name = "snapshot",
    description = {
      "Take a snapshot, and print the transaction that it is of. The next opening reads it and"
          + " replays only what follows. The store takes snapshots by itself, too, as it grows and"
          + " when it is closed.",
      "Needs the store for itself: fails, naming the holder, while a program has it open."
    },
    footerHeading = "%nExample:%n",
    footer = "  pinfold snapshot --store DIR")
final class SnapshotCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Override
  public Integer call() {
    try (PinfoldStore store = Stores.openExisting(main.store(), main.console())) {
      main.console().print(Long.toString(store.snapshot()));
    }
    return 0;
  }
}
