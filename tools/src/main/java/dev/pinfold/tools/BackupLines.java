package dev.pinfold.tools;

import dev.pinfold.offline.Backup;
import dev.pinfold.offline.BackupRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs of a backup in lines. */
final class BackupLines {
  private final OutputOptions options;
  private final Paint paint;

  BackupLines(OutputOptions options, Paint paint) {
    this.options = options;
    this.paint = paint;
  }

  /** What a backup came to. */
  static List<String> of(Backup done) {
    List<String> lines = new ArrayList<>();
    lines.add("run          " + Escapes.controls(done.run().toString()));
    lines.add(String.format("transaction  %,d", done.verification().journal().lastTransaction()));
    lines.add(
        String.format("messages     %,d live and were found", done.verification().messages()));
    lines.add(
        String.format(
            "copied       %s, %,d bytes", segments(done.copiedSegments()), done.copiedBytes()));
    lines.add("linked       " + segments(done.linkedSegments()));
    for (Path removed : done.removed()) {
      lines.add("removed      " + Escapes.controls(removed.toString()));
    }
    return lines;
  }

  private static String segments(int count) {
    return String.format("%,d segment%s", count, count == 1 ? "" : "s");
  }

  /** Runs for people, oldest first. */
  Stream<String> table(List<BackupRun> runs) {
    TextTable table = new TextTable("<run", "<made", ">transaction", ">bytes", "<");
    for (BackupRun run : runs) {
      table.row(
          run.directory().getFileName().toString(),
          options.time(run.time()),
          InspectionTables.count(run.lastTransaction()),
          InspectionTables.count(run.bytes()),
          run.damage()
              .map(damage -> paint.red("damaged: ") + Escapes.controls(Findings.of(damage)))
              .orElse(""));
    }
    return table.lines();
  }

  /** Runs for programs, an object each. */
  Stream<String> json(List<BackupRun> runs) {
    return runs.stream()
        .map(
            run ->
                JsonLine.of(
                    object -> {
                      object.writeStringField("schema", "pinfold.backup-run/1");
                      object.writeStringField("run", run.directory().toString());
                      object.writeStringField("time", options.time(run.time()));
                      object.writeStringField("storeId", run.storeId().toString());
                      object.writeNumberField("transaction", run.lastTransaction());
                      object.writeNumberField("bytes", run.bytes());
                      StoreJson.damage(object, "damage", run.damage());
                    }));
  }
}
