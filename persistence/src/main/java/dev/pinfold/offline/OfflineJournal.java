package dev.pinfold.offline;

import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.journal.Journal;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.RecordReader;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.durable.StoreOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The journal as restored queues see it while they are replayed: as in a recovery, but nothing is
 * written to the store. One thread at a time.
 */
final class OfflineJournal implements JournalReader, Closeable {
  private final StoreFiles files;
  private final TemporaryDirectory indexes; // null: they are made on the heap
  private final RecordReader records;
  private final Map<Integer, SegmentInfo> described = new HashMap<>();
  private Map<Integer, Integer> ends = Map.of();
  private JournalPosition start = JournalPosition.START;
  private int openSegment;

  OfflineJournal(StoreFiles files) {
    this(files, null);
  }

  private OfflineJournal(StoreFiles files, TemporaryDirectory indexes) {
    this.files = files;
    this.indexes = indexes;
    this.records = new RecordReader(files.layout().journal());
  }

  /** One for who reads many messages: each segment is indexed once, outside the store. */
  static OfflineJournal withIndexes(StoreFiles files) {
    return new OfflineJournal(files, new TemporaryDirectory());
  }

  /** No queues yet; what a snapshot says of where they lie is known. */
  RestoredQueues emptyQueues(SnapshotHeader header) {
    described.clear();
    ends = header.segments();
    start =
        new JournalPosition(
            header.journalSegment(), (int) header.journalOffset(), header.nextTransaction());
    openSegment = start.segment();
    return new RestoredQueues(this, StoreOptions.DEFAULTS.residentBytes());
  }

  /** No queues yet, and no snapshot. */
  RestoredQueues emptyQueues() {
    described.clear();
    ends = Map.of();
    start = JournalPosition.START;
    openSegment = 0;
    return new RestoredQueues(this, StoreOptions.DEFAULTS.residentBytes());
  }

  /** No queues yet, of which only the numbers of messages will be known: nothing is read. */
  RestoredQueues emptyNumbers() {
    return RestoredQueues.ofNumbersOnly(this);
  }

  /** Notes where the record lies that is replayed next. */
  void reach(long place) {
    openSegment = Place.segment(place);
  }

  @Override
  public ByteBuffer read(long place) {
    return records.read(place);
  }

  @Override
  public int openSegment() {
    return openSegment;
  }

  /** Of the segment that the snapshot ends in, while it is replayed, the part before it. */
  @Override
  public SegmentInfo segment(int number) {
    SegmentInfo whole =
        described.computeIfAbsent(number, n -> Journal.segment(files.layout().journal(), n, ends));
    return number == openSegment ? whole.upTo(start.offset()) : whole;
  }

  @Override
  public boolean isIndexable(int segment) {
    return segment < openSegment || segment == start.segment();
  }

  @Override
  public Path indexDirectory() {
    return indexes == null ? files.layout().index() : indexes.path();
  }

  @Override
  public boolean mayWriteIndexes() {
    return indexes != null;
  }

  @Override
  public UUID storeId() {
    return files.storeId();
  }

  /** The store's directory. */
  Path root() {
    return files.layout().root();
  }

  /**
   * Whether both are the journal of one directory, where a message stays what it is. A copy of a
   * store has its identity, and may have gone on in another way.
   */
  boolean isOf(OfflineJournal other) {
    try {
      return Files.isSameFile(root(), other.root());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + root() + " and " + other.root(), e);
    }
  }

  @Override
  public void close() {
    records.close();
    if (indexes != null) {
      indexes.close();
    }
  }
}
