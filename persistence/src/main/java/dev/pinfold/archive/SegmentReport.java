package dev.pinfold.archive;

import java.nio.file.Path;
import java.util.List;

/**
 * A segment, and why it is kept.
 *
 * @param segment its number
 * @param file where it is
 * @param fileBytes its size on disk
 * @param liveRecords how many live records lie in it
 * @param liveBytes about how many bytes of its documents those are
 * @param reasons what pins it, in words; empty when it goes with the next look
 */
public record SegmentReport(
    int segment,
    Path file,
    long fileBytes,
    long liveRecords,
    long liveBytes,
    List<String> reasons) {

  /** Copies the list. */
  public SegmentReport {
    reasons = List.copyOf(reasons);
  }
}
