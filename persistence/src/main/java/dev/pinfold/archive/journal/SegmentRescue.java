package dev.pinfold.archive.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A segment file of which nothing need be right: what is whole in it is found, also when its header
 * is damaged, and with it the salt of its checksums. Holds the file mapped until it is closed. One
 * thread at a time.
 */
public final class SegmentRescue implements Closeable {

  /** Told of what a segment holds, in order. */
  public interface Visitor {
    /**
     * A whole record.
     *
     * @param lowest its transaction is not before this one
     * @param next and it is before this one, which is the one behind it when the whole document is
     *     right; {@link Long#MAX_VALUE} when nothing tells
     * @param place by the segment's number
     * @param operation its bytes, from position to limit, little-endian, read-only; the same view
     *     for all calls, invalid after the call
     */
    void record(long lowest, long next, long place, ByteBuffer operation);

    /**
     * Bytes in which a record may have been, but none is whole.
     *
     * @param next all was before this transaction; {@link Long#MAX_VALUE} when nothing tells
     */
    void damaged(int from, int to, long next);

    /** The last bytes, of a document that was being written when its process died. */
    void torn(int from, int to);
  }

  /**
   * What the last documents of a segment tell.
   *
   * @param next the transaction behind the last one of a whole document
   * @param isMarked whether an end mark follows: there is another segment
   */
  public record End(long next, boolean isMarked) {}

  private final NativeBytes memory;
  private final ByteBuffer file;
  private final int named;
  private final int content;
  private final Optional<SegmentHeader> header;
  private final OptionalInt salt;
  private final OptionalLong first;
  private final long lowest; // as first, or 1 when documents before that are damaged
  private final long near;

  private SegmentRescue(int named, NativeBytes memory, long near) {
    this.memory = memory;
    this.file = memory.buffer();
    this.named = named;
    this.content = SegmentFiles.contentEnd(file, 0);
    this.header =
        SegmentHeader.isIntact(file) ? Optional.of(SegmentHeader.read(file)) : Optional.empty();
    this.salt =
        header.isPresent()
            ? OptionalInt.of(SegmentHeader.salt(file))
            : SaltSearch.of(file, content, near);
    int document = header.isPresent() ? SegmentHeader.BYTES : firstDocument(near);
    this.first =
        header.isPresent()
            ? OptionalLong.of(header.get().firstTransaction())
            : firstTransaction(document, near);
    this.lowest = document == SegmentHeader.BYTES ? first.getAsLong() : 1;
    this.near = first.orElse(near);
  }

  /** Where the first document begins of which the header is right; -1 when there is none. */
  private int firstDocument(long about) {
    if (salt.isPresent()) {
      DocumentCheck check = new DocumentCheck(file, salt.getAsInt());
      for (int at = SegmentHeader.BYTES; at < content; at += DocumentFormat.PREFIX_BYTES) {
        if (check.begins(at, about)) {
          return at;
        }
      }
    }
    return -1;
  }

  private OptionalLong firstTransaction(int document, long about) {
    return document < 0
        ? OptionalLong.empty()
        : OptionalLong.of(
            DocumentFormat.fullNumber(
                file.getInt(document + DocumentFormat.PREFIX_BYTES + 4), about));
  }

  /**
   * What has the names of segment files in a directory, in their order; none when it is no
   * directory.
   */
  public static List<Path> files(Path directory) throws IOException {
    return entries(directory).stream().map(SegmentFiles.Entry::file).toList();
  }

  private static List<SegmentFiles.Entry> entries(Path directory) throws IOException {
    try {
      return SegmentFiles.list(directory);
    } catch (NotDirectoryException e) {
      return List.of(); // who opens it tells of that
    }
  }

  /**
   * The stores that the segment files of a directory are of, one for each intact header; files that
   * cannot be read are left out.
   */
  public static List<UUID> stores(Path directory) throws IOException {
    List<UUID> stores = new ArrayList<>();
    for (SegmentFiles.Entry entry : entries(directory)) {
      header(entry).ifPresent(header -> stores.add(header.storeId()));
    }
    return stores;
  }

  private static Optional<SegmentHeader> header(SegmentFiles.Entry entry) {
    try {
      return entry.seen().isFile() ? SegmentHeader.load(entry.file()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // who opens it tells of that
    }
  }

  /** The number of a segment file, by its name. */
  public static int numberOf(Path file) {
    return SegmentName.parse(file).orElse(1);
  }

  /** What the last opening of a journal left there; empty when none can be read. */
  public static Optional<Begun> lastOpening(Path directory) {
    try {
      return Optional.ofNullable(Begun.read(directory));
    } catch (IOException e) {
      return Optional.empty(); // what can be saved is saved without it
    }
  }

  /**
   * Maps a segment file.
   *
   * @param path one of {@link #files}
   * @param near a transaction of the journal; those of the file are within 2^31 of it
   * @throws IOException when it cannot be read
   */
  public static SegmentRescue open(Path path, long near) throws IOException {
    NativeBytes memory = SegmentFiles.mapReadOnly(path);
    try {
      return new SegmentRescue(numberOf(path), memory, near);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** Whether its header is intact. */
  public boolean isHeaded() {
    return header.isPresent();
  }

  /** Its number, by its header; when that is damaged, by its name, which may be wrong. */
  public int segment() {
    return header.map(SegmentHeader::segment).orElse(named);
  }

  /** The store that it is of, by its header. */
  public Optional<UUID> storeId() {
    return header.map(SegmentHeader::storeId);
  }

  /** The segment before it, by its header; 0 when there is none. */
  public int previousSegment() {
    return header.map(SegmentHeader::previousSegment).orElse(0);
  }

  /** Where the documents of that segment end, by its header; what lies behind was given up. */
  public int previousEnd() {
    return header.map(SegmentHeader::previousEnd).orElse(Integer.MAX_VALUE);
  }

  /** The size that its file was made with, by its header; 0 when that is damaged. */
  public int segmentBytes() {
    return header.map(SegmentHeader::segmentBytes).orElse(0);
  }

  /** All up to this transaction were known to be forced, by its header; 0 when that is damaged. */
  public long forcedTransaction() {
    return header.map(SegmentHeader::forcedTransaction).orElse(0L);
  }

  /** What its checksums are taken with; empty when nothing tells it, and so nothing in it. */
  public OptionalInt salt() {
    return salt;
  }

  /**
   * The first transaction in it, as far as its header or the headers of its documents tell; empty
   * when they do not.
   */
  public OptionalLong firstTransaction() {
    return first;
  }

  /** Where the last byte ends that is not zero; 0 when there is none. */
  public int contentEnd() {
    return content;
  }

  /** The bytes of the file. */
  public int bytes() {
    return file.limit();
  }

  /**
   * Visits all that is whole, from the start, and tells of what is not.
   *
   * @param end where documents end at most, as far as that is known
   * @param told there was a transaction of this number, so that none up to it can be torn
   */
  public End visit(int end, long told, Visitor visitor) {
    if (salt.isEmpty()) {
      if (content > 0) {
        visitor.damaged(0, content, Long.MAX_VALUE);
      }
      return new End(1, false);
    }
    int stop = Math.min(end, file.limit());
    return new SegmentWalk(
            segment(), file, Math.min(content, stop), stop, told, salt.getAsInt(), visitor)
        .run(lowest, near);
  }

  @Override
  public void close() {
    memory.close();
  }
}
