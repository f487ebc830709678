package dev.pinfold.tools;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.files.DirectoryTree;
import dev.pinfold.archive.snapshot.SnapshotName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/** Directories in each state that the commands which only look tell apart, by short names. */
final class StoreStates {
  private static final Map<String, Maker> MAKERS =
      Map.ofEntries(
          entry("closed", OfflineStores::sound),
          entry("killed", OfflineStores::killed),
          entry("torn", OfflineStores::torn),
          entry("first-document", OfflineStores::damagedJournal),
          entry("last-document", OfflineStores::damagedBehindSnapshot),
          entry("new-snapshot", OfflineStores::damagedSnapshot),
          entry("old-snapshot", StoreStates::oldSnapshot),
          entry("all-snapshots", store -> damageSnapshots(OfflineStores.sound(store))),
          entry("first+snapshot", OfflineStores::damagedJournalAndSnapshot),
          entry(
              "last+snapshots",
              store -> damageSnapshots(OfflineStores.damagedBehindSnapshot(store))),
          entry("torn+snapshots", store -> damageSnapshots(OfflineStores.torn(store))),
          entry("other-history", OfflineStores::anotherHistory),
          entry("no-segment", StoreStates::noSegment),
          entry("no-journal", StoreStates::noJournal),
          entry("later-mark", StoreStates::laterMark),
          entry("later-segment", OfflineStores::tooNew),
          entry("later-snapshot", StoreStates::laterSnapshot),
          entry("wrong-mark", StoreStates::wrongMark),
          entry("nothing", store -> {}),
          entry("empty", Files::createDirectory),
          entry("letters", StoreStates::letters),
          entry("file", store -> Files.writeString(store, "dear")),
          entry("below-file", StoreStates::belowFile),
          entry("odd-snapshots", StoreStates::snapshotsInAFile),
          entry("odd-segment", StoreStates::segmentThatIsADirectory),
          entry("pipe-mark", store -> pipe(store, "pinfold.store")),
          entry("pipe-segment", store -> pipe(store, "journal/0000000001.pfj")),
          entry("pipe-spare", store -> pipe(store, "journal/0000000099.pfj")),
          entry("pipe-begun", store -> pipe(store, "journal/begun")),
          entry("pipe-journal", store -> pipe(store, "journal")),
          entry(
              "pipe-snapshot", store -> pipe(store, "snapshots/" + new SnapshotName(8).fileName())),
          entry("loop-segment", StoreStates::segmentThatIsALoop));

  private StoreStates() {}

  /** Makes it. */
  private interface Maker {
    void make(Path store) throws IOException;
  }

  /** The names of all states. */
  static Set<String> names() {
    return MAKERS.keySet();
  }

  /** Puts a directory into a state; it must not be there. */
  static void make(String state, Path store) throws IOException {
    MAKERS.get(state).make(store);
  }

  private static void oldSnapshot(Path store) throws IOException {
    OfflineStores.damage(OfflineStores.snapshots(OfflineStores.sound(store)).get(0));
  }

  private static void damageSnapshots(Path store) throws IOException {
    for (Path snapshot : OfflineStores.snapshots(store)) {
      OfflineStores.damage(snapshot);
    }
  }

  /** The only one with documents is gone; both snapshots read from it. */
  private static void noSegment(Path store) throws IOException {
    Files.delete(OfflineStores.sound(store).resolve("journal/0000000001.pfj"));
  }

  private static void noJournal(Path store) throws IOException {
    DirectoryTree.delete(OfflineStores.sound(store).resolve("journal"));
  }

  private static void laterMark(Path store) throws IOException {
    String line = "pinfold-store 2 01586b9d-2e7f-47d0-8fb7-f4a588cd208f ";
    byte[] text = line.getBytes(StandardCharsets.US_ASCII);
    String checksum = HexFormat.of().toHexDigits(crc(text, text.length));
    Files.writeString(OfflineStores.sound(store).resolve("pinfold.store"), line + checksum + "\n");
  }

  /** The version in the newest snapshot's header, which is sound otherwise. */
  private static void laterSnapshot(Path store) throws IOException {
    Path file = OfflineStores.newestSnapshot(OfflineStores.sound(store));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer snapshot = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int checksumAt = snapshot.getInt(12) - 4;
    snapshot.putInt(8, 2);
    snapshot.putInt(checksumAt, crc(bytes, checksumAt));
    Files.write(file, bytes);
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static void wrongMark(Path store) throws IOException {
    Files.writeString(OfflineStores.sound(store).resolve("pinfold.store"), "pinfold-store 1 x y\n");
  }

  private static void letters(Path directory) throws IOException {
    Files.createDirectory(directory);
    Files.write(directory.resolve("letter.txt"), List.of("dear"));
  }

  /** What would be the store's parent is a file. */
  private static void belowFile(Path store) throws IOException {
    Files.delete(store.getParent());
    Files.writeString(store.getParent(), "dear");
  }

  private static void snapshotsInAFile(Path store) throws IOException {
    Path snapshots = OfflineStores.sound(store).resolve("snapshots");
    DirectoryTree.delete(snapshots);
    Files.createFile(snapshots);
  }

  private static void segmentThatIsADirectory(Path store) throws IOException {
    Path segment = OfflineStores.sound(store).resolve("journal/0000000001.pfj");
    Files.delete(segment);
    Files.createDirectory(segment);
  }

  private static void segmentThatIsALoop(Path store) throws IOException {
    Path segment = OfflineStores.sound(store).resolve("journal/0000000001.pfj");
    Files.delete(segment);
    Files.createSymbolicLink(segment, segment.getFileName());
  }

  /** Who opens it for reading waits until somebody writes to it. */
  private static void pipe(Path store, String part) throws IOException {
    Path pipe = OfflineStores.sound(store).resolve(part);
    DirectoryTree.delete(pipe);
    try {
      int code = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
      assertThat(code).isZero();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }
}
