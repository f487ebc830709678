package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.DocumentCheck.Verdict;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads the documents of one segment one after another, each checked as recovery checks it. It may
 * be put before any of them, and asked again for one that was not there yet: beside a writer the
 * next one appears as a whole, but for its length, which may be seen in parts for an instant.
 * Nothing is locked or written. One thread at a time.
 *
 * <p>A writer may give the segment back meanwhile, and zero its file: from the start on, so the
 * header goes first. What is shown is a copy that was made before: else nothing is found.
 */
public final class DocumentReader implements Closeable {
  private final Path file;
  private final int segment;
  private final NativeBytes memory;
  private final DocumentCheck check;
  private final int salt;
  private ByteBuffer copy = ByteBuffer.allocate(0); // of the document last read
  private int copied; // where that begins in the file
  private int offset;
  private long nextTransaction;
  private Verdict verdict = Verdict.WHOLE;

  private DocumentReader(Path file, SegmentHeader header, NativeBytes memory) {
    ByteBuffer bytes = memory.buffer();
    this.file = file;
    this.segment = header.segment();
    this.memory = memory;
    this.salt = SegmentHeader.salt(bytes);
    this.check = new DocumentCheck(bytes, salt);
    this.offset = SegmentHeader.BYTES;
    this.nextTransaction = header.firstTransaction();
  }

  /**
   * A reader before the first document of a segment.
   *
   * @param directory of the journal, not null
   * @param segment its number, 1 or more
   * @throws StoreCorruptException when it has no header, or that of another segment
   * @throws IOException when it is not there or cannot be read
   */
  public static DocumentReader of(Path directory, int segment) throws IOException {
    Path file = SegmentName.in(directory, segment);
    NativeBytes memory = SegmentFiles.mapReadOnly(file);
    try {
      if (!SegmentHeader.isIntact(memory.buffer())) {
        throw Corruption.at(file, 0, "a segment header", "none that agrees with its checksum");
      }
      SegmentHeader header = SegmentHeader.read(memory.buffer());
      if (header.segment() != segment) {
        throw Corruption.at(file, 0, "segment number " + segment, "" + header.segment());
      }
      return new DocumentReader(file, header, memory);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  /** Puts this before a document that is known to begin there. */
  public void moveTo(int documentOffset, long transaction) {
    offset = documentOffset;
    nextTransaction = transaction;
  }

  /** Whether the segment has the header still that it had; else it was given back, or made anew. */
  public boolean isCurrent() {
    return memory.buffer().getInt(0) == salt;
  }

  /** Where the next document begins, or will begin. */
  public int offset() {
    return offset;
  }

  /** The number of the first transaction in the next document. */
  public long nextTransaction() {
    return nextTransaction;
  }

  /**
   * Shows the records of the next document, when a whole one is there, and goes behind it.
   *
   * @return whether there was one
   */
  public boolean read(JournalVisitor visitor) {
    verdict = check.checkNext(offset, nextTransaction);
    if (verdict != Verdict.WHOLE || check.firstTransaction != nextTransaction) {
      return false;
    }
    copy(offset, check.end - offset);
    VarHandle.loadLoadFence();
    if (memory.buffer().getInt(0) != salt) {
      verdict = Verdict.NOTHING; // given back meanwhile, so the copy may be of anything
      return false;
    }
    long transaction = nextTransaction;
    offset = check.end;
    nextTransaction += check.transactions;
    visit(transaction, visitor);
    return true;
  }

  private void copy(int from, int length) {
    if (copy.capacity() < length) {
      copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
    memory.buffer().get(from, copy.array(), 0, length);
    copied = from;
  }

  private void visit(long firstTransaction, JournalVisitor visitor) {
    long transaction = firstTransaction;
    int record = copied + DocumentFormat.PREFIX_BYTES + DocumentFormat.HEADER_BYTES;
    while (offset - record > 3) {
      ByteBuffer operation = operationAt(record);
      int next = copied + operation.limit();
      boolean last = copy.getInt(record - copied + 4) < 0;
      visitor.record(transaction, Place.of(segment, record), operation, last);
      if (last) {
        transaction++;
      }
      record = next;
    }
  }

  /**
   * The operation of a record of the document that was just read, from position to limit; the same
   * view each time.
   *
   * @param record its offset, as in its place
   */
  public ByteBuffer operationAt(int record) {
    int at = record - copied;
    copy.clear();
    int length = copy.getInt(at + 4) & DocumentFormat.LENGTH_MASK;
    int start = at + DocumentFormat.FRAME_BYTES;
    return copy.limit(start + length).position(start);
  }

  /** Where the documents of the segment before this one end, by this one's header. */
  public int previousEnd() {
    return SegmentHeader.read(memory.buffer()).previousEnd();
  }

  /** Whether nothing lies here any more: zeros up to the file's end, or the end mark and zeros. */
  public boolean isAtCleanEnd() {
    ByteBuffer bytes = memory.buffer();
    boolean marked = check.check(offset, nextTransaction) == Verdict.END_MARK;
    int end = marked ? offset + DocumentFormat.PREFIX_BYTES : offset;
    return SegmentFiles.contentEnd(bytes, Math.min(end, bytes.limit())) <= end;
  }

  /** The report of what {@link #read} found when it found no whole document. */
  public StoreCorruptException damage() {
    return SegmentScanner.damaged(file, offset, nextTransaction, verdict, check);
  }

  @Override
  public void close() {
    memory.close();
  }
}
