package dev.pinfold.tools;

import dev.pinfold.archive.SegmentReport;
import dev.pinfold.durable.PinfoldStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Gives back space. */
@Command(
    name = "compact",
    description = {
      "Take a snapshot, move the survivors out of nearly empty segments, and give back the segments"
          + " that nothing needs any more; print how many went, and how many are left. The store"
          + " does this by itself, too, after snapshots.",
      "What keeps a segment, inspect tells. Needs the store for itself: fails, naming the holder,"
          + " while a program has it open."
    },
    footerHeading = "%nExample:%n",
    footer = "  pinfold compact --store DIR")
final class CompactCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Override
  public Integer call() {
    try (PinfoldStore store = Stores.openExisting(main.store(), main.console())) {
      int before = store.whyKept().size();
      long unusedTransaction = store.snapshot();
      int unusedCount = store.compact();
      List<SegmentReport> left = store.whyKept();
      main.console()
          .print(
              String.format(
                  "segments given back: %,d; left: %,d (%,d bytes)",
                  Math.max(0, before - left.size()),
                  left.size(),
                  left.stream().mapToLong(SegmentReport::fileBytes).sum()));
    }
    return 0;
  }
}
