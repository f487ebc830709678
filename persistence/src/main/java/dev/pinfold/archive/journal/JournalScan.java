package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a scan found; {@link Journal#open} continues from it. Immutable. */
public final class JournalScan {
  private final Path directory;
  private final JournalPosition end;
  private final List<SegmentInfo> segments;
  private final JournalCut cut;
  private final List<CutSegment> aside;
  private final List<CutSegment> lost;
  private final Set<Integer> mayBeLost;
  private final Set<Integer> prepared;
  private final UUID storeId;
  private final long records;
  private final long transactions;
  private final long bytes;
  private final long forcedTransaction;

  JournalScan(
      Path directory,
      JournalPosition end,
      List<SegmentInfo> segments,
      JournalCut cut,
      List<CutSegment> aside,
      List<CutSegment> lost,
      Set<Integer> mayBeLost,
      Set<Integer> prepared,
      UUID storeId,
      long records,
      long transactions,
      long bytes,
      long forcedTransaction) {
    this.directory = Objects.requireNonNull(directory, "directory");
    this.end = Objects.requireNonNull(end, "end");
    this.segments = List.copyOf(segments);
    this.cut = cut;
    this.aside = List.copyOf(aside);
    this.lost = List.copyOf(lost);
    this.mayBeLost = Set.copyOf(mayBeLost);
    this.prepared = Set.copyOf(prepared);
    this.storeId = storeId;
    this.records = records;
    this.transactions = transactions;
    this.bytes = bytes;
    this.forcedTransaction = forcedTransaction;
  }

  /** Where the journal ends, and the number of the transaction that comes next. */
  public JournalPosition end() {
    return end;
  }

  /** The number of the last transaction, 0 when there is none. */
  public long lastTransaction() {
    return end.nextTransaction() - 1;
  }

  /** All segments that count, oldest first, also those before the position scanned from. */
  public List<SegmentInfo> segments() {
    return segments;
  }

  /** What was cut off at the end, or empty when the journal ended cleanly. */
  public Optional<JournalCut> cut() {
    return Optional.ofNullable(cut);
  }

  /** The store that the segments belong to, or empty when there are none. */
  public Optional<UUID> storeId() {
    return Optional.ofNullable(storeId);
  }

  /**
   * Segments before the position scanned from that the state there does not read from, and since
   * which the machine may have been restarted: the power may have taken any part of them.
   */
  public Set<Integer> mayBeLost() {
    return mayBeLost;
  }

  /** How many records were visited. */
  public long records() {
    return records;
  }

  /** How many transactions were visited. */
  public long transactions() {
    return transactions;
  }

  /** How many bytes of documents were visited, framing included. */
  public long bytes() {
    return bytes;
  }

  /**
   * The highest transaction that is known to be forced, by what was found in the journal or by
   * where the scan started; 0 for none.
   */
  public long forcedTransaction() {
    return forcedTransaction;
  }

  /**
   * Refuses a journal that ends before a transaction that is known, from elsewhere, to have been in
   * it.
   *
   * @param transaction the last one known
   * @param knownFrom what knows it, for the message
   * @throws StoreCorruptException when the journal ends before it
   */
  public void requireReaches(long transaction, String knownFrom) {
    if (lastTransaction() < transaction) {
      Path file = end.segment() == 0 ? directory : SegmentName.in(directory, end.segment());
      throw new StoreCorruptException(
          file,
          end.offset(),
          "transactions up to " + transaction + ", known from " + knownFrom,
          "the journal's end after transaction " + lastTransaction(),
          Corruption.NEXT);
    }
  }

  Path directory() {
    return directory;
  }

  /**
   * Segments before the position scanned from that lost their headers with the power, and that the
   * state there does not read from.
   */
  List<CutSegment> lost() {
    return lost;
  }

  /** The segments in which whole documents were cut off. */
  List<CutSegment> aside() {
    return aside;
  }

  /**
   * The segments before any cut that were never begun. Of the first it is certain that there is
   * nothing but zeros in it.
   */
  Set<Integer> prepared() {
    return prepared;
  }
}
