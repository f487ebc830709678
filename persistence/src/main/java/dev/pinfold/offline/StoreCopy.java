package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.StoreLayout;
import dev.pinfold.archive.StoreMark;
import dev.pinfold.archive.files.Apart;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.ForcedFile;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.PartialDirectory;
import dev.pinfold.archive.journal.JournalCopy;
import dev.pinfold.archive.journal.SegmentHead;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.journal.SegmentScanner;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A copy of a store as it is at one moment of the recent past, made beside its owner, too. Segments
 * come as far as their documents go, good snapshots whole, and others not. What the owner gives
 * back before it was copied is looked for again; its mark a copy gets last, once it is {@linkplain
 * #verify verified}. One use, one thread.
 */
final class StoreCopy {
  private static final int MOST_LOOKS = 40;
  private static final String MARK =
      "pinfold-backup 1: other runs share these files, so that nobody may open them;"
          + " pinfold restore makes a store of them\n";

  private final StoreFiles source;
  private final BooleanSupplier hasOwner;
  private final StoreLayout target;
  private final Map<Integer, SegmentInfo> held; // what may be linked
  private final ForcedFile.Rest rest;
  private final ReadProgress progress;
  private final Map<Integer, Integer> ends = new HashMap<>(); // of the segments in it
  private final Set<Integer> linked = new HashSet<>();
  private Optional<Damage> rotten = Optional.empty();

  /**
   * @param hasOwner whether somebody may write to the source now
   * @param target where the copy is made; missing
   * @param held segments elsewhere, by their numbers, that never change: those that are the same
   *     are linked, where the file system can
   * @param rest what lies behind the documents in copied segments
   * @param progress told how far it is; what it throws ends the copying
   */
  StoreCopy(
      StoreFiles source,
      BooleanSupplier hasOwner,
      Path target,
      Map<Integer, SegmentInfo> held,
      ForcedFile.Rest rest,
      ReadProgress progress) {
    this.source = source;
    this.hasOwner = hasOwner;
    this.target = new StoreLayout(target);
    this.held = held;
    this.rest = rest;
    this.progress = progress;
  }

  /**
   * A copy in the store itself would be copied the next time, and the other way round is as bad.
   *
   * @throws IOException when one lies in the other
   */
  static void requireApart(Path source, Path target) throws IOException {
    if (!Apart.areApart(source, target)) {
      throw new IOException(
          target + " and " + source + " are the same, or lie in each other; choose another place");
    }
  }

  /**
   * Refuses a place for a new store that lies where it comes from, or where that is made under.
   *
   * @param from a store, a run of a backup, or a backup
   * @throws IOException when it does, or is a link
   */
  static void requireNewPlace(Path from, Path target) throws IOException {
    if (Files.isSymbolicLink(target)) {
      throw new IOException(target + " is a link; name the directory itself");
    }
    StoreLayout layout = new StoreLayout(from);
    boolean isRun =
        Files.exists(layout.backupMark())
            || Files.exists(from.toRealPath().resolveSibling(BackupDirectory.LOCK)); // mark lost
    Path whole = isRun ? from.toRealPath().getParent() : from; // other runs are there
    for (Path source : List.of(whole, layout.journal(), layout.snapshots())) {
      if (Files.isDirectory(source)) { // else nothing can lie in it
        requireApart(source, target);
        requireApart(source, PartialDirectory.pathFor(target));
      }
    }
  }

  /**
   * Copies all but the mark; on the device on return, but for the directory's own names. From the
   * first moment on the copy is marked as a run of a backup: nobody may open it, and it is judged
   * strictly.
   *
   * @return what is in it
   * @throws StoreCorruptException when the source is damaged
   * @throws IOException when it cannot be written, or the owner is quicker each time
   */
  StoreLook make() throws IOException {
    OwnerOnly.createDirectories(target.root(), Device.SYSTEM);
    ForcedFile.write(target.backupMark(), MARK.getBytes(StandardCharsets.US_ASCII));
    OwnerOnly.createDirectories(target.journal(), Device.SYSTEM);
    OwnerOnly.createDirectories(target.snapshots(), Device.SYSTEM);
    for (int i = 0; i < MOST_LOOKS; i++) {
      StoreLook look = StoreLook.settled(source, hasOwner);
      if (look.journal().damage().isPresent()) {
        throw corrupt(look.journal().damage().get());
      }
      if (copy(look)) {
        JournalCopy.finish(
            target.journal(), source.storeId(), look.journal().segments(), look.lastTransaction());
        Device.SYSTEM.forceDirectory(target.snapshots());
        return look;
      }
    }
    throw new IOException(
        "the owner of "
            + source.layout().root()
            + " gives back segments more quickly than they can be copied; try again later");
  }

  /** One try; false when something was given back before it was copied. */
  private boolean copy(StoreLook look) throws IOException {
    try {
      copySnapshots(look.snapshots());
      List<SegmentInfo> segments = wholeOnes(look.journal());
      if (!copySegments(segments)) {
        return false;
      }
      removeOthers(segments.stream().map(SegmentInfo::segment).collect(Collectors.toSet()));
      return true;
    } catch (NoSuchFileException e) {
      if (Files.isDirectory(target.journal()) && Files.isDirectory(source.layout().journal())) {
        return false;
      }
      throw e; // somebody has removed the copy, or the store
    }
  }

  /** All but those of which the power took a part: nothing reads from them. */
  private static List<SegmentInfo> wholeOnes(JournalLook journal) {
    return journal.segments().stream()
        .filter(segment -> !journal.mayBeLost().contains(segment.segment()) || isWhole(segment))
        .toList();
  }

  private static boolean isWhole(SegmentInfo segment) {
    try {
      long unused = SegmentScanner.scan(segment, (transaction, place, operation, last) -> {});
      return true;
    } catch (StoreCorruptException e) {
      return false;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return false; // its owner has given it back meanwhile
      }
      throw e;
    }
  }

  private void copySnapshots(SnapshotLook snapshots) throws IOException {
    removeAll(target.snapshots());
    for (SeenSnapshot snapshot : snapshots.seen()) {
      if (snapshot.isGood()) {
        Path to = target.snapshots().resolve(snapshot.file().getFileName());
        ForcedFile.copy(snapshot.file(), snapshot.bytes(), to, snapshot.bytes(), rest);
      }
    }
  }

  private static void removeAll(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private boolean copySegments(List<SegmentInfo> segments) throws IOException {
    long total = segments.stream().mapToLong(SegmentInfo::endOffset).sum();
    long done = 0;
    for (SegmentInfo segment : segments) {
      if (!isThere(segment) && !link(segment) && !copy(segment)) {
        return false;
      }
      done += segment.endOffset();
      progress.read(done, total);
    }
    return true;
  }

  /** Whether a try before this one has made it. */
  private boolean isThere(SegmentInfo segment) throws IOException {
    Integer end = ends.get(segment.segment());
    return end != null
        && end == segment.endOffset()
        && JournalCopy.isSameUse(fileOf(segment.segment()), segment.file());
  }

  /** Whether what is held is the segment, byte by byte; it may have rotted. */
  private boolean isSame(SegmentInfo same, SegmentInfo segment) throws IOException {
    try {
      if (!JournalCopy.isSameUse(same.file(), segment.file())) {
        return false;
      }
      long differs = Files.mismatch(same.file(), segment.file());
      boolean isSame = differs < 0 || differs >= segment.endOffset();
      if (!isSame && JournalCopy.isSameUse(same.file(), segment.file())) {
        rotten =
            Optional.of(new Damage(same.file(), differs, "what the store has", "another byte"));
      }
      return isSame;
    } catch (IOException e) {
      if (!Files.exists(segment.file())) {
        throw e; // it is given back, and looked for again
      }
      rotten = Optional.of(new Damage(same.file(), 0, "a file that can be read", e.toString()));
      return false;
    }
  }

  /** What is wrong in what could have been linked. */
  Optional<Damage> rotten() {
    return rotten;
  }

  private boolean link(SegmentInfo segment) throws IOException {
    SegmentInfo same = held.get(segment.segment());
    if (same == null || same.endOffset() != segment.endOffset() || !isSame(same, segment)) {
      return false;
    }
    Path link = fileOf(segment.segment());
    Files.deleteIfExists(link);
    try {
      Files.createLink(link, same.file());
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false; // it knows no links, or knows too many of this one: copied
    }
    ends.put(segment.segment(), segment.endOffset());
    linked.add(segment.segment());
    return true;
  }

  private boolean copy(SegmentInfo segment) throws IOException {
    ends.remove(segment.segment());
    linked.remove(segment.segment());
    try {
      if (!JournalCopy.copy(segment, fileOf(segment.segment()), rest)) {
        return false;
      }
    } catch (EOFException e) { // no look before the copying reads a sealed segment to its end
      throw corrupt(
          new Damage(
              segment.file(),
              Files.size(segment.file()),
              "documents up to byte " + segment.endOffset(),
              "the end of the file"));
    }
    ends.put(segment.segment(), segment.endOffset());
    return true;
  }

  private Path fileOf(int segment) {
    return SegmentHead.fileOf(target.journal(), segment);
  }

  /** What tries before this one have made, or begun, and the store does not have any more. */
  private void removeOthers(Set<Integer> wanted) throws IOException {
    for (SegmentHead head : SegmentHead.list(target.journal())) {
      if (!wanted.contains(head.segment())) {
        Files.delete(head.file());
      }
    }
    ends.keySet().retainAll(wanted);
    linked.retainAll(wanted);
  }

  /**
   * Checks everything in it.
   *
   * @throws StoreCorruptException when it is not sound, with the place in the source
   */
  Verification verify() {
    Verification found = new OfflineStore(new StoreFiles(target, source.mark())).verify(progress);
    Optional<Damage> flaw = found.flaw(target);
    if (flaw.isPresent()) {
      throw corrupt(inSource(flaw.get()));
    }
    return found;
  }

  /** Makes a store of it; durable on return. */
  void mark() throws IOException {
    byte[] line = source.mark().line().getBytes(StandardCharsets.US_ASCII);
    ForcedFile.write(target.root().resolve(StoreMark.FILE), line);
    Device.SYSTEM.forceDirectory(target.root());
  }

  /** How many segments were linked. */
  int linkedSegments() {
    return linked.size();
  }

  /** How many segments were copied. */
  int copiedSegments() {
    return ends.size() - linked.size();
  }

  /** How many bytes of segments were copied. */
  long copiedBytes() {
    return ends.entrySet().stream()
        .filter(segment -> !linked.contains(segment.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The same place in the source as one in the copy. */
  private Damage inSource(Damage damage) {
    return damage.in(source.layout().root().resolve(target.root().relativize(damage.file())));
  }

  /** The error for damage in the source. */
  private static StoreCorruptException corrupt(Damage damage) {
    return new StoreCorruptException(
        damage.file(),
        damage.offset(),
        damage.expected(),
        damage.found(),
        "Nothing was copied. pinfold verify tells what else is wrong; keep the good copies that"
            + " there are");
  }
}
