package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.DocumentCheck.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Finds where the journal ends, and tells the trace of a crash from damage.
 *
 * <p>Each segment that has a successor must be whole, from the place to start from on, up to the
 * end that the successor's header names; the last one is read up to the first place where no whole
 * document lies. What is behind such a hole decides ({@link Remains}), with N the number of the
 * transaction that is missing:
 *
 * <ol>
 *   <li>something behind it states that N was forced, or something whole lies behind it and the
 *       last opening, or the close after it, knew N as forced ({@link Begun}): damage;
 *   <li>something whole lies behind it, and the machine was not restarted since ({@link Restarts}):
 *       damage, since no crash of a process tears a hole before what it wrote later. Where the hole
 *       is a lost header, a restart must be proven;
 *   <li>something whole lies behind it, and the machine was restarted: power was lost before it was
 *       forced. The journal ends here, and the report says what was discarded;
 *   <li>nothing whole lies behind it: a torn tail. The journal ends here. But a document whose
 *       prefix is complete, in a file of full size, on a machine that was not restarted, is damage:
 *       the prefix is written last.
 * </ol>
 *
 * <p>A hole may also be in a segment that has successors: segments are forced late, so a power loss
 * may take pages of several. The same rules decide. One scan, one thread.
 */
final class JournalScanner {
  private final Path directory;
  private final JournalPosition from;
  private final Map<Integer, Integer> ends;
  private final JournalVisitor visitor;
  private final UUID bootId;
  private final List<SegmentFile> files = new ArrayList<>();
  private final List<SegmentInfo> segments = new ArrayList<>();

  private Begun begun;
  private Restarts restarts;
  private final Set<Integer> prepared = new TreeSet<>();
  private final List<SegmentFile> lost = new ArrayList<>();
  private final Set<Integer> mayBeLost = new TreeSet<>();
  private List<CutSegment> aside = List.of();
  private UUID storeId;
  private int start;
  private int lastHeaded = -1;
  private long next = 1;
  private long records;
  private long transactions;
  private long bytes;
  private long forced;

  /**
   * @param ends where the documents of earlier segments end, as far as that is known
   */
  JournalScanner(
      Path directory,
      JournalPosition from,
      Map<Integer, Integer> ends,
      JournalVisitor visitor,
      UUID bootId) {
    this.directory = directory;
    this.from = from;
    this.ends = ends;
    this.forced = from.nextTransaction() - 1;
    this.visitor = visitor;
    this.bootId = bootId;
  }

  JournalScan scan() throws IOException {
    try {
      for (SegmentFiles.Entry entry : SegmentFiles.list(directory)) {
        files.add(SegmentFile.load(entry));
      }
      locateStart();
      checkChain();
      readBegun();
      describeEarlier();
      return read();
    } finally {
      files.forEach(SegmentFile::unmap);
    }
  }

  /** Finds the segment to start from, and the last one that has a header. */
  private void locateStart() {
    if (from.segment() != 0) {
      start = indexOf(from.segment());
      if (start < 0 || !files.get(start).isHeaded()) {
        Path file = SegmentName.in(directory, from.segment());
        throw Corruption.at(
            file, 0, "the segment to read from", start < 0 ? "no such file" : "no segment header");
      }
    }
    for (int i = start; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      if (i > start && file.segment() != files.get(i - 1).segment() + 1) {
        Path missing = SegmentName.in(directory, files.get(i - 1).segment() + 1);
        throw Corruption.at(missing, 0, "a segment", "no such file, but later ones");
      }
      if (file.isHeaded()) {
        lastHeaded = i;
      }
    }
  }

