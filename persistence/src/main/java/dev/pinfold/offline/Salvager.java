package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.StoreLayout;
import dev.pinfold.archive.StoreMark;
import dev.pinfold.archive.files.PartialDirectory;
import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentRescue;
import dev.pinfold.archive.snapshot.SnapshotFile;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotStore;
import dev.pinfold.archive.snapshot.SnapshotUnreadableException;
import dev.pinfold.durable.OperationReader;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.durable.StoreWriter;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Brings what is whole out of a damaged store. It begins with the newest good snapshot. A pass over
 * the journal tells what happened behind it, as far as that is whole; a second one writes the
 * messages that lived. Each record stands for itself: what is damaged beside it does not matter.
 */
final class Salvager {
  private static final int STEP_BYTES = 64 << 10; // what segments are a multiple of
  private static final int MOST_BYTES = 1 << 30;
  private static final int DOCUMENTS = 4; // of the largest size go into a segment
  private static final int FRAME_BYTES = 256; // more than a document takes beside its message

  private final StoreLayout layout;
  private final List<Salvage.Hole> holes = new ArrayList<>();
  private final List<Salvage.Hole> unusable = new ArrayList<>(); // snapshots
  private final RescuedQueues queues = new RescuedQueues();
  private Optional<UUID> store;
  private Optional<SnapshotHeader> snapshot = Optional.empty();
  private int largestRecord;
  private long latest; // what is told of earlier transactions since is told again

  private Salvager(Path root) throws IOException {
    this.layout = new StoreLayout(root);
    this.store = identity(markedId(root));
  }

  /** See {@link OfflineStore#salvage}. */
  static Salvage salvage(Path root, Path target, StoreOptions options, ReadProgress progress)
      throws IOException {
    requireNoOwner(root);
    Salvager salvager = reading(root, () -> new Salvager(root));
    reading(root, salvager::requireSomething);
    salvager.requireApart(target);
    SurvivingSegments segments =
        reading(root, () -> salvager.look((done, total) -> progress.read(done, 2 * total)));
    StoreOptions large = salvager.largeEnough(options, segments);
    try (StoreWriter writer = StoreWriter.create(target, large)) {
      List<SalvagedQueue> found =
          salvager.write(segments, writer, (done, total) -> progress.read(total + done, 2 * total));
      writer.finish();
      return new Salvage(
          target, salvager.snapshot.map(SnapshotHeader::transaction), found, salvager.holes);
    }
  }

  /** What reads the damaged store, so that its failures differ from those of the new one. */
  private interface Reading<T> {
    T run() throws IOException;
  }

