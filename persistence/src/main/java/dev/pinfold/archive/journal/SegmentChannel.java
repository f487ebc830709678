package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.FileWrites;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes documents to one segment by system calls, for who forces them soon: a page that was
 * written through a mapping costs a fault after each force, and at the next one an interrupt of all
 * processors (docs/design/0008). The kernel shows the same pages by the mappings, on Linux at
 * least, so elsewhere nothing is written here; nor where a file system does not show in the mapping
 * what was written first. Opens the file when it is first used. By the thread that appends, and
 * closed by others when it does not any more.
 *
 * <p>What is not written here is to be written through the mapping. A process that dies leaves a
 * document whole or without a length, since that is written last, and four bytes at a multiple of
 * four are written as a whole or not at all. Who reads beside a writer may see them in parts, and
 * looks again.
 */
final class SegmentChannel implements Closeable {
  /**
   * Documents of so many bytes are written also when there are others for the same force. Smaller
   * ones share a page, which is cheaper to touch once than to write often.
   */
  private static final int WORTH_BYTES = 512;

  /** The same where nobody waits for a force, and so pages are touched once only. */
  private static final int ALWAYS_WORTH_BYTES = 2048;

  private static final Logger log = LoggerFactory.getLogger(SegmentChannel.class);
  private static final boolean IS_COHERENT = System.getProperty("os.name").equals("Linux");

  private final Path file;
  private final Object fileKey;
  private final ByteBuffer mapping;
  private ByteBuffer prefix;
  private FileChannel channel;
  private boolean isUsable = IS_COHERENT;
  private boolean isSeen;

  /**
   * @param fileKey of the segment's file: another one may have its name
   * @param mapping of the whole file, to see what was written
   */
  SegmentChannel(Path file, Object fileKey, ByteBuffer mapping) {
    this.file = file;
    this.fileKey = fileKey;
    this.mapping = mapping;
  }

  /**
   * Whether a document is better written here, where forces are expected.
   *
   * @param isFirst whether all before it is forced
   * @param isAwaited whether somebody waits for a force
   */
  static boolean isWorthwhile(int bytes, boolean isFirst, boolean isAwaited) {
    return isFirst || bytes >= (isAwaited ? WORTH_BYTES : ALWAYS_WORTH_BYTES);
  }

  /**
   * Writes a document, where the file can be opened. An interrupt prevents it, and is kept for the
   * caller.
   *
   * @param content whole, from 0 to its limit
   * @param at where its prefix is to lie
   * @return whether it is known to be there as a whole; else the same bytes may be written to the
   *     same place through the mapping
   * @throws UncheckedIOException when the file does not take what is written, as when the disk is
   *     full; the mapping would not say so
   */
  boolean write(ByteBuffer content, int at) {
    if (!isUsable || Thread.currentThread().isInterrupted()) { // which would close the channel
      return false;
    }
    if (channel == null && !canOpen()) {
      return false;
    }
    int size = content.remaining();
    try {
      FileWrites.fully(channel, content, at + DocumentFormat.PREFIX_BYTES);
      FileWrites.fully(channel, prefix.clear().putInt(0, size), at);
    } catch (ClosedByInterruptException e) {
      channel = null; // the next one opens it again
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + file, e);
    }
    return isSeen || looksForIt(content.flip(), at);
  }

  private boolean canOpen() {
    try {
      open();
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      close();
      log.debug("{} is written through its mapping alone", file, e);
      return false;
    }
  }

  private void open() throws IOException {
    prefix = ByteBuffer.allocateDirect(DocumentFormat.PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    channel = FileChannel.open(file, StandardOpenOption.WRITE);
    if (!SegmentMemory.keyOf(file).equals(fileKey)) {
      throw new IOException("another file has taken the place of " + file);
    }
  }

  /** What was written first is looked for, so that a mapping that goes its own way is found. */
  private boolean looksForIt(ByteBuffer content, int at) {
    int begin = at + DocumentFormat.PREFIX_BYTES;
    int size = content.remaining();
    isSeen =
        mapping.getInt(at) == prefix.getInt(0)
            && content.mismatch(mapping.slice(begin, size)) == -1;
    if (!isSeen) {
      close();
      log.warn("{} does not show what is written to it when it is mapped: it is mapped only", file);
    }
    return isSeen;
  }

  /** For good. */
  @Override
  public void close() {
    isUsable = false;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        log.debug("nothing was to be done with {} any more", file, e);
      }
      channel = null;
    }
  }
}
