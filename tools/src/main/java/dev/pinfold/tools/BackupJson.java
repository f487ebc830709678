package dev.pinfold.tools;

import dev.pinfold.offline.Backup;
import java.nio.file.Path;

/** What a backup came to, for programs: one object, as docs/commands/backup.md describes it. */
final class BackupJson {
  private final Path directory;
  private final StoreJson parts;

  BackupJson(Path directory, OutputOptions options) {
    this.directory = directory;
    this.parts = new StoreJson(options);
  }

  String of(Backup done, int exitCode) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", "pinfold.backup/1");
          object.writeStringField("directory", directory.toString());
          object.writeStringField("storeId", done.verification().storeId().toString());
          object.writeNumberField("exitCode", exitCode);
          parts.journal(object, done.store().journal());
          parts.snapshots(object, done.store().snapshots());
          object.writeStringField("run", done.run().toString());
          object.writeNumberField("transaction", done.verification().journal().lastTransaction());
          object.writeNumberField("messages", done.verification().messages());
          object.writeNumberField("copiedSegments", done.copiedSegments());
          object.writeNumberField("copiedBytes", done.copiedBytes());
          object.writeNumberField("linkedSegments", done.linkedSegments());
          StoreJson.damage(object, "rotten", done.rotten());
          object.writeArrayFieldStart("removed");
          for (Path removed : done.removed()) {
            object.writeString(removed.toString());
          }
          object.writeEndArray();
        });
  }
}
