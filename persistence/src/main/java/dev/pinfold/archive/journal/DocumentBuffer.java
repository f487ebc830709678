package dev.pinfold.archive.journal;

import dev.pinfold.MessageTooLargeException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Builds one document in native memory, from where it is copied into the segment. Reused from
 * document to document; one thread at a time.
 *
 * <pre>{@code
 * document.clear();
 * int offset = document.beginRecord();
 * document.target(100).put(operation);
 * document.endRecord(true);
 * long place = Place.ofRecord(journal.append(document, false), offset);
 * }</pre>
 */
public final class DocumentBuffer implements Closeable {
  private static final int FIRST_CAPACITY = 16 << 10;
  private static final int NO_RECORD = -1;

  private final int maxBytes;
  private final CRC32C crc = new CRC32C();
  private final byte[] scratch = new byte[20];
  private NativeBytes memory;
  private ByteBuffer buffer;
  private ByteBuffer view;

  private int size;
  private int transactions;
  private int record;
  private boolean whole;
  private boolean sealed;

  /**
   * An empty buffer.
   *
   * @param maxBytes the largest document, framing included: {@link Journal#maxDocumentBytes()} of
   *     the journal that it is for
   */
  public DocumentBuffer(int maxBytes) {
    if (maxBytes < DocumentFormat.MIN_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes must be at least " + DocumentFormat.MIN_BYTES + ", got " + maxBytes);
    }
    this.maxBytes = maxBytes;
    allocate(Math.min(FIRST_CAPACITY, DocumentFormat.pad(maxBytes)));
    clear();
  }

  /** Starts a new document; whatever was in the buffer is forgotten. */
  public void clear() {
    size = DocumentFormat.HEADER_BYTES;
    transactions = 0;
    record = NO_RECORD;
    whole = false;
    sealed = false;
    buffer.clear();
  }

  /**
   * Begins a record: its operation goes where {@link #target} says.
   *
   * @return the record's offset within the document, for {@link Place#ofRecord}
   */
  public int beginRecord() {
    if (record != NO_RECORD || sealed) {
      throw new IllegalStateException(
          sealed ? "the document was appended: clear it first" : "the last record was not ended");
    }
    reserve(size, DocumentFormat.FRAME_BYTES);
    record = size;
    buffer.position(size + DocumentFormat.FRAME_BYTES);
    return record;
  }

  /**
   * The buffer to write the operation into, at its position; little-endian. Ask again before each
   * stretch of bytes that may not fit: the buffer may be another one then. Only the position moves
   * the end of the operation.
   *
   * @param atLeast how many bytes must fit from the position on
   * @throws MessageTooLargeException when the document would become larger than a segment takes;
   *     the record is dropped, the records before it stay
   */
  public ByteBuffer target(int atLeast) {
    if (record == NO_RECORD) {
      throw new IllegalStateException("no record was begun");
    }
    if (buffer.remaining() < atLeast) {
      int position = buffer.position();
      reserve(position, atLeast);
      buffer.position(position);
    }
    return buffer;
  }

  /**
   * Ends the record at the target's position.
   *
   * @param lastOfTransaction whether the transaction ends with it
   */
  public void endRecord(boolean lastOfTransaction) {
    if (record == NO_RECORD) {
      throw new IllegalStateException("no record was begun");
    }
    int end = buffer.position();
    int length = end - record - DocumentFormat.FRAME_BYTES;
    if (length < 1) {
      throw new IllegalStateException("an operation has at least one byte");
    }
    reserve(end, 0);
    int flags = lastOfTransaction ? DocumentFormat.LAST_OF_TRANSACTION : 0;
    buffer.putInt(record + 4, length | flags);
    view.limit(end).position(record + 4);
    crc.reset();
    crc.update(view);
    buffer.putInt(record, (int) crc.getValue());
    size = end;
    record = NO_RECORD;
    whole = lastOfTransaction;
    if (lastOfTransaction) {
      transactions++;
    }
  }

  /** Drops the record that was begun and not ended, if there is one. */
  public void cancelRecord() {
    record = NO_RECORD;
  }

  /** How many transactions were ended in this document. */
  public int transactions() {
    return transactions;
  }

  /** The bytes of the document so far: its header and all ended records. */
  public int size() {
    return size;
  }

  /** Whether it holds at least one transaction and ends with a whole one. */
  public boolean isWhole() {
    return whole && record == NO_RECORD;
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    view = null;
    buffer = null;
    memory.close();
  }

  ByteBuffer bytes() {
    return buffer;
  }

  /** All that is to lie in the file, from position to limit; the same view each time. */
  ByteBuffer content() {
    return view.limit(paddedSize()).position(0);
  }

  int paddedSize() {
    return DocumentFormat.pad(size);
  }

  /**
   * Writes what could not be known before: numbers and salt. Afterwards the document is exactly as
   * in the file at {@code offset}, and good for nothing else.
   */
  void seal(int salt, int offset, long firstTransaction, int lag) {
    if (sealed) {
      throw new IllegalStateException("the document was appended: clear it first");
    }
    sealed = true;
    int end = size;
    for (int at = DocumentFormat.HEADER_BYTES; at < end; ) {
      buffer.putInt(at, buffer.getInt(at) ^ salt ^ (offset + at));
      at += DocumentFormat.FRAME_BYTES + (buffer.getInt(at + 4) & DocumentFormat.LENGTH_MASK);
    }
    int padded = paddedSize();
    for (int at = end; at < padded; at++) {
      buffer.put(at, (byte) 0);
    }
    int check = DocumentFormat.headerChecksum(crc, scratch, offset, padded, firstTransaction, lag);
    buffer.putInt(0, check ^ salt);
    buffer.putInt(4, (int) firstTransaction);
    buffer.putInt(8, lag);
  }

  private void reserve(int position, int bytes) {
    long needed = (long) position + bytes;
    if (needed > maxBytes) {
      record = NO_RECORD;
      throw new MessageTooLargeException(
          "A document of "
              + needed
              + " bytes or more was asked for; at most "
              + maxBytes
              + " fit, a quarter of a segment. Make it smaller, or open the store with larger"
              + " segmentBytes",
          null);
    }
    int padded = DocumentFormat.pad((int) needed);
    if (padded > buffer.capacity()) {
      long doubled = Math.max(padded, Math.min(2L * buffer.capacity(), maxBytes));
      NativeBytes old = memory;
      allocate(DocumentFormat.pad((int) doubled));
      try (old) {
        buffer.put(old.buffer().limit(position).position(0));
      }
    }
  }

  /** Memory may be too short for it: then what there is stays. */
  private void allocate(int capacity) {
    NativeBytes allocated = NativeBytes.allocate(capacity);
    ByteBuffer bytes = allocated.buffer();
    view = bytes.duplicate();
    buffer = bytes;
    memory = allocated;
  }
}
