package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.files.SeenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A segment file during a scan: its header, if it has an intact one, and its bytes on demand. */
final class SegmentFile {
  private static final int HEAD_BYTES = 4 << 10;

  private final SegmentFiles.Entry entry;
  private SegmentHeader header;
  private int version;
  private int salt;
  private NativeBytes mapped;

  private SegmentFile(SegmentFiles.Entry entry) {
    this.entry = entry;
  }

  /**
   * Reads the header.
   *
   * @throws StoreCorruptException when it is no file
   */
  static SegmentFile load(SegmentFiles.Entry entry) throws IOException {
    if (!entry.seen().isFile()) {
      throw Corruption.at(entry.file(), 0, SeenFile.Kind.FILE.words(), entry.seen().kind().words());
    }
    SegmentFile file = new SegmentFile(entry);
    ByteBuffer bytes = SegmentHeader.bytes(entry.file());
    if (SegmentHeader.isIntact(bytes)) {
      file.version = SegmentHeader.version(bytes);
      file.salt = SegmentHeader.salt(bytes);
      file.header = SegmentHeader.read(bytes);
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

  /**
   * Whether the file is smaller than it was made; without a header, of a size that none is made.
   */
  boolean isShort() {
    return header == null
        ? !JournalOptions.isSegmentSize(entry.bytes())
        : entry.bytes() < header.segmentBytes();
  }

  /** The bytes of the file, of which not all need be mapped. */
  long size() {
    return entry.bytes();
  }

  ByteBuffer bytes() {
    if (mapped == null) {
      try {
        mapped = SegmentFiles.mapReadOnly(entry.file());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + entry.file(), e);
      }
    }
    return mapped.buffer();
  }

  DocumentCheck check() {
    return new DocumentCheck(bytes(), salt);
  }

  void unmap() {
    if (mapped != null) {
      mapped.close();
      mapped = null;
    }
  }

  SegmentInfo info(int end) {
    return new SegmentInfo(
        segment(),
        path(),
        header.firstTransaction(),
        SegmentHeader.BYTES,
        end,
        entry.bytes(),
        header.previousSegment(),
        header.previousEnd());
  }

  /** Whether there is nothing in it. */
  boolean isPrepared() {
    return SegmentFiles.contentEnd(bytes(), 0) == 0;
  }

  /** Whether there is nothing at its start, where a header and documents would be. */
  boolean hasEmptyHead() {
    ByteBuffer bytes = bytes();
    return SegmentFiles.contentEnd(bytes.slice(0, Math.min(HEAD_BYTES, bytes.limit())), 0) == 0;
  }

  /** Whether the writing of its header came to its end, although its content is bad. */
  boolean hasFinishedHeader() {
    return SegmentHeader.isFinished(bytes());
  }

  /** The version that its header states, 0 without one. */
  int version() {
    return version;
  }

  void requireVersion() {
    if (version != SegmentHeader.VERSION) {
      throw new StoreCorruptException(
          path(),
          0,
          "format version " + SegmentHeader.VERSION,
          "version " + version,
          "Open it with the release that wrote it.");
    }
  }

  /** Refuses a header that does not agree with its surroundings. */
  void require(boolean agrees, String what, Object expected, Object actual) {
    if (!agrees) {
      throw Corruption.at(path(), 0, what + " " + expected, String.valueOf(actual));
    }
  }
}
