package dev.pinfold.archive.snapshot;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * How values become the bytes of a snapshot's body. Implementations are safe for several threads.
 */
public interface SnapshotEncoding {
  /**
   * A new output onto a stream. It may buffer until {@link SnapshotOutput#flush}, which does not
   * need to flush the stream.
   */
  SnapshotOutput output(OutputStream stream);

  /**
   * A new input from a stream.
   *
   * @param stream the body
   * @param bodyBytes its length; the input reads no further
   */
  SnapshotInput input(InputStream stream, long bodyBytes);
}
