package dev.pinfold.tools;

import dev.pinfold.archive.journal.JournalCut;
import dev.pinfold.offline.Damage;
import dev.pinfold.offline.JournalVerdict;
import dev.pinfold.offline.ReadReport;
import dev.pinfold.offline.SeenSnapshot;
import java.util.ArrayList;
import java.util.List;

/** What is wrong in a store, in lines for people. */
final class Findings {
  private Findings() {}

  /** Tells of all that is wrong on standard error, and returns the exit code. */
  static int tell(ReadReport report, Console console) {
    of(report.journal()).forEach(console::note);
    for (SeenSnapshot snapshot : report.snapshots()) {
      snapshot
          .problem()
          .ifPresent(
              problem -> console.note("damaged snapshot: " + snapshot.file() + " " + problem));
    }
    return OfflineExit.of(report.journal(), report.snapshots());
  }

  /** What is wrong in a journal. */
  static List<String> of(JournalVerdict verdict) {
    List<String> lines = new ArrayList<>();
    for (Damage damage : verdict.damages()) {
      lines.add("damage: " + of(damage));
    }
    verdict.cut().ifPresent(cut -> lines.add(of(cut)));
    return lines;
  }

  /** Where what is damaged. */
  static String of(Damage damage) {
    return damage.file()
        + " at byte "
        + damage.offset()
        + ": expected "
        + damage.expected()
        + ", found "
        + damage.found();
  }

  private static String of(JournalCut cut) {
    return String.format(
        "torn tail: %s at byte %d: %s; the next opening cuts off %,d bytes with %,d whole documents",
        cut.file(), cut.offset(), cut.reason(), cut.bytes(), cut.discardedDocuments());
  }
}
