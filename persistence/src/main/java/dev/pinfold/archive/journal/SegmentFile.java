package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A segment file during a scan: its header, if it has an intact one, and its bytes on demand. */
final class SegmentFile {
  private final SegmentFiles.Entry entry;
  private SegmentHeader header;
  private int headerAt = -1;
  private int version;
  private int salt;
  private ByteBuffer mapped;

  private SegmentFile(SegmentFiles.Entry entry) {
    this.entry = entry;
  }

  /** Reads the header; the file is not kept mapped. */
  static SegmentFile load(SegmentFiles.Entry entry) throws IOException {
    SegmentFile file = new SegmentFile(entry);
    ByteBuffer bytes = SegmentFiles.mapReadOnly(entry.file());
    try {
      file.headerAt = SegmentHeader.find(bytes);
      if (file.headerAt >= 0) {
        file.version = SegmentHeader.version(bytes, file.headerAt);
        file.salt = SegmentHeader.salt(bytes, file.headerAt);
        file.header = SegmentHeader.decode(bytes, file.headerAt);
      }
    } finally {
      Unmapper.free(bytes);
    }
    return file;
  }

  int segment() {
    return entry.segment();
  }

  Path path() {
    return entry.file();
  }

  boolean isHeaded() {
    return header != null;
  }

  SegmentHeader header() {
    return header;
  }

  /** Where the first document begins. */
  int dataOffset() {
    return headerAt + SegmentHeader.BYTES;
  }

  /**
   * Whether the file is smaller than it was made.
   *
   * @param like the segment before it, which tells the size when this one's header is lost; or null
   */
  boolean isShort(SegmentFile like) {
    SegmentFile source = header != null ? this : like;
    int segmentBytes =
        source == null || source.header == null
            ? JournalOptions.MIN_SEGMENT
            : source.header.segmentBytes();
    return entry.bytes() < JournalOptions.fileBytes(segmentBytes);
  }

  ByteBuffer bytes() {
    if (mapped == null) {
      try {
        mapped = SegmentFiles.mapReadOnly(entry.file());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + entry.file(), e);
      }
    }
    return mapped;
  }

  DocumentCheck check() {
    return new DocumentCheck(bytes(), salt);
  }

  void unmap() {
    Unmapper.free(mapped);
    mapped = null;
  }

  SegmentInfo info(int end) {
    return new SegmentInfo(
        segment(),
        path(),
        header.firstTransaction(),
        dataOffset(),
        end,
        entry.bytes(),
        header.previousSegment(),
        header.previousEnd());
  }

  /** Whether there is nothing in it but what Chronicle writes ahead of the first document. */
  boolean isPrepared() {
    int at = firstDocument();
    return SegmentFiles.contentEnd(bytes(), at) == at;
  }

  /**
   * Whether it was left while Chronicle wrote what goes ahead of the first document: nothing lies
   * where a header would begin, or after that.
   *
   * @param like a segment with a header, which begins at the same place in all
   */
  boolean isHalfPrepared(SegmentFile like) {
    int preface = like.headerAt - DocumentFormat.PREFIX_BYTES;
    int at = firstDocument();
    return at < preface
        && preface < bytes().limit()
        && bytes().getInt(at) < 0 // bit 31: incomplete; our documents never carry it
        && SegmentFiles.contentEnd(bytes(), preface) == preface;
  }

  /** Whether the prefix of the header's document was written, although its content is bad. */
  boolean hasCompleteHeaderPrefix() {
    int at = firstDocument();
    int room = bytes().limit() - at - DocumentFormat.PREFIX_BYTES;
    return room >= SegmentHeader.BYTES && bytes().getInt(at) > 0;
  }

  /** The offset of the first prefix that is not a finished metadata document of Chronicle's. */
  private int firstDocument() {
    ByteBuffer file = bytes();
    int limit = Math.min(file.limit(), SegmentHeader.SEARCH_BYTES);
    int at = 0;
    while (at <= limit - DocumentFormat.PREFIX_BYTES) {
      int prefix = file.getInt(at);
      int length = prefix & DocumentFormat.LENGTH_MASK;
      if (prefix >>> 30 != 1 || length > limit - at - DocumentFormat.PREFIX_BYTES) {
        break;
      }
      at = DocumentFormat.pad(at + DocumentFormat.PREFIX_BYTES + length);
    }
    return Math.min(at, file.limit());
  }

  void requireVersion() {
    if (version != SegmentHeader.VERSION) {
      throw new StoreCorruptException(
          path(),
          headerAt,
          "format version " + SegmentHeader.VERSION,
          "version " + version,
          "Open it with the release that wrote it.");
    }
  }

  /** Refuses a header that does not agree with its surroundings. */
  void require(boolean agrees, String what, Object expected, Object actual) {
    if (!agrees) {
      throw Corruption.at(path(), headerAt, what + " " + expected, String.valueOf(actual));
    }
  }
}
