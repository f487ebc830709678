package dev.pinfold.tools;

import dev.pinfold.offline.Comparison;
import dev.pinfold.offline.JournalVerdict;
import dev.pinfold.offline.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a verification found, for people. */
final class VerificationTables {
  private final InspectionTables parts;
  private final Paint paint;

  VerificationTables(OutputOptions options, Paint paint, Instant now) {
    this.parts = new InspectionTables(options, paint, now);
    this.paint = paint;
  }

  List<String> of(Verification found) {
    List<String> lines = new ArrayList<>();
    lines.add("store     " + found.storeId());
    lines.add("journal   " + parts.verdict(found.journal()));
    Findings.of(found.journal()).forEach(line -> lines.add("          " + Escapes.controls(line)));
    lines.add(
        String.format(
            "read      %,d bytes in %,d segment%s: %,d transactions, %,d operations",
            found.bytes(),
            found.segments(),
            found.segments() == 1 ? "" : "s",
            found.transactions(),
            found.operations()));
    lines.add(
        isDamaged(found)
            ? "messages  not looked for: the journal is damaged"
            : String.format("messages  %,d live and were found", found.messages()));
    lines.add("");
    parts.snapshots(found.snapshots()).lines().forEach(lines::add);
    lines.add("");
    if (isDamaged(found)) {
      lines.add("nothing rebuilt: the journal is damaged");
    } else {
      comparisons(found.comparisons()).lines().forEach(lines::add);
    }
    return lines;
  }

  private static boolean isDamaged(Verification found) {
    return found.journal().state() == JournalVerdict.State.DAMAGED;
  }

  private TextTable comparisons(List<Comparison> comparisons) {
    TextTable table = new TextTable("<rebuilt from", ">up to", "<compared with", "<");
    for (Comparison comparison : comparisons) {
      table.row(
          comparison.from() == 0 ? "the journal alone" : snapshot(comparison.from()),
          InspectionTables.count(comparison.at()),
          switch (comparison.against()) {
            case SNAPSHOT -> snapshot(comparison.at());
            case END -> "what an opening comes to";
            case JOURNAL -> "where the journal has the messages";
          },
          outcome(comparison));
    }
    return table;
  }

  private static String snapshot(long transaction) {
    return "snapshot " + InspectionTables.count(transaction);
  }

  private String outcome(Comparison comparison) {
    String why = Escapes.controls(comparison.why().orElse(""));
    return switch (comparison.outcome()) {
      case SAME -> "the same";
      case DIFFERENT -> paint.red("differs: ") + why;
      case IMPOSSIBLE -> "not compared: " + why;
    };
  }
}
