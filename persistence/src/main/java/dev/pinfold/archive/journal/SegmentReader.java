package dev.pinfold.archive.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads records by their places, from read-only mappings of its own. Mappings are made when first
 * needed and bounded in number: the one used least recently goes. One thread at a time, under the
 * same lock as deletions, so that no mapping goes while it is read.
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
    private long used;

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
  private final CRC32C crc = new CRC32C();

  /** Mapped segments by number modulo the length, a power of two; grown when two collide. */
  private Mapped[] table = new Mapped[64];

  private int mapped;
  private long uses;

  SegmentReader(Path directory, int maxMapped) {
    this.directory = directory;
    this.maxMapped = maxMapped;
  }

  ByteBuffer read(long place) {
    int number = Place.segment(place);
    Mapped segment = table[number & (table.length - 1)];
    if (segment == null || segment.segment != number) {
      segment = map(number);
    }
    segment.used = ++uses;
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

  /** Forgets a segment that will be deleted or moved. */
  void unmap(int number) {
    int slot = number & (table.length - 1);
    Mapped segment = table[slot];
    if (segment != null && segment.segment == number) {
      table[slot] = null;
      mapped--;
      segment.memory.close();
    }
  }

  void close() {
    for (Mapped segment : table) {
      if (segment != null) {
        unmap(segment.segment);
      }
    }
  }

  private Mapped map(int number) {
    Path file = SegmentName.in(directory, number);
    if (!Files.exists(file)) {
      throw Corruption.at(file, 0, "a segment", "no such file");
    }
    if (mapped >= maxMapped) {
      unmap(leastRecentlyUsed());
    }
    Mapped made = load(number, file);
    insert(made);
    mapped++;
    return made;
  }

  private static Mapped load(int number, Path file) {
    NativeBytes memory;
    try {
      memory = SegmentFiles.mapReadOnly(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    ByteBuffer bytes = memory.buffer();
    boolean intact = SegmentHeader.isIntact(bytes);
    int stated = intact ? SegmentHeader.read(bytes).segment() : 0;
    if (stated != number) {
      memory.close();
      String actual = intact ? "that of segment " + stated : "none";
      throw Corruption.at(file, 0, "the header of segment " + number, actual);
    }
    return new Mapped(number, file, memory);
  }

  private void insert(Mapped made) {
    while (true) {
      int slot = made.segment & (table.length - 1);
      if (table[slot] == null) {
        table[slot] = made;
        return;
      }
      if (table.length >= 1 << 16) {
        unmap(table[slot].segment); // far apart: let the older one go
      } else {
        grow();
      }
    }
  }

  private void grow() {
    Mapped[] old = table;
    table = new Mapped[2 * old.length];
    for (Mapped segment : old) {
      if (segment != null) {
        table[segment.segment & (table.length - 1)] = segment;
      }
    }
  }

  private int leastRecentlyUsed() {
    return Arrays.stream(table)
        .filter(segment -> segment != null)
        .min((one, other) -> Long.compare(one.used, other.used))
        .orElseThrow()
        .segment;
  }
}