  private static <T> T reading(Path root, Reading<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the store at " + root, e);
    }
  }

  private SurvivingSegments look(ReadProgress progress) throws IOException {
    readSnapshot();
    SurvivingSegments segments = segments();
    readAll(segments, progress);
    addUnusable(segments);
    return segments;
  }

  /**
   * What is in a snapshot that is no good stands in the journal behind an older one, or in all of
   * the journal: as far as its name tells, which the journal must reach.
   */
  private void addUnusable(SurvivingSegments segments) {
    boolean isTold =
        snapshot.isPresent()
            || (segments.beginWithFirst()
                && holes.stream().noneMatch(hole -> hole.meaning() == Salvage.Meaning.UNKNOWN));
    for (Salvage.Hole hole : unusable) {
      holes.add(
          isTold
              ? new Salvage.Hole(hole.file(), 0, hole.to(), hole.why(), Salvage.Meaning.KNOWN)
              : hole);
    }
  }

  private static void requireNoOwner(Path root) throws IOException {
    Optional<Owner> owner = reading(root, () -> OwnerFile.read(root)).filter(one -> !one.isGone());
    if (owner.isPresent()) {
      throw new IOException(
          root
              + " is open in process "
              + owner.get().pid()
              + "; a store is salvaged when it is not");
    }
  }

  /** Neither the new store nor what it is made under may lie where the old one is. */
  private void requireApart(Path target) throws IOException {
    StoreCopy.requireNewPlace(layout.root(), target);
    PartialDirectory unused = PartialDirectory.of(target); // or it says why not
  }

  private boolean requireSomething() throws IOException {
    if (store.isEmpty()
        && SegmentRescue.files(layout.journal()).isEmpty()
        && snapshotFiles().isEmpty()) {
      throw new NoStoreException(
          "no store at " + layout.root() + ": no " + StoreMark.FILE + ", segment or snapshot in it",
          null);
    }
    return true;
  }

  /**
   * Whose files are salvaged: the store of the mark, unless all segments are of others; else of
   * most segments.
   */
  private Optional<UUID> identity(Optional<UUID> marked) throws IOException {
    List<UUID> stores = SegmentRescue.stores(layout.journal());
    if (stores.isEmpty() || marked.filter(stores::contains).isPresent()) {
      return marked;
    }
    marked.ifPresent(
        other ->
            holes.add(
                new Salvage.Hole(
                    layout.root().resolve(StoreMark.FILE),
                    0,
                    0,
                    "the mark of another store, " + other,
                    Salvage.Meaning.UNKNOWN)));
    return stores.stream()
        .collect(Collectors.groupingBy(store -> store, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  /** By the store's mark, if that can be read. */
  private static Optional<UUID> markedId(Path root) throws IOException {
    try {
      return Optional.of(StoreMark.read(root).storeId());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (StoreCorruptException e) {
      if (StoreMark.isOfLaterVersion(root)) {
        throw new NoStoreException(
            "no store that can be read at " + root + ": " + e.getMessage(), e);
      }
      return Optional.empty();
    }
  }

  private SnapshotStore snapshots() {
    return SnapshotStore.readOnly(layout.snapshots(), new KryoSnapshotEncoding());
  }

  /** Newest first. */
  private List<SnapshotFile> snapshotFiles() throws IOException {
    return Files.isDirectory(layout.snapshots()) ? snapshots().list() : List.of();
  }

  /** The newest one that is good; those that are not are noted. */
  private void readSnapshot() throws IOException {
    SnapshotStore snapshots = snapshots();
    Salvage.Hole.instead(layout.snapshots(), SeenFile.Kind.DIRECTORY).ifPresent(unusable::add);
    for (SnapshotFile file : snapshotFiles()) {
      if (snapshot.isEmpty()) {
        try {
          RestoredQueues restored = snapshots.read(file, this::restored);
          queues.begin(restored.state());
        } catch (AccessDeniedException e) {
          throw e; // another user may read it
        } catch (IOException e) { // also where the disk does not give it back
          snapshot = Optional.empty();
          unusable.add(
              new Salvage.Hole(
                  file.path(), 0, file.bytes(), Salvage.Hole.why(e), Salvage.Meaning.UNKNOWN));
        }
      }
    }
    store = store.or(() -> snapshot.map(SnapshotHeader::storeId));
  }

  private RestoredQueues restored(SnapshotHeader header, SnapshotInput in) throws IOException {
    if (store.isPresent() && !header.storeId().equals(store.get())) {
      throw new SnapshotUnreadableException(
          16, "the store " + store.get(), "the store " + header.storeId());
    }
    if (!header.machine().equals(RestoredQueues.KIND)
        || header.machineVersion() > RestoredQueues.VERSION) {
      throw new SnapshotUnreadableException(
          80, RestoredQueues.KIND + " up to version " + RestoredQueues.VERSION, header.machine());
    }
    RestoredQueues restored = RestoredQueues.ofNumbersOnly(null);
    restored.machine().restore(in, header.machineVersion());
    snapshot = Optional.of(header);
    return restored;
  }

  private long known() {
    return snapshot.map(SnapshotHeader::transaction).orElse(0L);
  }

  private SurvivingSegments segments() throws IOException {
    long told = known();
    for (SnapshotFile file : snapshotFiles()) { // good or not, there was that transaction
      told = Math.max(told, file.transaction());
    }
    return SurvivingSegments.find(layout.journal(), store, known(), told);
  }

  /** As the old segments were, and so that the largest message has room, with its lease. */
  private StoreOptions largeEnough(StoreOptions options, SurvivingSegments segments) {
    long largest =
        Math.max(
            options.archive().journal().segmentBytes(),
            DOCUMENTS * ((long) largestRecord + FRAME_BYTES));
    for (SegmentPart part : segments.parts()) {
      largest = Math.max(largest, part.segmentBytes());
    }
    long rounded = (largest + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    return options.withSegmentBytes((int) Math.min(MOST_BYTES, rounded));
  }

  /**
   * Whether the snapshot knows what stands at a place; in a part without header, what is before.
   */
  private boolean isKnown(SegmentPart part, int offset, long next) {
    if (snapshot.isEmpty() || snapshot.get().journalSegment() == 0) {
      return false;
    }
    return part.isHeaded()
        ? Place.of(part.segment(), offset)
            < Place.of(snapshot.get().journalSegment(), (int) snapshot.get().journalOffset())
        : next <= known() + 1;
  }

  /** What happened, as far as the journal tells. */
  private void readAll(SurvivingSegments segments, ReadProgress progress) throws IOException {
    SurvivingSegments.Visitor visitor =
        new SurvivingSegments.Visitor() {
          @Override
          public void record(
              SegmentPart part, long lowest, long next, long place, ByteBuffer record) {
            int offset = Place.offset(place);
            largestRecord = Math.max(largestRecord, record.remaining());
            int end = offset + record.remaining();
            try {
              Operation operation = OperationReader.read(record);
              if (!isKnown(part, offset, next)) { // else the snapshot tells what came of it
                queues.apply(operation, lowest < latest);
                latest = Math.max(latest, lowest);
              }
            } catch (IllegalArgumentException e) {
              damaged(part, offset, end, next);
            }
          }

          @Override
          public void damaged(SegmentPart part, int from, int to, long next) {
            Salvage.Meaning meaning =
                isKnown(part, to - 1, next) ? Salvage.Meaning.KNOWN : Salvage.Meaning.UNKNOWN;
            holes.add(new Salvage.Hole(part.file(), from, to, "no whole records", meaning));
          }
        };
    holes.addAll(segments.read(visitor, progress));
  }

  /** Writes what lives. */
  private List<SalvagedQueue> write(
      SurvivingSegments segments, StoreWriter writer, ReadProgress progress) {
    queues.nameAll();
    for (RescuedQueue queue : queues.all()) {
      writer.open(
          queue.name(),
          queue.policy(),
          queue.nextNumber(),
          Instant.ofEpochMilli(queue.lastArrivalMillis()));
    }
    SurvivingSegments.Visitor visitor =
        new SurvivingSegments.Visitor() {
          @Override
          public void record(
              SegmentPart part, long lowest, long next, long place, ByteBuffer record) {
            write(record, writer);
          }

          @Override
          public void damaged(SegmentPart part, int from, int to, long next) {} // told of before
        };
    reading(
        layout.root(),
        () -> {
          segments.readAgain(visitor, progress);
          return segments;
        });
    return queues.all().stream()
        .map(RescuedQueue::outcome)
        .sorted(Comparator.comparing(SalvagedQueue::name))
        .toList();
  }

  /** Each message once: its copies are the same. */
  private void write(ByteBuffer record, StoreWriter writer) {
    StoredMessage message;
    RescuedQueue queue;
    Map<String, String> headers;
    try {
      Operation operation = OperationReader.readWhole(record);
      queue = queues.get(operation.queueId());
      message = messageOf(operation);
      headers = message == null ? Map.of() : HeadersFormat.decode(message.headers());
    } catch (IllegalArgumentException e) {
      return; // it is among those that are lost
    }
    if (message != null && queue != null && queue.takes(message.number())) {
      MessageLease lease = queue.lease(message.number());
      writer.add(
          queue.name(),
          message.number(),
          Instant.ofEpochMilli(message.arrivalMillis()),
          headers,
          message.payload(),
          lease.untilMillis(),
          lease.deliveryCount());
    }
  }

  /** The message that is added or moved; else null. */
  private static StoredMessage messageOf(Operation operation) {
    if (operation instanceof Operation.Add add) {
      return add.message();
    }
    return operation instanceof Operation.Move move ? move.message() : null;
  }
}
