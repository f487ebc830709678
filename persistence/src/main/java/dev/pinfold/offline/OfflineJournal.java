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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The journal as restored queues see it while they are replayed: as in a recovery, but nothing is
 * written. One thread at a time.
 */
final class OfflineJournal implements JournalReader, Closeable {
  private final StoreFiles files;
  private final RecordReader records;
  private final Map<Integer, SegmentInfo> described = new HashMap<>();
  private Map<Integer, Integer> ends = Map.of();
  private JournalPosition start = JournalPosition.START;
  private int openSegment;

  OfflineJournal(StoreFiles files) {
    this.files = files;
    this.records = new RecordReader(files.layout().journal());
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
    return files.layout().index();
  }

  @Override
  public boolean mayWriteIndexes() {
    return false;
  }

  @Override
  public UUID storeId() {
    return files.storeId();
  }

  @Override
  public void close() {
    records.close();
  }
}
