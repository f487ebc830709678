package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The move of a sealed segment's file to another directory, in two steps, so that the long one
 * needs no lock: first whatever takes time, the file staying where it is and being read; then the
 * last one, which is quick. A process that ends anywhere in between leaves the file, its copy or
 * both, and then a later move brings it to its end.
 */
final class SegmentMove {
  private final Device device;
  private final Path file;
  private final Path archive;
  private final Path target;

  SegmentMove(Path file, Path archive, Device device) {
    this.device = device;
    this.file = file;
    this.archive = archive;
    this.target = archive.resolve(file.getFileName());
  }

  /**
   * Makes the file durable, and on another file system its copy. Can be done again.
   *
   * @throws FileAlreadyExistsException when something else has its name there
   */
  void prepare() throws IOException {
    SegmentFiles.force(file, device);
    OwnerOnly.createDirectories(archive, device);
    if (Files.exists(target)) {
      if (Files.mismatch(file, target) >= 0) {
        throw new FileAlreadyExistsException(
            target.toString(), null, "it is another file. Give each store a directory of its own");
      }
      SegmentFiles.force(target, device);
      device.forceDirectory(archive);
    } else if (!Files.getFileStore(file).equals(Files.getFileStore(archive))) {
      copy();
    }
  }

  private void copy() throws IOException {
    Path copy = archive.resolve(target.getFileName() + SegmentName.TEMPORARY_SUFFIX);
    try {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      SegmentFiles.force(copy, device);
      Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(copy); // a full disk should not be kept full by half a file
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    device.forceDirectory(archive);
  }

  /** After the preparation: the file goes. */
  void finish() throws IOException {
    if (!Files.exists(target)) {
      try {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (AtomicMoveNotSupportedException e) {
        copy(); // another file system after all
      }
    }
    Files.delete(file);
  }
}
