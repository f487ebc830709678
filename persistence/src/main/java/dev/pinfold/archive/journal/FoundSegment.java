package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import java.io.IOException;

/**
 * A segment that an earlier process left in the page cache. It is written again when it is forced,
 * since after a force that failed the kernel takes pages for forced that are not.
 *
 * @param info what the scan found
 * @param forcedTransaction what is known of it as forced: all up to this one
 */
record FoundSegment(SegmentInfo info, long forcedTransaction) implements UnforcedSegment {
  @Override
  public int segment() {
    return info.segment();
  }

  @Override
  public long firstTransaction() {
    return info.firstTransaction();
  }

  @Override
  public void force(Device device) throws IOException {
    int from = SegmentScanner.startBehind(info, forcedTransaction);
    int end = info.endOffset() + DocumentFormat.PREFIX_BYTES;
    SegmentFiles.forceAgain(info.file(), from, end, device);
  }

  @Override
  public void release() {}
}
