package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A segment file's mappings: one to write through, and one to force by, of which no page is ever
 * touched (docs/design/0007). The former goes before the file is forced as a whole. A file that was
 * not keeps both while it is used again under other names, and the one that it was read through,
 * since the first touch of each page of a mapping costs more than what is written to it
 * (docs/design/0008).
 *
 * <p>Thread-safe; whoever uses the buffers makes sure that they do not go meanwhile.
 */
final class SegmentMemory {
  private final NativeBytes written;
  private final NativeBytes untouched;
  private final Object fileKey;

  /** Guarded by this, as the one below. */
  private boolean isAtRest;

  private boolean isForgotten;

  /** What it was read through, while nobody reads it; or null. Guarded by this. */
  private NativeBytes readable;

  private SegmentMemory(NativeBytes written, NativeBytes untouched, Object fileKey) {
    this.written = written;
    this.untouched = untouched;
    this.fileKey = fileKey;
  }

  static SegmentMemory map(Path file) throws IOException {
    Object fileKey = keyOf(file);
    NativeBytes written = SegmentFiles.mapReadWrite(file);
    try {
      return new SegmentMemory(written, SegmentFiles.mapReadWrite(file), fileKey);
    } catch (IOException | RuntimeException | Error e) {
      written.close();
      throw e;
    }
  }

  /** What tells a file from all others, whatever its name; null where the system does not tell. */
  static Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** The {@link #keyOf key} of the file that is mapped. */
  Object fileKey() {
    return fileKey;
  }

  /** The mapping to write through; null once it was let go of. */
  MappedByteBuffer written() {
    return (MappedByteBuffer) written.buffer();
  }

  /** The mapping to force by; null once it was closed. */
  MappedByteBuffer untouched() {
    return (MappedByteBuffer) untouched.buffer();
  }

  /** Gives back the mapping to write through. */
  synchronized void letGoOfWritten() {
    written.close();
  }

  /** Nothing is written through it, nor forced by it, until the file is used again. */
  synchronized void rest() {
    isAtRest = true;
    if (isForgotten) {
      close();
    }
  }

  /**
   * Whether it was at rest, and so is now the asker's, who uses the file again. Else it goes when
   * those are done who have it.
   */
  synchronized boolean isTakenOver() {
    if (isAtRest) {
      isAtRest = false;
      return true;
    }
    isForgotten = true;
    return false;
  }

  /**
   * Keeps the mapping that the file was read through for when it is used again. Not when it is not
   * at rest: then it may still be forced, or was, and its mappings go with that.
   *
   * @return whether it does
   */
  synchronized boolean keeps(NativeBytes mapping) {
    if (isAtRest) {
      readable = mapping;
    }
    return isAtRest;
  }

  /** The mapping that the file was read through under another name, now the asker's; or null. */
  synchronized NativeBytes takeReadable() {
    NativeBytes taken = readable;
    readable = null;
    return taken;
  }

  /** Nobody will use the file again: gives it back when it is at rest, now or later. */
  synchronized void forget() {
    if (isTakenOver()) {
      close();
    }
  }

  /** Gives it back. */
  synchronized void close() {
    isAtRest = false;
    written.close();
    untouched.close();
    if (readable != null) {
      readable.close();
      readable = null;
    }
  }
}
