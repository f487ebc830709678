package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no store, and what a later release has written. */
class NoStoreTest {
  @TempDir Path directory;

  @Test
  void aDirectoryThatIsNone() throws IOException {
    refused(directory.resolve("nothing"), "there is no such directory");
    Path file = Files.writeString(directory.resolve("letter"), "dear");
    refused(file, "it is no directory");
    refused(directory, "there is no pinfold.store");
    Files.writeString(directory.resolve("pinfold.store"), "something else\n");
    refused(directory, "expected a line \"pinfold-store VERSION ID CHECKSUM\"");
  }

  /** The checksum fits, and what it covers was never written by us. */
  @Test
  void aMarkWithAnIdentityThatIsNone() throws IOException {
    mark(directory, "pinfold-store 1 01586b9d-2e7f-47d0-8fb7-f4a588cd208g ");
    refused(directory, "expected a line \"pinfold-store VERSION ID CHECKSUM\"");
  }

  private static void mark(Path store, String line) throws IOException {
    byte[] text = line.getBytes(StandardCharsets.US_ASCII);
    Files.writeString(
        store.resolve("pinfold.store"),
        String.format(Locale.ROOT, "%s%08x\n", line, SegmentBytes.crc(text, 0, text.length)));
  }

  private static void refused(Path path, String why) {
    assertThatExceptionOfType(NoStoreException.class)
        .isThrownBy(() -> OfflineStore.at(path))
        .withMessageContaining(path.toString())
        .withMessageContaining(why);
  }

  @Test
  void eachKindOfFileOfALaterRelease() throws IOException {
    try (KilledStore store = new KilledStore()) {
      Path marked = store.copy();
      mark(marked, "pinfold-store 2 01586b9d-2e7f-47d0-8fb7-f4a588cd208f ");
      refused(marked, "format version 2");

      Path segment = store.copy();
      Files.write(
          segment.resolve(KilledStore.LAST),
          SegmentBytes.withVersion(store.read(KilledStore.LAST), 2));
      later(segment, "is of format version 2");

      String newest =
          store.files().stream()
              .filter(file -> file.startsWith("snapshots"))
              .reduce((first, second) -> second)
              .orElseThrow();
      byte[] bytes = store.read(newest);
      ByteBuffer snapshot = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int header = snapshot.getInt(12);
      snapshot.putInt(8, 2).putInt(header - 4, SegmentBytes.crc(bytes, 0, header - 4));
      Path snapshotted = store.copy();
      Files.write(snapshotted.resolve(newest), bytes);
      later(snapshotted, "written by a later release");

      byte[] body = store.read(newest);
      ByteBuffer newer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
      newer.putInt(72, 2).putInt(header - 4, SegmentBytes.crc(body, 0, header - 4));
      Path bodied = store.copy();
      Files.write(bodied.resolve(newest), body);
      later(bodied, "pinfold-queues version 2");
    }
  }

  private static void later(Path path, String why) {
    OfflineStore store = OfflineStore.at(path);
    assertThatExceptionOfType(NoStoreException.class)
        .isThrownBy(() -> store.inspect(ReadProgress.NONE, InstantSource.system()))
        .withMessageContaining(why);
    assertThatExceptionOfType(NoStoreException.class)
        .isThrownBy(() -> store.read(JournalQuery.ALL, entry -> true, ReadProgress.NONE))
        .withMessageContaining(why);
  }
}
