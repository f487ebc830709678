package dev.pinfold.durable;

import dev.pinfold.archive.ArchiveOptions;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.engine.TickingClock;
import java.time.InstantSource;
import java.util.Objects;

/**
 * How a store keeps its queues. What a single queue promises and keeps is its policy's business.
 *
 * @param archive sizes of segments, snapshots, what becomes of old segments
 * @param residentBytes heap for knowing where messages lie; what does not fit is read from the
 *     segments' indexes when needed; 64 KiB or more
 * @param clock where arrivals and ages come from; by default the system's, as of the last
 *     millisecond
 */
public record StoreOptions(ArchiveOptions archive, long residentBytes, InstantSource clock) {
  private static final long LEAST_RESIDENT = 64L << 10;

  /** Of what has expired, and of what has to go for the queue's limits. */
  private static final int REMOVALS_BESIDE_ADDS = 2;

  /** What suits most: a sixteenth of the heap for places, 1 MiB or more. */
  public static final StoreOptions DEFAULTS =
      new StoreOptions(
          ArchiveOptions.DEFAULTS,
          Math.max(1L << 20, Runtime.getRuntime().maxMemory() / 16),
          TickingClock.SHARED);

  /** Checks for nulls and the least heap. */
  public StoreOptions {
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(clock, "clock");
    if (residentBytes < LEAST_RESIDENT) {
      throw new IllegalArgumentException(
          "residentBytes is " + residentBytes + "; it must be " + LEAST_RESIDENT + " or more");
    }
  }

  /** The same with segments of this many bytes. */
  public StoreOptions withSegmentBytes(int bytes) {
    return withJournal(archive.journal().withSegmentBytes(bytes));
  }

  /**
   * The same with a limit for the sum of all segment files; reaching it is as a full disk, but an
   * opening may pass it by the segment that it needs; 0 for none. At least four segments.
   */
  public StoreOptions withMaxBytes(long bytes) {
    return withJournal(archive.journal().withMaxBytes(bytes));
  }

  private StoreOptions withJournal(JournalOptions journal) {
    return withArchive(
        new ArchiveOptions(
            journal, archive.snapshots(), archive.retention(), archive.compactBelow()));
  }

  /** The same with another rule for taking snapshots. */
  public StoreOptions withSnapshots(SnapshotPolicy snapshots) {
    return withArchive(
        new ArchiveOptions(
            archive.journal(), snapshots, archive.retention(), archive.compactBelow()));
  }

  /** The same with another fate for segments that are not needed any more. */
  public StoreOptions withRetention(SegmentRetention retention) {
    return withArchive(
        new ArchiveOptions(
            archive.journal(), archive.snapshots(), retention, archive.compactBelow()));
  }

  /** The same with segments compacted below this share of live bytes; 0 for never. */
  public StoreOptions withCompactBelow(double share) {
    return withArchive(
        new ArchiveOptions(archive.journal(), archive.snapshots(), archive.retention(), share));
  }

  /**
   * The largest message in bytes of payload and headers (keys and values in UTF-8, with one to five
   * bytes for the length of each). It fits whatever the queue's policy lets go for it. A message in
   * memory may be larger.
   */
  public int maxMessageBytes() {
    return (int) maxTransactionBytes(1);
  }

  /**
   * So many bytes of payloads and headers together always fit when so many messages are added to a
   * queue as one transaction; less than 0 when they are too many whatever their size.
   *
   * @param messages 1 or more
   */
  public long maxTransactionBytes(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException(messages + " messages; it must be 1 or more");
    }
    return archive.journal().maxOperationBytes((long) messages + REMOVALS_BESIDE_ADDS)
        - REMOVALS_BESIDE_ADDS * OperationFormat.REMOVE_BYTES
        - (long) messages * OperationFormat.MAX_BESIDE_MESSAGE
        - OperationFormat.MORE_WHEN_MOVED;
  }

  private StoreOptions withArchive(ArchiveOptions other) {
    return new StoreOptions(other, residentBytes, clock);
  }

  /** The same with another heap for places. */
  public StoreOptions withResidentBytes(long bytes) {
    return new StoreOptions(archive, bytes, clock);
  }

  /** The same with another clock. */
  public StoreOptions withClock(InstantSource other) {
    return new StoreOptions(archive, residentBytes, other);
  }
}
