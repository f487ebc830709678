package dev.pinfold.archive;

import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.SeenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The directory of an archive, owned while this is open:
 *
 * <pre>
 * pinfold.store    what this is: one line of text, see {@link StoreMark}
 * .lock            locked by the owner's process; empty, and for nobody to open
 * lock             names the owner
 * journal/         segments
 * snapshots/       snapshots
 * index/           what the state machine can derive again at any time
 * </pre>
 */
final class StoreDirectory implements Closeable {
  private static final List<String> PARTS =
      List.of(StoreLayout.JOURNAL, StoreLayout.SNAPSHOTS, StoreLayout.INDEX);
  private static final String FILE = StoreMark.FILE;
  private static final String TEMPORARY = FILE + ".tmp";

  private final StoreLayout layout;
  private final OwnerLock lock;
  private final UUID storeId;
  private final boolean created;

  private StoreDirectory(Path root, OwnerLock lock, UUID storeId, boolean created) {
    this.layout = new StoreLayout(root);
    this.lock = lock;
    this.storeId = storeId;
    this.created = created;
  }

  /**
   * Opens a store's directory, or makes a store of an empty or missing one.
   *
   * @throws PinfoldException when it is a run of a backup; nothing was touched
   */
  static StoreDirectory open(Path root, Device device) throws IOException {
    requireNoBackup(root);
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new FileSystemException(
          root.toString(), null, "it is a file, and a store is a directory. Name another path");
    }
    OwnerOnly.createDirectories(root, device);
    requireStoreOrEmpty(root);
    OwnerLock lock = OwnerLock.take(root);
    try {
      Path file = root.resolve(FILE);
      boolean created = !Files.exists(file);
      if (!created) {
        requireJournal(root);
      }
      for (String part : PARTS) {
        OwnerOnly.createDirectories(root.resolve(part), device);
      }
      UUID id = created ? create(root, file, device) : StoreMark.read(root).storeId();
      device.forceDirectory(root);
      return new StoreDirectory(root, lock, id, created);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** An owner would write to files that other runs have, too. */
  private static void requireNoBackup(Path root) {
    if (Files.isRegularFile(new StoreLayout(root).backupMark())) {
      throw new PinfoldException(
          Outcome.NOT_DONE,
          root
              + " is a run of a backup, and is not opened: other runs share its files. Make a store"
              + " of it with pinfold restore, and open that one",
          null);
    }
  }

  /** The directories are made before the file that marks a store. */
  private static void requireJournal(Path root) {
    Path journal = root.resolve("journal");
    if (!Files.isDirectory(journal)) {
      throw new StoreCorruptException(
          journal,
          0,
          "the directory of the journal",
          "none",
          "Put it back from a copy of the store; keep a copy of the directory before anything else");
    }
  }

  private static void requireStoreOrEmpty(Path root) throws IOException {
    if (Files.exists(root.resolve(FILE))) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(SeenFile.directory(root))) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!isLeftByCreation(entry, name) && !Files.exists(root.resolve(FILE))) { // by now
          throw new StoreCorruptException(
              root.resolve(FILE),
              0,
              "the file that marks a store, or an empty directory",
              "a directory with \"" + name + "\" in it and no such file",
              "Give an empty directory for a new store; if this was a store, put that file back"
                  + " from a copy");
        }
      }
    }
  }

  /** Whether a creation that did not come to its end may have left it. */
  private static boolean isLeftByCreation(Path entry, String name) throws IOException {
    if (PARTS.contains(name) && Files.isDirectory(entry)) {
      try (DirectoryStream<Path> content = Files.newDirectoryStream(entry)) {
        return !content.iterator().hasNext();
      }
    }
    return name.equals(OwnerLock.FILE) || name.equals(OwnerText.FILE) || name.equals(TEMPORARY);
  }

  private static UUID create(Path root, Path file, Device device) throws IOException {
    UUID id = UUID.randomUUID();
    Path temporary = root.resolve(TEMPORARY);
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.FILE)) {
      ByteBuffer bytes = ByteBuffer.wrap(StoreMark.line(id).getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      device.forceFile(temporary, channel);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    device.forceDirectory(root);
    Path parent = root.toAbsolutePath().getParent();
    if (parent != null) {
      device.forceDirectory(parent);
    }
    return id;
  }

  UUID storeId() {
    return storeId;
  }

  boolean isCreated() {
    return created;
  }

  /** Takes the owner's lock again, in case it was lost. By the keeper's thread alone. */
  void renewLock() throws IOException {
    lock.renew();
  }

  /** Who else has opened this directory meanwhile; empty as it should be. Thread-safe. */
  Optional<String> intruder() {
    return lock.intruder();
  }

  /** The same, but reads the owner's file only when it looks changed. */
  Optional<String> intruderIfChanged() {
    return lock.intruderIfChanged();
  }

  StoreLayout layout() {
    return layout;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  @Override
  public String toString() {
    return layout.root().toString();
  }
}