  private int indexOf(int segment) {
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).segment() == segment) {
        return i;
      }
    }
    return -1;
  }

  /** Headers must agree with file names and with each other. */
  private void checkChain() {
    for (int i = 0; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      if (!file.isHeaded()) {
        continue;
      }
      file.requireVersion();
      SegmentHeader header = file.header();
      file.require(
          header.segment() == file.segment(), "segment number", file.segment(), header.segment());
      if (storeId == null) {
        storeId = header.storeId();
      }
      file.require(header.storeId().equals(storeId), "store", storeId, header.storeId());
      if (i >= start) {
        forced = Math.max(forced, header.forcedTransaction());
      }
      if (i > start) {
        int previous = file.segment() - 1;
        file.require(
            header.previousSegment() == previous,
            "previous segment",
            previous,
            header.previousSegment());
      } else if (i == start && from.segment() == 0) {
        file.require(
            header.previousSegment() == 0, "no previous segment", 0, header.previousSegment());
        file.require(
            header.firstTransaction() == 1, "first transaction", 1, header.firstTransaction());
      }
    }
  }

  private void readBegun() throws IOException {
    Begun.requireReadable(directory);
    begun = Begun.read(directory);
    if (begun != null && storeId != null && !begun.storeId().equals(storeId)) {
      begun = null; // somebody brought it from elsewhere
    }
    if (begun != null) {
      forced = Math.max(forced, begun.forcedTransaction());
    }
    restarts = new Restarts(files, begun, bootId);
  }

  /**
   * The segments before the one to start from are listed, not read. One that the state does not
   * read from need not have been forced, so its header may have gone with the power.
   */
  private void describeEarlier() {
    for (int i = 0; i < start; i++) {
      SegmentFile file = files.get(i);
      if (file.isHeaded()) {
        segments.add(file.info(end(file, files.get(i + 1), ends)));
        if (!ends.containsKey(file.segment()) && restarts.mayBeSince(i)) {
          mayBeLost.add(file.segment());
        }
      } else if (ends.containsKey(file.segment()) || restarts.none()) {
        throw Corruption.at(file.path(), 0, "a segment header", "none");
      } else {
        lost.add(file);
        mayBeLost.add(file.segment());
      }
    }
  }

  /** Where the documents of a segment end: the one behind it tells, or it is known, or seen. */
  private static int end(SegmentFile file, SegmentFile next, Map<Integer, Integer> ends) {
    if (next != null
        && next.isHeaded()
        && next.segment() == file.segment() + 1
        && next.header().previousSegment() == file.segment()) {
      return next.header().previousEnd();
    }
    Integer known = ends.get(file.segment());
    return known != null && known <= file.bytes().limit() ? known : naturalEnd(file);
  }

  /** Describes one segment without reading the journal. */
  static SegmentInfo describe(Path directory, int number, Map<Integer, Integer> ends)
      throws IOException {
    SegmentFile segment = null;
    SegmentFile successor = null;
    try {
      for (SegmentFiles.Entry entry : SegmentFiles.list(directory)) {
        if (entry.segment() == number) {
          segment = SegmentFile.load(entry);
        } else if (entry.segment() == number + 1 && entry.seen().isFile()) {
          successor = SegmentFile.load(entry);
        }
      }
      if (segment == null || !segment.isHeaded()) {
        throw Corruption.at(
            SegmentName.in(directory, number),
            0,
            "a segment",
            segment == null ? "no such file" : "no segment header");
      }
      return segment.info(end(segment, successor, ends));
    } finally {
      if (segment != null) {
        segment.unmap();
      }
      if (successor != null) {
        successor.unmap();
      }
    }
  }

  /** Where the documents of a segment seem to end. */
  private static int naturalEnd(SegmentFile file) {
    DocumentCheck check = file.check();
    long expected = file.header().firstTransaction();
    int at = SegmentHeader.BYTES;
    while (check.checkNext(at, expected) == Verdict.WHOLE && check.firstTransaction == expected) {
      expected += check.transactions;
      at = check.end;
    }
    file.unmap();
    return at;
  }

  private JournalScan read() {
    if (lastHeaded < 0) {
      return readHeadless();
    }
    for (int i = start; i < lastHeaded; i++) {
      SegmentFile file = files.get(i);
      SegmentFile successor = files.get(i + 1);
      if (!file.isHeaded()) {
        return hole(i, 0, null, Verdict.NOTHING);
      }
      int stop = successor.isHeaded() ? successor.header().previousEnd() : Integer.MAX_VALUE;
      Walk walk = walk(i, stop);
      if (walk.at < stop) {
        if (!successor.isHeaded() && isClean(file, walk)) {
          segments.add(file.info(walk.at));
          return hole(i + 1, 0, null, Verdict.NOTHING);
        }
        return hole(i, walk.at, walk.check, walk.verdict);
      }
      successor.require(walk.at == stop, "end of the previous segment", walk.at, stop);
      successor.require(
          successor.header().firstTransaction() == next,
          "first transaction",
          next,
          successor.header().firstTransaction());
      segments.add(file.info(stop));
      file.unmap();
    }
    return readLast();
  }

  private JournalScan readHeadless() {
    if (from.segment() != 0) {
      throw new AssertionError("a start without header was refused before");
    }
    requireFirst();
    return afterLast(JournalPosition.START, null);
  }

  /** Where no segment has a header there never was a transaction: then the first is still there. */
  private void requireFirst() {
    boolean missing =
        files.isEmpty() ? Files.exists(directory.resolve(Begun.FILE)) : files.get(0).segment() != 1;
    if (missing) {
      throw Corruption.at(
          SegmentName.in(directory, 1), 0, "the first segment", "no such file, but later traces");
    }
  }

  /** The last segment that has a header: its end is where no whole document lies. */
  private JournalScan readLast() {
    SegmentFile file = files.get(lastHeaded);
    int stop = endBeforeBegun(file);
    Walk walk = walk(lastHeaded, stop);
    if (walk.verdict == Verdict.END_MARK && lastHeaded == files.size() - 1) {
      throw Corruption.at(
          SegmentName.in(directory, file.segment() + 1),
          0,
          "the segment after " + file.path().getFileName() + ", which carries an end mark",
          "no such file");
    }
    boolean isWhole = stop == Integer.MAX_VALUE ? isClean(file, walk) : walk.at == stop;
    if (!isWhole) {
      return hole(lastHeaded, walk.at, walk.check, walk.verdict);
    }
    segments.add(file.info(walk.at));
    JournalCut cut = file.isShort() ? truncated(file, walk.at) : null;
    return afterLast(new JournalPosition(file.segment(), walk.at, next), cut);
  }

  /**
   * Where a segment ends behind which one was begun whose header is gone: an opening was killed
   * while it made that one anew.
   */
  private int endBeforeBegun(SegmentFile file) {
    return begun != null && begun.segment() == file.segment() + 1
        ? begun.previousEnd()
        : Integer.MAX_VALUE;
  }

  private static JournalCut truncated(SegmentFile file, int at) {
    String reason =
        file.isHeaded()
            ? "the file is shorter than it was made: " + file.size() + " bytes"
            : "no segment is made of this size: " + file.size() + " bytes";
    return new JournalCut(file.path(), file.segment(), at, 0, 0, List.of(), reason);
  }

  /** Whether nothing but zeros, or an end mark and zeros, follow. */
  private static boolean isClean(SegmentFile file, Walk walk) {
    ByteBuffer content = file.bytes();
    if (walk.verdict == Verdict.NOTHING) {
      return SegmentFiles.contentEnd(content, walk.at) == walk.at;
    }
    if (walk.verdict != Verdict.END_MARK) {
      return false;
    }
    int end = walk.at + DocumentFormat.PREFIX_BYTES;
    return SegmentFiles.contentEnd(content, end) == end;
  }

  /**
   * Behind the last header there may only be prepared segments, or one whose header is torn. The
   * first of them is read wholly; when it is empty, and no power was lost, none behind it was ever
   * begun, and their starts are enough. After a restart of the machine prepared ones may be short:
   * they need not have been forced.
   */
  private JournalScan afterLast(JournalPosition end, JournalCut cutInLast) {
    JournalCut cut = cutInLast;
    int first = Math.max(start, lastHeaded + 1);
    for (int i = first; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      boolean isEmpty = (i > first && restarts.none()) ? file.hasEmptyHead() : file.isPrepared();
      if (!isEmpty) {
        return hole(i, 0, null, Verdict.NOTHING);
      }
      prepared.add(file.segment());
      if (cut == null && file.isShort() && restarts.none()) {
        cut = truncated(file, 0);
      }
      file.unmap();
    }
    return result(end, cut);
  }

  private static final class Walk {
    private int at;
    private Verdict verdict = Verdict.WHOLE;
    private DocumentCheck check;
  }

  /**
   * Reads documents up to {@code stop}, or to where no whole one lies. What lies before the place
   * to start from is not read when the document there shows that the file holds what its owner
   * knew; else it is, to tell what is wrong.
   */
  private Walk walk(int index, int stop) {
    SegmentFile file = files.get(index);
    Walk walk = new Walk();
    walk.check = file.check();
    walk.at = SegmentHeader.BYTES;
    boolean skipping = index == start && from.segment() != 0;
    if (skipping
        && from.offset() <= stop
        && walk.check.endsAt(from.offset(), from.nextTransaction())) {
      next = from.nextTransaction();
      walk.at = from.offset();
    } else if (index == start) {
      next = file.header().firstTransaction();
    }
    ByteBuffer operation = file.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (true) {
      if (skipping && walk.at >= from.offset()) {
        skipping = false;
        if (walk.at != from.offset() || next != from.nextTransaction()) {
          throw notThere(file, walk.at);
        }
      }
      if (walk.at >= stop) {
        break;
      }
      walk.verdict = walk.check.checkNext(walk.at, next);
      if (walk.verdict != Verdict.WHOLE) {
        break;
      }
      if (walk.check.firstTransaction != next) {
        throw SegmentScanner.damaged(file.path(), walk.at, next, walk.verdict, walk.check);
      }
      forced = Math.max(forced, walk.check.forced);
      if (!skipping) {
        visit(walk, operation, file.segment());
      }
      next += walk.check.transactions;
      walk.at = walk.check.end;
    }
    if (skipping) {
      throw notThere(file, walk.at);
    }
    return walk;
  }

  private void visit(Walk walk, ByteBuffer operation, int segment) {
    walk.check.visit(walk.at, operation, counting, segment);
    transactions += walk.check.transactions;
    bytes += walk.check.end - walk.at;
  }

  private final JournalVisitor counting = this::count;

  private void count(long transaction, long place, ByteBuffer operation, boolean last) {
    records++;
    visitor.record(transaction, place, operation, last);
  }

  private StoreCorruptException notThere(SegmentFile file, int at) {
    return Corruption.at(
        file.path(),
        Math.min(at, from.offset()),
        "transaction " + from.nextTransaction() + " to come at byte " + from.offset(),
        "transaction " + next + " to come at byte " + at);
  }

  /** Decides by what lies behind a hole whether it is the trace of a crash. */
  private JournalScan hole(int index, int at, DocumentCheck check, Verdict verdict) {
    SegmentFile file = files.get(index);
    Remains remains = Remains.behind(files, index, at, next);
    boolean follows = remains.somethingWhole();
    boolean isDamage =
        follows ? isHole(index, at, check == null, remains) : isNoTear(index, at, verdict);
    if (isDamage) {
      throw check == null
          ? Corruption.at(file.path(), at, "a segment header", "none that agrees with its checksum")
          : SegmentScanner.damaged(file.path(), at, next, verdict, check);
    }
    String reason =
        follows
            ? "power was lost before it was forced; transaction " + next + " is missing"
            : "torn while it was written";
    if (check != null) {
      segments.add(file.info(at));
    }
    JournalPosition end =
        segments.isEmpty() ? JournalPosition.START : endOf(segments.get(segments.size() - 1));
    forced = Math.max(forced, remains.forced());
    aside = CutSegment.of(remains.holders());
    JournalCut cut =
        new JournalCut(
            file.path(),
            file.segment(),
            at,
            remains.bytes(),
            remains.documents(),
            aside.stream().map(CutSegment::kept).toList(),
            reason);
    return result(end, cut);
  }

  /** Whether a hole before something whole is damage. */
  private boolean isHole(int index, int at, boolean isHeader, Remains remains) {
    SegmentFile file = files.get(index);
    return remains.forced() >= next
        || restarts.wasForced(file.segment(), at, next)
        || restarts.none()
        || (isHeader && !restarts.proven(index) && (restarts.isTold() || file.hasFinishedHeader()));
  }

  /** Whether the last thing in the journal is wrong in a way that no crash of a process leaves. */
  private boolean isNoTear(int index, int at, Verdict verdict) {
    SegmentFile file = files.get(index);
    return restarts.none()
        && !file.isShort()
        && (hasCompletePrefix(file, verdict) || isBeforeKnownEnd(file, at));
  }

  private boolean isBeforeKnownEnd(SegmentFile file, int at) {
    int end = endBeforeBegun(file);
    return end != Integer.MAX_VALUE && at < end;
  }

  /**
   * The segment that the last opening began must be there: its name was durable then. But one that
   * was interrupted may have removed it, as it was behind a cut of what was not forced.
   */
  private void requireBegun(JournalPosition end) {
    int last = files.isEmpty() ? 0 : files.get(files.size() - 1).segment();
    if (begun != null
        && last < begun.segment()
        && (restarts.none()
            || begun.forcedTransaction() >= end.nextTransaction()
            || isWholeUpToBegun(end))) {
      throw Corruption.at(
          SegmentName.in(directory, begun.segment()),
          0,
          "the segment that the last opening began",
          "no such file");
    }
  }

  /** Whether nothing is missing before it: then no opening had a reason to remove it. */
  private boolean isWholeUpToBegun(JournalPosition end) {
    return end.segment() == begun.segment() - 1 && end.offset() == begun.previousEnd();
  }

  private JournalPosition endOf(SegmentInfo last) {
    return new JournalPosition(last.segment(), last.endOffset(), next);
  }

  private static boolean hasCompletePrefix(SegmentFile file, Verdict verdict) {
    return file.isHeaded() ? verdict != Verdict.NOTHING : file.hasFinishedHeader();
  }

  private JournalScan result(JournalPosition end, JournalCut cut) {
    requireBegun(end);
    long known = Math.min(forced, end.nextTransaction() - 1);
    return new JournalScan(
        directory,
        end,
        segments,
        cut,
        aside,
        CutSegment.of(lost),
        mayBeLost,
        prepared,
        storeId,
        records,
        transactions,
        bytes,
        known);
  }
}
