package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The segment that is being written, through a mapping of the whole file, or by system calls where
 * that makes forcing cheaper ({@link SegmentChannel}); before, a prepared one, and afterwards,
 * until it is forced, a sealed one.
 *
 * <p>A document's content comes first, and its length in front of it last. A process that dies in
 * between leaves a length of 0, and nothing behind it: no document, or one that was not
 * acknowledged, where the content is whole.
 */
final class ActiveSegment implements UnforcedSegment {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int PAGE = 4096;

  private final int segment;
  private final Path file;
  private final SegmentMemory memory;
  private final MappedByteBuffer mapping;
  private final int capacity;
  private final AtomicInteger end = new AtomicInteger();
  private final SegmentChannel channel;
  private SegmentHeader header;
  private int salt;

  /** How far it is forced; only the leader of the group commit touches it. */
  private int forcedEnd;

  /** Whether the whole file, with its size, was forced before; touched as the one above is. */
  private boolean settled;

  /**
   * @param memory of the whole file, which it takes over
   * @param how the file was made
   */
  ActiveSegment(int segment, Path file, SegmentMemory memory, SegmentFiles.Fill how) {
    this.segment = segment;
    this.file = file;
    this.settled = how == SegmentFiles.Fill.FORCED;
    this.memory = memory;
    this.mapping = memory.written();
    this.channel = new SegmentChannel(file, memory.fileKey(), mapping);
    this.capacity = mapping.capacity();
  }

  /** What it is mapped by. */
  SegmentMemory memory() {
    return memory;
  }

  @Override
  public int segment() {
    return segment;
  }

  /**
   * Takes the first fault of every page beforehand. For files that are not forced ahead: their
   * pages are to be written to the device in any case.
   */
  void touch() {
    for (int at = 0; at < mapping.capacity(); at += PAGE) {
      mapping.put(at, (byte) 0);
    }
  }

  /** Forces it up to an offset; what was forced before is not forced again. */
  void force(int to, Device device) throws IOException {
    if (forcedEnd < to) {
      if (settled) {
        device.forceRange(file, mapping, forcedEnd, to - forcedEnd);
      } else {
        device.forceRange(file, mapping, 0, mapping.capacity()); // by mapping: it may be deleted
        settled = true;
      }
      forcedEnd = to;
    }
  }

  /**
   * Writes the header.
   *
   * @return false when it has to be another one: see {@link SegmentHeader#write}
   */
  boolean begin(SegmentHeader first) {
    if (!first.write(mapping)) {
      return false;
    }
    header = first;
    salt = SegmentHeader.salt(mapping);
    end.set(SegmentHeader.BYTES);
    return true;
  }

  int salt() {
    return salt;
  }

  /** Where the next prefix will lie. */
  int end() {
    return end.get();
  }

  /**
   * Appends a sealed document; there must be room. When it returns, the page cache has it. Its end
   * is published by a release write; what {@code JournalBenchmark.append} shows of that may be
   * scatter (docs/design/0008).
   *
   * @param isWritten whether it is to be written by system calls, for it may be forced soon
   * @throws UncheckedIOException when the file does not take it; it may be there in part
   */
  void append(DocumentBuffer document, boolean isWritten) {
    int prefix = end.getPlain();
    int content = prefix + DocumentFormat.PREFIX_BYTES;
    int size = document.paddedSize();
    if (!isWritten || !channel.write(document.content(), prefix)) {
      mapping.put(content, document.bytes(), 0, size);
      INT.setRelease(mapping, prefix, size);
    }
    end.lazySet(content + size);
  }

  /** Marks that there is a next segment: nothing is appended any more. */
  void markEnd() {
    channel.close();
    INT.setRelease(mapping, end.getPlain(), DocumentFormat.END_MARK);
  }

  /**
   * Forces it as a sealed one: its documents and the end mark. The mapping that was written through
   * is given back first: to write a mapped page out, the kernel has every processor that runs a
   * thread of ours forget it, one page after the other (docs/design/0007).
   */
  @Override
  public void force(Device device) throws IOException {
    memory.letGoOfWritten();
    device.forceRange(file, memory.untouched(), 0, capacity);
  }

  @Override
  public long firstTransaction() {
    return header.firstTransaction();
  }

  SegmentInfo info() {
    return new SegmentInfo(
        segment,
        file,
        header.firstTransaction(),
        SegmentHeader.BYTES,
        end.get(),
        capacity,
        header.previousSegment(),
        header.previousEnd());
  }

  @Override
  public void replaced() {
    memory.rest();
  }

  @Override
  public void release() {
    channel.close(); // unless it was sealed, when that was done
    memory.close();
  }
}
