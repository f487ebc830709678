package dev.pinfold.tools;

import dev.pinfold.offline.Backup;
import dev.pinfold.offline.BackupOptions;
import dev.pinfold.offline.BackupRun;
import dev.pinfold.offline.Damage;
import dev.pinfold.offline.OfflineStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a store, and lists the copies. */
@Command(
    name = "backup",
    description = {
      "Copy a store as it is now into a new run of a backup, also while a program has it open, and"
          + " verify the copy. A run is a directory with a whole store in it, named by its time;"
          + " segments that the run before has already are shared with it by hard links.",
      "Whatever interrupts it, earlier runs stay as they were. Writes nothing to the store, opens"
          + " nothing and locks nothing. Runs are not to be opened: restore makes a store of them,"
          + " and commands that only look may look at them.",
      CopyExit.CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold backup --store DIR /backup",
      "  pinfold backup --store DIR /backup --keep 24",
      "  pinfold backup --list /backup"
    })
final class BackupCommand extends CodedCommand {
  private static final int ALL = Integer.MAX_VALUE;

  @Parameters(
      paramLabel = "BACKUP",
      description = "The directory of the runs: missing, empty, or with runs of this store.")
  private Path target;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Remove all but the newest N runs when it is done. All stay when not given.")
  private int keep = ALL;

  @Option(names = "--list", description = "List the runs, and make none.")
  private boolean list;

  @Override
  int run() {
    if (keep < 1) {
      throw new ToolException("--keep is " + keep + "; it must be 1 or more", null);
    }
    if (list && keep != ALL) {
      throw new ToolException("--keep is for a new run, and --list makes none", null);
    }
    return list ? list(OfflineStore.runs(target)) : backUp(OfflineStore.at(main().store()));
  }

  private int list(List<BackupRun> runs) {
    BackupLines lines = new BackupLines(output(), output().paint(console()));
    (output().json() ? lines.json(runs) : lines.table(runs)).forEach(console()::print);
    return runs.stream().allMatch(run -> run.damage().isEmpty())
        ? OfflineExit.SOUND
        : OfflineExit.JOURNAL_DAMAGED;
  }

  private int backUp(OfflineStore store) {
    Backup done = write(store);
    int code = CopyExit.of(done.store(), console());
    done.rotten().ifPresent(this::tellRotten);
    if (output().json()) {
      console().print(new BackupJson(main().store(), output()).of(done, code));
    } else {
      BackupLines.of(done).forEach(console()::print);
    }
    return code;
  }

  private Backup write(OfflineStore store) {
    BackupOptions options = BackupOptions.DEFAULTS.withKeep(keep);
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      return store.backup(target, options, bar);
    } catch (IOException e) {
      throw new ToolException(ErrorLine.of(e), e);
    }
  }

  private void tellRotten(Damage damage) {
    console()
        .note(
            "the run before is damaged, and what is was copied again: "
                + Findings.of(damage)
                + "; this run is sound");
  }
}
