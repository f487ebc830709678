package dev.pinfold.kryo;

import dev.pinfold.archive.snapshot.SnapshotEncoding;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The body of snapshots by Kryo's buffers. Only its numbers and buffers are used, no serializer: a
 * state machine writes its values one by one, and its version stands in the header. Stateless.
 *
 * <pre>
 * boolean  1 byte, 0 or 1
 * int      1 to 5 bytes: 7 bits each, lowest first, the top bit set if more follow
 * long     1 to 9 bytes: the same, but the ninth has 8 bits
 * string   the number of bytes as an int, then UTF-8
 * bytes    their number as an int, then the bytes
 * longs    their number as an int, then 8 bytes each, little-endian
 * </pre>
 */
public final class KryoSnapshotEncoding implements SnapshotEncoding {
  @Override
  public SnapshotOutput output(OutputStream stream) {
    return new KryoSnapshotOutput(stream);
  }

  @Override
  public SnapshotInput input(InputStream stream, long bodyBytes) {
    return new KryoSnapshotInput(stream, bodyBytes);
  }
}
