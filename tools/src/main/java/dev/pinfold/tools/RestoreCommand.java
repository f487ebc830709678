package dev.pinfold.tools;

import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.Restore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a store of a backup. */
@Command(
    name = "restore",
    description = {
      "Make a store of a backup: of its newest run, with all of its history, or with --until as it"
          + " was at an earlier moment, as far as a run tells of it. The backup is not touched.",
      "There is a whole store in the end, or none.",
      CopyExit.CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold restore /backup NEW",
      "  pinfold restore /backup/20261126T131500.123Z NEW",
      "  pinfold restore /backup NEW --until 2026-11-23T20:00:00Z"
    })
final class RestoreCommand extends CodedCommand {
  @Parameters(
      index = "0",
      paramLabel = "BACKUP",
      description = "The directory of the runs, or one of them, or any store.")
  private Path backup;

  @Parameters(
      index = "1",
      paramLabel = "NEW",
      description = "The directory of the new store: missing, or empty.")
  private Path target;

  @Option(
      names = "--until",
      paramLabel = "BOUND",
      description =
          "The moment: behind a transaction (120), or behind all that was added until a time"
              + " (2026-11-23T20:00:00Z, or 2026-11-23 in --zone).")
  private String until;

  @Override
  int run() {
    if (main().namesStore()) {
      throw new ToolException(
          "--store is for the other commands: restore reads BACKUP and makes NEW", null);
    }
    Restore done = restore(moment("--until", until));
    int code = CopyExit.of(done.source(), console());
    if (output().json()) {
      console().print(json(done, code));
    } else {
      console().print("store        " + Escapes.controls(done.directory().toString()));
      console().print("made of      " + Escapes.controls(done.from().toString()));
      console().print(String.format("transaction  %,d", done.transaction()));
      console().print(String.format("messages     %,d", done.messages()));
    }
    return code;
  }

  private Restore restore(Optional<JournalBound> moment) {
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      return OfflineStore.restore(backup, target, moment, bar);
    } catch (IOException e) {
      throw new ToolException(ErrorLine.of(e), e);
    }
  }

  private String json(Restore done, int exitCode) {
    StoreJson parts = new StoreJson(output());
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", "pinfold.restore/1");
          object.writeStringField("directory", done.directory().toString());
          object.writeStringField("from", done.from().toString());
          object.writeNumberField("exitCode", exitCode);
          parts.journal(object, done.source().journal());
          parts.snapshots(object, done.source().snapshots());
          object.writeNumberField("transaction", done.transaction());
          object.writeNumberField("messages", done.messages());
        });
  }
}
