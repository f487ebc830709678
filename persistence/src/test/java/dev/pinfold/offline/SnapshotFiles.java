package dev.pinfold.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The snapshot files of a store, by the layout in docs/file-format.md. */
final class SnapshotFiles {
  private static final int HEADER_BYTES_AT = 12;
  private static final int BODY_BYTES_AT = 64;

  private SnapshotFiles() {}

  /** Oldest first. */
  static List<Path> of(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("snapshots"))) {
      return files.sorted().toList();
    }
  }

  static Path newest(Path store) throws IOException {
    List<Path> all = of(store);
    return all.get(all.size() - 1);
  }

  /** Makes nonsense of a body, and its checksum right. */
  static void overwriteBody(Path file, byte with) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int from = bytes.getInt(HEADER_BYTES_AT);
    int to = from + (int) bytes.getLong(BODY_BYTES_AT);
    for (int at = from; at < to; at++) {
      bytes.put(at, with);
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate().position(from).limit(to));
    bytes.putInt(to, (int) checksum.getValue());
    Files.write(file, bytes.array());
  }
}
