package dev.pinfold.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A segment file as the documentation describes it, read without the code that is under test. */
public final class SegmentBytes {
  private static final int HEADER_BYTES = 96;

  private final ByteBuffer bytes;

  public SegmentBytes(byte[] file) {
    bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether a store has the segment of this number. */
  static boolean exists(Path store, int segment) {
    return Files.exists(store.resolve("journal").resolve(String.format("%010d.pfj", segment)));
  }

  /** The numbers of the segments of a store that begin with a header. */
  static List<Integer> headers(Path store) throws IOException {
    List<Integer> headers = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(store.resolve("journal"), "*.pfj")) {
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length >= HEADER_BYTES && new SegmentBytes(bytes).isHeaded()) {
          headers.add(Integer.parseInt(file.getFileName().toString().substring(0, 10)));
        }
      }
    }
    return headers;
  }

  /** Whether it begins with a header; a prepared one does not. */
  boolean isHeaded() {
    return new String(bytes.array(), 8, 8, StandardCharsets.ISO_8859_1).equals("PINFOLDJ");
  }

  /** Where each document ends, beginning with the header. */
  public List<Integer> ends() {
    List<Integer> ends = new ArrayList<>();
    int at = HEADER_BYTES;
    ends.add(at);
    while (bytes.getInt(at) > 0) {
      at += 4 + bytes.getInt(at);
      ends.add(at);
    }
    return ends;
  }
}
