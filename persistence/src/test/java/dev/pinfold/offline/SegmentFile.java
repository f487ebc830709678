package dev.pinfold.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A segment's file, whose bytes are changed in place. */
final class SegmentFile {
  private static final int FRAME_BYTES = 8;
  private static final int HEAD_BYTES = 16; // of a document: prefix and header

  private final Path path;
  private final byte[] bytes;
  private final ByteBuffer numbers;

  private SegmentFile(Path path) throws IOException {
    this.path = path;
    this.bytes = Files.readAllBytes(path);
    this.numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Those of a store, by their names. */
  static List<Path> all(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".pfj")).sorted().toList();
    }
  }

  /** Those that begin with a header, or what is left of one. */
  static List<Path> begun(Path store) throws IOException {
    List<Path> begun = new ArrayList<>();
    for (Path file : all(store)) {
      if (at(file).numberAt(0) != 0) {
        begun.add(file);
      }
    }
    return begun;
  }

  static SegmentFile at(Path path) throws IOException {
    return new SegmentFile(path);
  }

  /** One of a store. */
  static SegmentFile of(Path store, int segment) throws IOException {
    return new SegmentFile(store.resolve("journal").resolve(String.format("%010d.pfj", segment)));
  }

  int bytes() {
    return bytes.length;
  }

  int numberAt(int at) {
    return numbers.getInt(at);
  }

  /** Where the documents begin: their prefixes. */
  List<Integer> documents() {
    List<Integer> ends = SegmentBytes.ends(bytes);
    return ends.subList(0, ends.size() - 1);
  }

  int lastDocument() {
    return documents().get(documents().size() - 1);
  }

  /** Where a record of a document begins. */
  int record(int document, int index) {
    int record = document + HEAD_BYTES;
    for (int i = 0; i < index; i++) {
      record += FRAME_BYTES + (numbers.getInt(record + 4) & Integer.MAX_VALUE);
    }
    return record;
  }

  SegmentFile flip(int at) {
    bytes[at] ^= 1;
    return this;
  }

  SegmentFile set(int at, int number) {
    numbers.putInt(at, number);
    return this;
  }

  SegmentFile zero(int from, int to) {
    Arrays.fill(bytes, from, to, (byte) 0);
    return this;
  }

  SegmentFile zeroFrom(int from) {
    return zero(from, bytes.length);
  }

  void write() throws IOException {
    Files.write(path, bytes);
  }

  void cut(int length) throws IOException {
    Files.write(path, Arrays.copyOf(bytes, length));
  }
}
