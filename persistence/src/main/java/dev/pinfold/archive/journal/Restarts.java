package dev.pinfold.archive.journal;

import java.util.List;
import java.util.UUID;

/**
 * What is known of restarts of the machine since the journal was written. Boots only follow each
 * other, and whoever writes has opened the journal before and found it whole: so when anything in
 * it is of the present boot, nothing before or behind that was lost with the power.
 */
final class Restarts {
  private final List<SegmentFile> files;
  private final Begun begun;
  private final UUID present;

  /**
   * @param begun what the last opening left, or null
   * @param present the present boot
   */
  Restarts(List<SegmentFile> files, Begun begun, UUID present) {
    this.files = files;
    this.begun = begun;
    this.present = present;
  }

  /**
   * Whether it is certain that there was none since the journal was last written or found whole.
   */
  boolean none() {
    return (begun != null && BootId.same(begun.bootId(), present))
        || files.stream()
            .anyMatch(file -> file.isHeaded() && BootId.same(file.header().bootId(), present));
  }

  /**
   * Whether it is certain, when none is not, that there was one since a segment was written: the
   * last opening tells, or the segment's own header, or one behind it.
   */
  boolean proven(int index) {
    if (begun != null && isOther(begun.bootId())) {
      return true;
    }
    return files.subList(index, files.size()).stream()
        .anyMatch(file -> file.isHeaded() && isOther(file.header().bootId()));
  }

  private boolean isOther(UUID boot) {
    return isTold() && !boot.equals(present) && !boot.equals(BootId.UNKNOWN);
  }

  /** Whether the system tells its boots at all. */
  boolean isTold() {
    return !present.equals(BootId.UNKNOWN);
  }

  /** Whether a place was on the device, and whole, when the last opening ended. */
  boolean wasForced(int segment, int offset) {
    return begun != null
        && (segment < begun.segment()
            || (segment == begun.segment() && offset < SegmentHeader.BYTES));
  }
}
