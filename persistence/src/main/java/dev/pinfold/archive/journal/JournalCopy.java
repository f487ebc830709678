package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.ForcedFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies segments beside their writer, who may give them back meanwhile and use their files again:
 * a file loses its name before anything in it changes but what is behind its documents.
 */
public final class JournalCopy {
  private JournalCopy() {}

  /**
   * Whether two files are the same use of a segment: their headers agree, which a nonce is in. Then
   * their documents agree as far as both have them.
   *
   * @throws IOException when one cannot be read
   */
  public static boolean isSameUse(Path one, Path other) throws IOException {
    Optional<SegmentHeader> header = SegmentHeader.load(one);
    return header.isPresent() && header.equals(SegmentHeader.load(other));
  }

  /**
   * Copies a segment as far as its documents went when it was looked at, in the size that it was
   * made with. Content and size are on the device on return, the name is not.
   *
   * @param to the new file
   * @param rest what lies behind the documents
   * @return false when its file was given back meanwhile; then the copy is of no use
   * @throws IOException when it cannot be read or written, or is gone
   */
  public static boolean copy(SegmentInfo segment, Path to, ForcedFile.Rest rest)
      throws IOException {
    Optional<SegmentHeader> header = SegmentHeader.load(segment.file());
    if (header.isEmpty()) {
      return false;
    }
    try {
      ForcedFile.copy(segment.file(), segment.endOffset(), to, header.get().segmentBytes(), rest);
    } catch (EOFException e) {
      if (header.equals(SegmentHeader.load(segment.file()))) {
        throw e;
      }
      return false; // it is used again, and smaller
    }
    return isSameUse(to, segment.file());
  }

  /**
   * Leaves what tells that all of a copied journal was on the device, so that a hole in it is never
   * taken for what a loss of power took. Durable on return, also the names of the segments.
   *
   * @param journal the directory of the copy
   * @param segments those in it, oldest first
   * @param lastTransaction the last one in them
   * @throws IOException when it cannot be written
   */
  public static void finish(
      Path journal, UUID storeId, List<SegmentInfo> segments, long lastTransaction)
      throws IOException {
    if (!segments.isEmpty()) {
      SegmentInfo last = segments.get(segments.size() - 1);
      UUID bootId = Environment.SYSTEM.bootId().get();
      new Begun(storeId, bootId, last.segment(), last.previousEnd(), lastTransaction)
          .write(journal, Device.SYSTEM);
    }
    Device.SYSTEM.forceDirectory(journal);
  }
}
