package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.FileWrites;
import java.io.Closeable;
import java.io.IOException;
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
 * least, so elsewhere nothing is written here. Opens the file when it is first used. By the thread
 * that appends, and closed by others when it does not any more.
 *
 * <p>What is not written here is to be written through the mapping. A process that dies leaves a
 * document whole or without a length, since that is written last, and four bytes at a multiple of
 * four are written as a whole or not at all. Who reads beside a writer may see them in parts, and
 * looks again.
 */
final class SegmentChannel implements Closeable {
  /**
   * A document of so many bytes is written also when others wait for the same force. Smaller ones
   * share a page, which is cheaper to touch once than to write often.
   */
  static final int WORTH_BYTES = 512;

  private static final Logger log = LoggerFactory.getLogger(SegmentChannel.class);
  private static final boolean IS_COHERENT = System.getProperty("os.name").equals("Linux");

  private final Path file;
  private final Object fileKey;
  private ByteBuffer prefix;
  private FileChannel channel;
  private boolean isUsable = IS_COHERENT;

  /**
   * @param fileKey of the segment's file: another one may have its name
   */
  SegmentChannel(Path file, Object fileKey) {
    this.file = file;
    this.fileKey = fileKey;
  }

  /**
   * Writes a document. An interrupt prevents it, and is kept for the caller. Whatever goes wrong,
   * the same bytes may be written to the same place through the mapping.
   *
   * @param content whole, from position to limit
   * @param at where its prefix is to lie
   * @return whether it is known to be there as a whole
   */
  boolean write(ByteBuffer content, int at) {
    if (!isUsable || Thread.currentThread().isInterrupted()) { // which would close the channel
      return false;
    }
    try {
      if (channel == null) {
        open();
      }
      int size = content.remaining();
      FileWrites.fully(channel, content, at + DocumentFormat.PREFIX_BYTES);
      FileWrites.fully(channel, prefix.clear().putInt(0, size), at);
      return true;
    } catch (ClosedByInterruptException e) {
      channel = null; // the next one opens it again
      return false;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      log.debug("{} is written through its mapping alone", file, e);
      close();
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
