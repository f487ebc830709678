package dev.pinfold.archive.snapshot;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.FileWrites;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.SeenFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The directory of a store's snapshots.
 *
 * <p>A snapshot is written to a temporary file, forced, verified by reading it again, renamed, and
 * the directory is forced: there is never a file under a snapshot's name that was not whole when it
 * got that name. When one is read its magic, lengths and checksums are checked before its state
 * machine sees a byte. Memory does not grow with the size of a snapshot.
 *
 * <p>A damaged file is never deleted while fewer than the wanted number of good ones are newer than
 * it, and never renamed: it does not count, and it is reported.
 *
 * <p>Writing and pruning are for one thread at a time, of the process that holds the store's lock;
 * everything else may be called by any thread, and by another process on a read-only store. All
 * methods block on the file system.
 */
public final class SnapshotStore {
  private final Path directory;
  private final Optional<UUID> storeId;
  private final SnapshotEncoding encoding;
  private final Device device;
  private final boolean writable;
  private final List<Path> removedTemporaries;

  private SnapshotStore(
      Path directory,
      Optional<UUID> storeId,
      SnapshotEncoding encoding,
      Device device,
      boolean writable,
      List<Path> removedTemporaries) {
    this.directory = directory;
    this.storeId = storeId;
    this.encoding = encoding;
    this.device = device;
    this.writable = writable;
    this.removedTemporaries = List.copyOf(removedTemporaries);
  }

