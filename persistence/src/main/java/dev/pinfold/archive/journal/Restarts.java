package dev.pinfold.archive.journal;

import java.util.List;
import java.util.UUID;

/**
 * What is known of restarts of the machine since the journal was written. Whoever writes has opened
 * the journal before and found it whole: so when the newest thing in it is of the present boot,
 * nothing before or behind that was lost with the power. Only the newest tells: a volume may have
 * been with another machine, that lost its power, and have come back to one that never stopped.
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
    SegmentHeader last = lastHeader();
    UUID newest =
        last != null && (begun == null || last.segment() >= begun.segment())
            ? last.bootId() // also of an opening that did not come to write what it began
            : begun != null ? begun.bootId() : BootId.UNKNOWN;
    return BootId.same(newest, present);
  }

  private SegmentHeader lastHeader() {
    for (int i = files.size() - 1; i >= 0; i--) {
      if (files.get(i).isHeaded()) {
        return files.get(i).header();
      }
    }
    return null;
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

  /**
   * Whether there may have been one since a segment was begun: not when all later is of its boot.
   */
  boolean mayBeSince(int index) {
    UUID boot = files.get(index).header().bootId();
    return !BootId.same(boot, present)
        || (begun != null && !BootId.same(boot, begun.bootId()))
        || files.subList(index, files.size()).stream()
            .anyMatch(file -> file.isHeaded() && !BootId.same(boot, file.header().bootId()));
  }

  private boolean isOther(UUID boot) {
    return isTold() && !boot.equals(present) && !boot.equals(BootId.UNKNOWN);
  }

  /** Whether the system tells its boots at all. */
  boolean isTold() {
    return !present.equals(BootId.UNKNOWN);
  }

  /**
   * Whether a place was on the device, and whole, when the last opening ended.
   *
   * @param transaction the first one there
   */
  boolean wasForced(int segment, int offset, long transaction) {
    return begun != null
        && (transaction <= begun.forcedTransaction()
            || (segment == begun.segment() && offset < SegmentHeader.BYTES));
  }
}
