package dev.pinfold.archive.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/**
 * Reads records by their places, from read-only mappings of its own. Mappings are made when first
 * needed, unless one was kept with a file that is used again, and are bounded in number: the one
 * used least recently goes. One thread at a time, under the same lock as deletions, so that no
 * mapping goes while it is read.
 */
final class SegmentReader {
  /** A Linux process has 65,530 mappings by default, to share with everything else in it. */
  static final int MAX_MAPPED = 256;

  private static final class Mapped {
    private final int segment;
    private final Path file;
    private final NativeBytes memory;
    private final ByteBuffer bytes;
    private final ByteBuffer view;
    private final int salt;

    Mapped(int segment, Path file, NativeBytes memory) {
      this.segment = segment;
      this.file = file;
      this.memory = memory;
      this.bytes = memory.buffer();
      this.view = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      this.salt = SegmentHeader.salt(bytes);
    }
  }

  private final Path directory;
  private final int maxMapped;
  private final IntFunction<SegmentMemory> memories;
  private final CRC32C crc = new CRC32C();

  /** The one used least recently first. */
  private final LinkedHashMap<Integer, Mapped> mapped = new LinkedHashMap<>(16, 0.75f, true);

  /** The one that was read last, or null: mostly it is read again (docs/design/0008). */
  private Mapped recent;

  /**
   * @param memories of segments that were written here, null for others
   */
  SegmentReader(Path directory, int maxMapped, IntFunction<SegmentMemory> memories) {
    this.directory = directory;
    this.maxMapped = maxMapped;
    this.memories = memories;
  }

  ByteBuffer read(long place) {
    int number = Place.segment(place);
    if (recent == null || recent.segment != number) {
      recent = of(number);
    }
    Mapped segment = recent;
    int at = Place.offset(place);
    ByteBuffer bytes = segment.bytes;
    int room = bytes.limit() - DocumentFormat.FRAME_BYTES - at;
    if (at < SegmentHeader.BYTES || room < 1) {
      throw Corruption.at(segment.file, at, "a record", "no room for one");
    }
    int length = bytes.getInt(at + 4) & ~DocumentFormat.LAST_OF_TRANSACTION;
    if (length < 1 || length > room) {
      throw Corruption.at(segment.file, at + 4L, "a length of 1 to " + room, "" + length);
    }
    int start = at + DocumentFormat.FRAME_BYTES;
    segment.view.limit(start + length).position(at + 4);
    crc.reset();
    crc.update(segment.view);
    int computed = (int) crc.getValue() ^ segment.salt ^ at;
    int stated = bytes.getInt(at);
    if (computed != stated) {
      throw Corruption.at(
          segment.file,
          at,
          "checksum 0x" + Integer.toHexString(computed),
          "0x" + Integer.toHexString(stated));
    }
    return segment.view.position(start);
  }

  /** Forgets a segment that will be deleted or moved; its mapping stays with a file at rest. */
  void retire(int number) {
    SegmentMemory written = memories.apply(number);
    Mapped segment = forget(number);
    if (segment != null && (written == null || !written.keeps(segment.memory))) {
      segment.memory.close();
    }
  }

  private Mapped forget(int number) {
    recent = null;
    return mapped.remove(number);
  }

  void close() {
    recent = null;
    mapped.values().forEach(segment -> segment.memory.close());
    mapped.clear();
  }

  private Mapped of(int number) {
    Integer key = number;
    Mapped known = mapped.get(key);
    if (known != null) {
      return known;
    }
    Path file = SegmentName.in(directory, number);
    if (!Files.exists(file)) {
      throw Corruption.at(file, 0, "a segment", "no such file");
    }
    if (mapped.size() >= maxMapped) {
      forget(mapped.keySet().iterator().next()).memory.close();
    }
    NativeBytes memory = mapping(number, file);
    try {
      Mapped made = load(number, file, memory);
      mapped.put(key, made);
      return made;
    } catch (RuntimeException | Error e) { // memory may be too short even for this
      mapped.remove(key); // where a map puts its entry before it finds no memory to grow
      memory.close();
      throw e;
    }
  }

  private static Mapped load(int number, Path file, NativeBytes memory) {
    ByteBuffer bytes = memory.buffer();
    boolean intact = SegmentHeader.isIntact(bytes);
    int stated = intact ? SegmentHeader.read(bytes).segment() : 0;
    if (stated != number) {
      String actual = intact ? "that of segment " + stated : "none";
      throw Corruption.at(file, 0, "the header of segment " + number, actual);
    }
    return new Mapped(number, file, memory);
  }

  private NativeBytes mapping(int number, Path file) {
    SegmentMemory written = memories.apply(number);
    NativeBytes kept = written == null ? null : written.takeReadable();
    try {
      return kept == null ? SegmentFiles.mapReadOnly(file) : kept;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