  /**
   * Opens the directory for reading and writing; creates it if need be (for the owner only), and
   * removes temporary files that a crash left.
   *
   * @param directory where the snapshots are, not null
   * @param storeId the store that they must belong to, not null; others are rejected
   * @param encoding how bodies are encoded, not null
   * @param device makes snapshots durable, not null
   */
  public static SnapshotStore open(
      Path directory, UUID storeId, SnapshotEncoding encoding, Device device) throws IOException {
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(device, "device");
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, OwnerOnly.DIRECTORY);
      device.forceDirectory(directory.toAbsolutePath().getParent());
    }
    List<Path> stale = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SeenFile.directory(directory))) {
      for (Path file : files) {
        if (SnapshotName.isTemporary(file.getFileName().toString())) {
          Files.delete(file);
          stale.add(file);
        }
      }
    }
    device.forceDirectory(
        directory); // a killed process may not have come to it: its names count now
    return new SnapshotStore(directory, Optional.of(storeId), encoding, device, true, stale);
  }

  /**
   * Looks at a directory without writing to it, also beside its owner; a missing one is as an empty
   * one. Snapshots of any store are accepted: the reader is given the header.
   *
   * @param directory where the snapshots are, not null
   * @param encoding how bodies are encoded, not null
   */
  public static SnapshotStore readOnly(Path directory, SnapshotEncoding encoding) {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(encoding, "encoding");
    return new SnapshotStore(
        directory, Optional.empty(), encoding, Device.SYSTEM, false, List.of());
  }

  /** The temporary files that opening removed: snapshots during which the process ended. */
  public List<Path> removedTemporaries() {
    return removedTemporaries;
  }

  /** Writes the state of a state machine. */
  @FunctionalInterface
  public interface Writer {
    /** Writes the body; it need not flush. */
    void writeTo(SnapshotOutput out) throws IOException;
  }

  /**
   * Reads the state of a state machine.
   *
   * @param <R> what it makes of it
   */
  @FunctionalInterface
  public interface Reader<R> {
    /**
     * Reads the body, all of it.
     *
     * @throws SnapshotUnreadableException to have the next older snapshot tried: this one is for
     *     another machine or version, refers to what is not there, or says nonsense. What else it
     *     throws, but for an IOException, ends the search
     */
    R read(SnapshotHeader header, SnapshotInput in) throws IOException;
  }

  /**
   * Writes a snapshot. On return it is durable. One of the same transaction is replaced. After an
   * exception of any kind there is nothing new in the directory, unless the very last step, to
   * force the directory, failed.
   *
   * @param header what it says about itself, not null; of this store
   * @param body writes the state, not null
   * @return its file
   * @throws IOException if a file cannot be written; {@link SnapshotUnreadableException} if what
   *     was written is not what is read again
   * @throws IllegalStateException if the store is open for reading only
   */
  public SnapshotFile write(SnapshotHeader header, Writer body) throws IOException {
    requireWritable();
    if (!header.storeId().equals(storeId.orElseThrow())) {
      throw new IllegalArgumentException(
          "The snapshot is of the store "
              + header.storeId()
              + ", this is "
              + storeId.orElseThrow());
    }
    SnapshotName name = new SnapshotName(header.transaction());
    Path temporary = directory.resolve(name.temporaryFileName());
    Path target = directory.resolve(name.fileName());
    Files.deleteIfExists(temporary);
    long bytes;
    try {
      bytes = writeTemporary(temporary, header, body);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      discard(temporary, failure);
      throw failure;
    }
    device.forceDirectory(directory);
    return new SnapshotFile(target, name, bytes);
  }

  /** The body first, since only then its length is known; then the header in the gap before it. */
  private long writeTemporary(Path temporary, SnapshotHeader header, Writer body)
      throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
    try (FileChannel file = FileChannel.open(temporary, options, OwnerOnly.FILE)) {
      int bodyAt = SnapshotFormat.headerBytes(header);
      BodyStream.Out stream = new BodyStream.Out(file, bodyAt);
      SnapshotOutput out = encoding.output(stream);
      body.writeTo(out);
      out.flush();
      FileWrites.fully(file, SnapshotFormat.trailer(stream.crc()), bodyAt + stream.bytes());
      FileWrites.fully(file, SnapshotFormat.header(header, stream.bytes()), 0);
      device.forceFile(temporary, file);
      SnapshotHeader again = SnapshotFormat.verify(file).header();
      if (!again.equals(header)) {
        throw new SnapshotUnreadableException(0, header.toString(), again.toString());
      }
      return file.size();
    }
  }

  private static void discard(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e); // opening removes it the next time
    }
  }

  /**
   * What is a snapshot by its name, newest first; nothing is read of it. What is no file is
   * damaged.
   */
  public List<SnapshotFile> list() throws IOException {
    List<SnapshotFile> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SeenFile.directory(directory))) {
      for (Path path : files) {
        Optional<SnapshotName> name = SnapshotName.parse(path.getFileName().toString());
        if (name.isPresent()) {
          addIfThere(found, path, name.get());
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    found.sort(Comparator.comparing(SnapshotFile::name).reversed());
    return found;
  }

  private static void addIfThere(List<SnapshotFile> found, Path path, SnapshotName name)
      throws IOException {
    try {
      SeenFile seen = SeenFile.at(path);
      found.add(new SnapshotFile(path, name, seen.isFile() ? seen.bytes() : 0));
    } catch (NoSuchFileException e) {
      return; // its owner has deleted it meanwhile
    }
  }

  /** Anything but a file was not written as a snapshot, and opening it may wait for ever. */
  private static FileChannel open(SnapshotFile file) throws IOException {
    SeenFile seen = SeenFile.at(file.path());
    if (!seen.isFile()) {
      throw new SnapshotUnreadableException(0, SeenFile.Kind.FILE.words(), seen.kind().words());
    }
    return FileChannel.open(file.path(), StandardOpenOption.READ);
  }

  /**
   * Checks a file as a whole: reads all of it once.
   *
   * @param file one of {@link #list}
   * @return its header
   * @throws SnapshotUnreadableException if it is damaged, of another store, or not the transaction
   *     that its name says; the message says where
   * @throws IOException if it cannot be read
   */
  public VerifiedSnapshot verify(SnapshotFile file) throws IOException {
    try (FileChannel channel = open(file)) {
      return new VerifiedSnapshot(file, verify(file, channel).header());
    }
  }

  /**
   * Whether a file that does not verify was written by a later release, rather than damaged.
   *
   * @param file one of {@link #list}
   * @throws IOException if it cannot be read
   */
  public boolean isOfLaterVersion(SnapshotFile file) throws IOException {
    try (FileChannel channel = open(file)) {
      return SnapshotFormat.isOfLaterVersion(channel);
    } catch (SnapshotUnreadableException e) {
      return false; // it is no file
    }
  }

  private SnapshotFormat.Layout verify(SnapshotFile file, FileChannel channel) throws IOException {
    SnapshotFormat.Layout layout = SnapshotFormat.verify(channel);
    SnapshotHeader header = layout.header();
    if (header.transaction() != file.transaction()) {
      throw new SnapshotUnreadableException(
          32, "transaction " + file.transaction() + " as in its name", "" + header.transaction());
    }
    if (storeId.isPresent() && !storeId.get().equals(header.storeId())) {
      throw new SnapshotUnreadableException(
          16, "the store " + storeId.get(), "the store " + header.storeId());
    }
    return layout;
  }

  /**
   * Reads the newest snapshot that can be read. Each file is checked as a whole before its body is
   * given to the reader.
   *
   * @param reader makes the state of a body; it may be called several times, each time anew
   * @param <R> what it makes
   * @return the state, if there is any, and the snapshots that were rejected before it
   * @throws IOException if the directory cannot be listed
   */
  public <R> SnapshotSearch<R> newestGood(Reader<R> reader) throws IOException {
    List<RejectedSnapshot> rejected = new ArrayList<>();
    for (SnapshotFile file : list()) {
      try {
        return new SnapshotSearch<>(Optional.of(load(file, reader)), rejected);
      } catch (IOException e) {
        rejected.add(new RejectedSnapshot(file, reason(e)));
      }
    }
    return new SnapshotSearch<>(Optional.empty(), rejected);
  }

  /**
   * Reads the state of one snapshot, which is verified first.
   *
   * @param file one of {@link #list}
   * @param reader is given its header and its body
   * @throws SnapshotUnreadableException if it is damaged, or its reader says so
   * @throws IOException if it cannot be read
   */
  public <R> R read(SnapshotFile file, Reader<R> reader) throws IOException {
    return load(file, reader).state();
  }

  private <R> SnapshotSearch.Loaded<R> load(SnapshotFile file, Reader<R> reader)
      throws IOException {
    try (FileChannel channel = open(file)) {
      SnapshotFormat.Layout layout = verify(file, channel);
      BodyStream.In body = new BodyStream.In(channel, layout.bodyAt(), layout.bodyBytes());
      SnapshotInput in = encoding.input(body, layout.bodyBytes());
      R state = reader.read(layout.header(), in);
      long end = layout.bodyAt() + layout.bodyBytes();
      if (in.remaining() != 0) {
        throw new SnapshotUnreadableException(
            end - in.remaining(),
            "the end of the state",
            in.remaining() + " bytes that its reader does not know");
      }
      if (body.crc() != layout.bodyCrc()) {
        throw new SnapshotUnreadableException(
            end,
            "the body's CRC-32C " + Integer.toHexString(layout.bodyCrc()),
            Integer.toHexString(body.crc()) + ": the file changed while it was read");
      }
      return new SnapshotSearch.Loaded<>(new VerifiedSnapshot(file, layout.header()), state);
    }
  }

  /**
   * Deletes the snapshots that are older than the newest good ones. Damaged ones do not count: with
   * fewer good ones than wanted nothing is deleted. Reads the files that it keeps.
   *
   * @param wanted how many good ones to keep, 1 or more
   * @return what is kept and what is gone; the deletion is durable
   * @throws IOException if the directory cannot be read or written
   * @throws IllegalStateException if the store is open for reading only
   */
  public SnapshotPruning keepNewest(int wanted) throws IOException {
    requireWritable();
    if (wanted < 1) {
      throw new IllegalArgumentException("wanted is " + wanted + " and must be 1 or more");
    }
    List<VerifiedSnapshot> kept = new ArrayList<>();
    List<RejectedSnapshot> damaged = new ArrayList<>();
    List<SnapshotFile> deleted = new ArrayList<>();
    for (SnapshotFile file : list()) {
      if (kept.size() == wanted) {
        if (Files.isRegularFile(file.path())) { // else it was never a snapshot
          Files.deleteIfExists(file.path());
          deleted.add(file);
        }
        continue;
      }
      try {
        kept.add(verify(file));
      } catch (IOException e) {
        damaged.add(new RejectedSnapshot(file, reason(e)));
      }
    }
    if (!deleted.isEmpty()) {
      device.forceDirectory(directory);
    }
    return new SnapshotPruning(kept, damaged, deleted);
  }

  private static String reason(IOException e) {
    return e instanceof SnapshotUnreadableException ? e.getMessage() : e.toString();
  }

  private void requireWritable() {
    if (!writable) {
      throw new IllegalStateException(directory + " is open for reading only");
    }
  }
}
