package dev.pinfold.archive.journal;

import dev.pinfold.MessageTooLargeException;
import dev.pinfold.Outcome;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.Shielded;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * The ordered record of all transactions, in segment files of fixed size.
 *
 * <p>Life: {@link #scan} reads what is there and never writes; {@link #open} goes on from what the
 * scan found; then documents are appended, records read by their places, and dead segments removed;
 * {@link #close}. Whoever opens a journal must own its directory: locking is the archive's task.
 *
 * <p>Threads: append, roll, read and remove are serialised by the caller, by one lock; close comes
 * behind all of them. {@link #groupCommit}, {@link #force}, {@link #spaceFreed} and the small
 * getters may be called by anyone, without that lock.
 *
 * <p>What is durable: when {@link #append} returns, the document is complete in the page cache, so
 * the end of the process does not harm it. What is to survive a loss of power waits in {@link
 * GroupCommit}.
 *
 * <p>Files: {@code 0000000001.pfj} and so on, the last ones prepared ahead; while one is made or
 * recycled {@code .pfj.tmp} and {@code .pfj.dead}; {@code .pfj.cut} with whole documents that an
 * opening cut off, which nothing reads; {@code begun}, what the last opening left ({@link Begun}).
 */
public final class Journal implements Closeable {
  /** What sealed segments may hold that are not forced, while nobody asks for forces. */
  private static final long MOST_UNFORCED_BYTES = 1L << 30;

  /** So many bytes, and a quarter of a segment, are forced where they are. */
  private static final int LITTLE_BYTES = 1 << 20;

  private final Path directory;
  private final JournalOptions options;
  private final UUID storeId;
  private final Environment environment;
  private final Device device;
  private final UUID bootId;
  private final Consumer<Throwable> listener;
  private final FailureLatch failure = new FailureLatch(this::failed);
  private final ConcurrentSkipListMap<Integer, SegmentInfo> sealed = new ConcurrentSkipListMap<>();

  /** Of the segments that were written since the opening. Under the caller's lock. */
  private final Map<Integer, SegmentMemory> memories = new HashMap<>();

  private final SegmentReader reader;
  private final SegmentPreparer preparer;
  private final GroupCommit groupCommit;
  private final Begun begun;
  private volatile ActiveSegment active;
  private volatile boolean closed;
  private Runnable beforeRoll = () -> {};

  /** Only the appending thread touches it; others see {@link GroupCommit#appended}. */
  private long lastTransaction;

  /**
   * Reads the journal from a position to its end, and tells where and how it ends. Changes nothing,
   * may run beside a writer (it then sees some state of the recent past), and blocks for the time
   * of reading.
   *
   * @param directory of the journal; an absent one counts as empty
   * @param from the position to start from; its segment, and all later ones, must be there, and
   *     what is before it must be replaced by a snapshot that is durable
   * @param visitor told of each record of each whole document; what it throws ends the scan
   * @throws StoreCorruptException when something is missing or damaged that no crash explains
   * @throws UncheckedIOException when a file cannot be read
   */
  public static JournalScan scan(
      Path directory, JournalOptions options, JournalPosition from, JournalVisitor visitor) {
    return scan(directory, from, Map.of(), visitor, Environment.SYSTEM);
  }

  /**
   * As {@link #scan(Path, JournalOptions, JournalPosition, JournalVisitor)}, on that machine.
   *
   * @param ends where the documents of earlier segments end, as far as that is known otherwise than
   *     by what lies behind them
   */
  public static JournalScan scan(
      Path directory,
      JournalPosition from,
      Map<Integer, Integer> ends,
      JournalVisitor visitor,
      Environment environment) {
    try {
      return new JournalScanner(directory, from, ends, visitor, environment.bootId().get()).scan();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the journal in " + directory, e);
    }
  }

  /**
   * Opens the journal for writing, in a new segment behind what the scan found; what the scan cut
   * off is given up now. What was found, and was not known as forced, is forced with what is
   * appended next, at the first force: see {@link GroupCommit}.
   *
   * @param directory the one that was scanned; nobody may have written to it since
   * @param storeId the store that the journal belongs to
   * @param onFailure told once, by whichever thread, when the journal fails; must be short
   * @throws StoreFullException when there is no room for the new segment
   * @throws StoreCorruptException when the segments belong to another store
   */
  public static Journal open(
      Path directory,
      JournalOptions options,
      JournalScan scan,
      UUID storeId,
      Consumer<Throwable> onFailure) {
    return open(directory, options, scan, storeId, onFailure, Environment.SYSTEM);
  }

  /** As the other {@code open}, on that machine. */
  public static Journal open(
      Path directory,
      JournalOptions options,
      JournalScan scan,
      UUID storeId,
      Consumer<Throwable> onFailure,
      Environment environment) {
    UUID found = scan.storeId().orElse(storeId);
    if (!found.equals(storeId)) {
      throw Corruption.at(directory, 0, "segments of store " + storeId, "those of " + found);
    }
    try {
      Opening opening = Opening.after(scan, directory, options, environment.device());
      return Shielded.run(
          () -> new Journal(directory, options, scan, storeId, onFailure, environment, opening));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the journal in " + directory, e);
    }
  }

  private Journal(
      Path directory,
      JournalOptions options,
      JournalScan scan,
      UUID storeId,
      Consumer<Throwable> listener,
      Environment environment,
      Opening opening)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.storeId = storeId;
    this.listener = listener;
    this.environment = environment;
    this.device = environment.device();
    this.bootId = environment.bootId().get();
    this.lastTransaction = scan.lastTransaction();
    for (SegmentInfo info : scan.segments()) {
      if (info.segment() < opening.segment()) {
        sealed.put(info.segment(), info);
      }
    }
    reader = new SegmentReader(directory, SegmentReader.MAX_MAPPED, memories::get);
    ActiveSegment first =
        new ActiveSegment(
            opening.segment(),
            opening.file(),
            SegmentMemory.map(opening.file()),
            SegmentFiles.Fill.FORCED);
    try {
      long forced = opening.forcedTransaction();
      begin(first, opening.previousSegment(), opening.previousEnd(), forced);
      first.force(first.end(), device);
      begun = new Begun(storeId, bootId, opening.segment(), opening.previousEnd(), forced);
      begun.write(directory, device);
      active = first;
      memories.put(first.segment(), first.memory());
      groupCommit =
          new GroupCommit(
              failure,
              new UnforcedTail(device, opening.unforced(), forced, lastTransaction, first),
              mostUnforced(options));
      preparer =
          new SegmentPreparer(
              directory,
              options,
              this::fill,
              opening.segment() + 1,
              opening.preparedTo(),
              device,
              failure::trip);
    } catch (IOException | RuntimeException | Error e) {
      first.release();
      throw e;
    }
    try {
      groupCommit.start();
      preparer.start();
    } catch (RuntimeException | Error e) { // no thread is to be had
      closeAfter(e);
      throw e;
    }
  }

  /** Closes it since an opening failed around it; what fails now is told with that. */
  public void closeAfter(Throwable opening) {
    try {
      close();
    } catch (RuntimeException e) {
      opening.addSuppressed(e);
    }
  }

  /**
   * Appends a document; it gets the next transaction numbers. On return it is in the page cache.
   * Blocks when the segment is full and the next one is still being made.
   *
   * @param document whole; afterwards good only for {@link DocumentBuffer#clear}
   * @param mayUseSpare whether it may take the last prepared segment when there is no room to make
   *     another: for removals and whatever else frees space
   * @return the document's place; {@link Place#ofRecord} gives those of its records
   * @throws StoreFullException when a new segment is needed and there is no room; nothing was
   *     changed, and the document may be appended again
   * @throws StoreFailedException when the journal failed, now (outcome unknown) or before
   * @throws StoreClosedException after {@link #close}
   */
  public long append(DocumentBuffer document, boolean mayUseSpare) {
    requireOpen();
    failure.requireUnbroken();
    if (!document.isWhole()) {
      throw new IllegalArgumentException("the document does not end with a whole transaction");
    }
    int size = document.paddedSize();
    if (size > options.maxDocumentBytes()) {
      throw new MessageTooLargeException(
          "The document has " + size + " bytes; at most " + options.maxDocumentBytes() + " fit.",
          null);
    }
    if (!mayUseSpare) {
      preparer.requireSpares(failure);
    }
    if (active.end() + size > options.segmentBytes() - 2 * DocumentFormat.PREFIX_BYTES) {
      roll(mayUseSpare); // its prefix and the end mark take room too
    }
    ActiveSegment segment = active;
    int content = segment.end() + DocumentFormat.PREFIX_BYTES;
    long first = lastTransaction + 1;
    long forced = groupCommit.forced();
    document.seal(segment.salt(), content, first, DocumentFormat.lag(first, forced));
    boolean isWritten =
        groupCommit.areForcesExpected()
            && SegmentChannel.isWorthwhile(
                size, forced == lastTransaction, groupCommit.isAwaited());
    try {
      segment.append(document, isWritten);
    } catch (RuntimeException | Error e) {
      throw broken(e);
    }
    lastTransaction += document.transactions();
    groupCommit.appended(lastTransaction);
    return Place.of(segment.segment(), content);
  }

  /** Sealed segments stay mapped until they are forced. */
  private static int mostUnforced(JournalOptions options) {
    return (int) Math.max(4, Math.min(256, MOST_UNFORCED_BYTES / options.segmentBytes()));
  }

  private void roll(boolean mayUseSpare) {
    beforeRoll.run();
    ActiveSegment next = preparer.take(mayUseSpare, failure);
    ActiveSegment old = active;
    try { // all of it: half of a roll must not be followed by an append
      old.markEnd();
      begin(next, old.segment(), old.end(), groupCommit.forced());
      sealed.put(old.segment(), old.info());
      memories.put(next.segment(), next.memory());
      active = next;
      groupCommit.rolled(next);
    } catch (RuntimeException | Error e) {
      if (active == old) {
        next.release();
      }
      throw broken(e);
    }
  }

  /**
   * Goes on in a new segment, since what was written to the present one is about to be forced: that
   * is quicker when it is sealed, and does not hold up who appends (docs/design/0007). Not when
   * there is little in it, when more than so many bytes of it would never be used, or when no
   * segment is ready. Under the caller's lock; does not block.
   *
   * @return whether it does
   * @throws StoreFailedException when the journal failed, now or before
   */
  public boolean sealToForce(long mostUnused) {
    requireOpen();
    failure.requireUnbroken();
    int end = active.end();
    boolean seals =
        !groupCommit.areForcesExpected()
            && end >= Math.max(LITTLE_BYTES, options.segmentBytes() / 4)
            && options.segmentBytes() - end <= mostUnused
            && preparer.isReady();
    if (seals) {
      roll(false);
    }
    return seals;
  }

  /** Whether a roll would find a segment. */
  boolean isNextReady() {
    return preparer.isReady();
  }

  /** Writes a segment's header. */
  private void begin(ActiveSegment segment, int previous, int previousEnd, long forced) {
    SegmentHeader header;
    do {
      header =
          new SegmentHeader(
              storeId,
              segment.segment(),
              previous,
              previousEnd,
              options.segmentBytes(),
              lastTransaction + 1,
              forced,
              bootId,
              environment.clockMillis().getAsLong(),
              environment.nonces().getAsLong());
    } while (!segment.begin(header));
  }

  /**
   * Has something looked at before each roll, for that is when files are taken that others may have
   * taken too. What it throws ends the append, and nothing has happened. Under the caller's lock.
   */
  public void beforeRoll(Runnable look) {
    beforeRoll = look;
  }

  /** Ends all writing for good, as a failed append does. Only the first cause counts. */
  public void fail(Throwable cause) {
    failure.trip(cause);
  }

  private StoreFailedException broken(Throwable cause) {
    failure.trip(cause);
    return failure.exception(Outcome.UNKNOWN);
  }

  private void failed(Throwable cause) {
    groupCommit.failed();
    preparer.failed();
    listener.accept(cause);
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreClosedException("the journal was closed", null);
    }
  }

  /**
   * The bytes of a record's operation, from position to limit, little-endian, read-only, and backed
   * by the file: valid only until the next call, and as long as the caller holds the lock that
   * removals need too. The checksum is verified each time.
   *
   * @param place the record's
   * @throws StoreCorruptException when no intact record lies there
   */
  public ByteBuffer read(long place) {
    requireOpen();
    return reader.read(place);
  }

  /** The number of the last transaction appended, 0 when there was none. */
  public long lastTransaction() {
    return groupCommit.appended();
  }

  /**
   * Behind the last document: what a snapshot of the present state states. It is never in a segment
   * that holds no document yet, because an opening makes such a segment anew. Under the caller's
   * lock.
   */
  public JournalPosition position() {
    if (lastTransaction == 0) {
      return JournalPosition.START;
    }
    SegmentInfo last = active.info();
    return last.isEmpty()
        ? new JournalPosition(last.previousSegment(), last.previousEnd(), lastTransaction + 1)
        : new JournalPosition(last.segment(), last.endOffset(), lastTransaction + 1);
  }

  /** The number of the segment that is being written. */
  public int currentSegment() {
    return active.segment();
  }

  /** The largest document in bytes, framing included: a little less than a quarter segment. */
  public int maxDocumentBytes() {
    return options.maxDocumentBytes();
  }

  /** A buffer for documents of this journal. */
  public DocumentBuffer newDocument() {
    return new DocumentBuffer(options.maxDocumentBytes());
  }

  /** All segments, oldest first, the last being the active one. Under the caller's lock. */
  public List<SegmentInfo> segments() {
    List<SegmentInfo> all = new ArrayList<>(sealed.values());
    all.add(active.info());
    return all;
  }

  /** The segment that is being written, as far as it goes now. Under the caller's lock. */
  public SegmentInfo currentInfo() {
    return active.info();
  }

  /**
   * A sealed segment. Under the caller's lock.
   *
   * @throws StoreCorruptException when there is none of that number
   */
  public SegmentInfo segment(int number) {
    SegmentInfo info = sealed.get(number);
    if (info == null) {
      throw Corruption.at(
          SegmentName.in(directory, number), 0, "a sealed segment", "none of that number");
    }
    return info;
  }

  /**
   * A segment of a journal that is not open, described from its own header and its successor's.
   *
   * @param ends where the documents of segments end whose successors may be gone
   * @throws StoreCorruptException when there is none of that number, or it is damaged
   * @throws UncheckedIOException when it cannot be read
   */
  public static SegmentInfo segment(Path directory, int number, Map<Integer, Integer> ends) {
    try {
      return JournalScanner.describe(directory, number, ends);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the journal in " + directory, e);
    }
  }

  /** What waits for forces. */
  public GroupCommit groupCommit() {
    return groupCommit;
  }

  /**
   * Forces the files of all sealed segments, also of those that a snapshot had replaced without
   * forcing them. Takes a little for each segment. Not under the caller's lock.
   *
   * @throws UncheckedIOException when one cannot be forced
   */
  public void forceSealed() {
    for (SegmentInfo info : sealed.values()) {
      try {
        SegmentFiles.force(info.file(), device);
      } catch (IOException e) {
        if (sealed.containsKey(info.segment()) && !Files.notExists(info.file())) { // else it left
          throw new UncheckedIOException("cannot force " + info.file(), e);
        }
      }
    }
  }

  /** Returns when everything appended so far survives a loss of power. */
  public void force() {
    groupCommit.await(groupCommit.appended());
  }

  /**
   * Has segments made ready for being forced often from now on, and sealed ones forced in the
   * background. Without it they are made ready for appends that nobody waits to be forced, and the
   * first force takes longer.
   */
  public void expectForces() {
    if (!groupCommit.areForcesExpected()) {
      groupCommit.expectForces();
    }
  }

  private SegmentFiles.Fill fill() {
    return groupCommit.areForcesExpected() ? SegmentFiles.Fill.FORCED : SegmentFiles.Fill.QUICK;
  }

  /** Whether there was no room for a further segment when it was last tried. */
  public boolean isFull() {
    return preparer.isFull();
  }

  /** Whether the files take more than the limit of bytes, as they may after openings. */
  public boolean isOverLimit() throws IOException {
    return options.maxBytes() != 0 && SegmentFiles.totalBytes(directory) > options.maxBytes();
  }

  /** Tells the journal that there may be room for segments again. */
  public void spaceFreed() {
    preparer.spaceFreed();
  }

  /**
   * Removes a sealed segment for good; its file may be used again for a new one.
   *
   * @throws IllegalArgumentException when there is no sealed segment of that number
   */
  public void deleteSegment(int segment) {
    SegmentInfo info = retire(segment);
    try {
      preparer.bury(info.file(), memories.get(segment));
      memories.remove(segment);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + info.file(), e);
    } finally {
      forgetIfGone(info);
    }
  }

  /**
   * Does the long part of moving a sealed segment to another directory: what is there afterwards is
   * durable. Not under the caller's lock; the segment stays and can be read.
   *
   * @param archive is created when absent; on another file system the file is copied
   * @throws IllegalArgumentException when there is no sealed segment of that number
   * @throws UncheckedIOException when it cannot be done, so also when another file has its name
   *     there; one of the same content is what an earlier attempt left
   */
  public void prepareMove(int segment, Path archive) {
    requireOpen();
    Path file = requireSealed(segment, sealed.get(segment)).file();
    try {
      Shielded.run(
          () -> {
            new SegmentMove(file, archive, device).prepare();
            return null;
          });
    } catch (IOException e) {
      throw cannotMove(file, archive, e);
    }
  }

  /**
   * Moves a sealed segment after {@link #prepareMove}: quick, and durable after {@link
   * #forceNames}; until then a loss of power may bring it back.
   *
   * @throws UncheckedIOException when it cannot be done; the segment is there still
   */
  public void moveSegment(int segment, Path archive) {
    SegmentInfo info = retire(segment);
    try {
      new SegmentMove(info.file(), archive, device).finish();
    } catch (IOException e) {
      throw cannotMove(info.file(), archive, e);
    } finally {
      forgetIfGone(info);
    }
    SegmentMemory memory = memories.remove(segment);
    if (memory != null) {
      memory.forget();
    }
    preparer.spaceFreed();
  }

  private static UncheckedIOException cannotMove(Path file, Path archive, IOException e) {
    return new UncheckedIOException("cannot move " + file + " to " + archive + ": " + e, e);
  }

  /** Makes moves to a directory durable. Not under the caller's lock. */
  public void forceNames(Path archive) throws IOException {
    device.forceDirectory(archive);
    device.forceDirectory(directory);
  }

  /**
   * The store that a file says it is a segment of; empty when it does not begin as one. Reads its
   * beginning.
   */
  public static Optional<UUID> storeOf(Path file) throws IOException {
    return SegmentHeader.load(file).map(SegmentHeader::storeId);
  }

  /** What could not be removed is there still, and can be removed another time. */
  private void forgetIfGone(SegmentInfo info) {
    if (!Files.exists(info.file())) {
      sealed.remove(info.segment());
    }
  }

  private SegmentInfo retire(int segment) {
    requireOpen();
    SegmentInfo info = requireSealed(segment, sealed.get(segment));
    reader.retire(segment);
    return info;
  }

  private SegmentInfo requireSealed(int segment, SegmentInfo info) {
    if (info == null) {
      throw new IllegalArgumentException(
          "segment " + segment + " is not sealed; the sealed ones are " + sealed.keySet());
    }
    return info;
  }

  /**
   * Forces everything, runs the actions that wait for that, and ends all threads. Not under the
   * caller's lock if those actions want it.
   *
   * @throws StoreFailedException with outcome {@link Outcome#UNKNOWN} when that cannot be forced;
   *     all is given back in any case
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean wasSound = failure.cause() == null;
    try {
      preparer.close();
    } finally {
      groupCommit.close(); // whatever happens: others wait for what it owes them
    }
    reader.close();
    memories.values().forEach(SegmentMemory::forget);
    try {
      if (failure.cause() == null && begun.equals(Begun.read(directory))) { // else another's
        begun.forcedUpTo(groupCommit.forced()).write(directory, device);
      }
      device.forceDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot force " + directory, e);
    }
    if (wasSound && failure.cause() != null) {
      throw failure.exception(Outcome.UNKNOWN); // what nobody waited for may not be forced
    }
  }
}
