package dev.pinfold.offline;

import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.journal.Begun;
import dev.pinfold.archive.journal.SegmentRescue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The segment files that are left of a damaged store, in the order of their transactions. An intact
 * header tells where a segment belongs, whatever its name; one without is where its transactions
 * are.
 */
final class SurvivingSegments {
  private final Path journal;
  private final List<Path> files;
  private final long snapshot;
  private final Optional<Begun> begun;
  private final List<SegmentPart> parts = new ArrayList<>();
  private final List<Salvage.Hole> holes = new ArrayList<>();
  private SegmentClaims claims = new SegmentClaims(List.of());
  private long told;

  /** What an intact header says. */
  private record Head(Path file, int segment, long first, int previousSegment, int previousEnd) {}

  /** Is shown what is left. */
  interface Visitor {
    /** A whole record, as {@link SegmentRescue.Visitor} is shown it. */
    void record(SegmentPart part, long lowest, long next, long place, ByteBuffer operation);

    /** Bytes in which no record is whole, and all was before a transaction. */
    void damaged(SegmentPart part, int from, int to, long next);
  }

  private SurvivingSegments(Path journal, long snapshot, long told, Optional<Begun> begun)
      throws IOException {
    this.journal = journal;
    this.files = SegmentRescue.files(journal);
    this.snapshot = snapshot;
    this.begun = begun;
    this.told = Math.max(told, begun.map(Begun::forcedTransaction).orElse(0L));
  }

  /**
   * Finds them.
   *
   * @param journal the directory
   * @param store those of others are left out; empty when no header tells of any
   * @param snapshot it knows all up to this transaction; 0 without one
   * @param told a snapshot, good or not, says that there was a transaction of this number
   * @throws AccessDeniedException when this user may not read one: another may
   * @throws IOException when the directory cannot be read
   */
  static SurvivingSegments find(Path journal, Optional<UUID> store, long snapshot, long told)
      throws IOException {
    Optional<Begun> begun =
        SegmentRescue.lastOpening(journal)
            .filter(last -> store.isEmpty() || last.storeId().equals(store.get()));
    SurvivingSegments segments = new SurvivingSegments(journal, snapshot, told, begun);
    Salvage.Hole.instead(journal, SeenFile.Kind.DIRECTORY).ifPresent(segments.holes::add);
    List<Head> heads = new ArrayList<>();
    List<Path> headless = new ArrayList<>();
    for (Path file : segments.files) {
      segments.look(file, store, heads, headless);
    }
    segments.addHeaded(heads);
    for (Path file : headless) {
      segments.addHeadless(file);
    }
    segments.parts.sort(
        Comparator.comparingLong(SegmentPart::first).thenComparingInt(SegmentPart::segment));
    segments.claims = new SegmentClaims(segments.parts);
    return segments;
  }

  private void look(Path file, Optional<UUID> store, List<Head> heads, List<Path> headless)
      throws IOException {
    Optional<Salvage.Hole> instead = Salvage.Hole.instead(file, SeenFile.Kind.FILE);
    if (instead.isPresent()) {
      holes.add(instead.get());
      return;
    }
    try (SegmentRescue rescue = SegmentRescue.open(file, snapshot + 1)) {
      if (rescue.isHeaded() && !rescue.storeId().equals(store)) {
        unknown(file, 0, "a segment of the store " + rescue.storeId().orElseThrow());
      } else if (rescue.isHeaded()) {
        told = Math.max(told, rescue.forcedTransaction());
        heads.add(
            new Head(
                file,
                rescue.segment(),
                rescue.firstTransaction().orElseThrow(),
                rescue.previousSegment(),
                rescue.previousEnd()));
      } else if (rescue.contentEnd() > 0) { // else it was prepared, and never begun
        headless.add(file);
      }
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) { // the disk does not give it back
      unknown(file, 0, Salvage.Hole.why(e));
    }
  }

  private void unknown(Path file, long to, String why) {
    holes.add(new Salvage.Hole(file, 0, to, why, Salvage.Meaning.UNKNOWN));
  }

  private void addHeaded(List<Head> heads) throws IOException {
    Map<Integer, Integer> ends = new HashMap<>();
    Map<Integer, Head> bySegment = new HashMap<>();
    begun.ifPresent(last -> ends.put(last.segment() - 1, last.previousEnd()));
    for (Head head : heads) {
      int unused = ends.merge(head.previousSegment(), head.previousEnd(), Math::min);
      bySegment.put(head.segment(), head);
    }
    for (Head head : heads) {
      int end = ends.getOrDefault(head.segment(), Integer.MAX_VALUE);
      Head successor = bySegment.get(head.segment() + 1);
      try (SegmentRescue file = SegmentRescue.open(head.file(), head.first())) {
        parts.add(
            successor == null
                ? SegmentPart.openEnded(file, head.file(), head.first(), end)
                : SegmentPart.between(file, head.file(), successor.first(), end));
      }
    }
  }

  private void addHeadless(Path path) throws IOException {
    int number = SegmentRescue.numberOf(path);
    long before =
        parts.stream()
            .filter(part -> part.isHeaded() && part.segment() < number)
            .mapToLong(SegmentPart::next)
            .max()
            .orElse(1);
    try (SegmentRescue file = SegmentRescue.open(path, Math.max(before, snapshot + 1))) {
      if (file.salt().isEmpty()) {
        unknown(path, file.contentEnd(), "neither header nor documents are intact");
        return;
      }
      SegmentPart part = SegmentPart.openEnded(file, path, before, Integer.MAX_VALUE);
      Optional<SegmentPart> holder = new SegmentClaims(parts).holder(part.first(), part.next());
      if (holder.isEmpty() || holder.get().salt() == part.salt()) { // else of a former use
        boolean isKnown = holder.isPresent() || part.next() <= snapshot + 1;
        holes.add(
            new Salvage.Hole(
                path,
                0,
                0,
                "no intact header",
                isKnown ? Salvage.Meaning.KNOWN : Salvage.Meaning.UNKNOWN));
        parts.add(part);
      }
    }
  }

  /** The segments, in the order of their transactions. */
  List<SegmentPart> parts() {
    return parts;
  }

  /** Whether the first transaction of all is in them. */
  boolean beginWithFirst() {
    return !parts.isEmpty() && parts.get(0).isHeaded() && parts.get(0).first() == 1;
  }

  /** Shows all that counts, and tells of what is wrong elsewhere than in bytes. */
  List<Salvage.Hole> read(Visitor visitor, ReadProgress progress) throws IOException {
    JournalEnd end = new JournalEnd(journal, files, holes);
    long total = parts.stream().mapToLong(SegmentPart::bytes).sum();
    long done = 0;
    long expected = 1;
    for (SegmentPart part : parts) {
      long from = Math.max(expected, snapshot + 1);
      if (part.first() > from) {
        end.missing(from, part.first() - 1);
      }
      Counted counted = new Counted(part, visitor);
      try (SegmentRescue file = part.open()) {
        SegmentRescue.End last = file.visit(part.end(), tornFrom(part), counted);
        expected = Math.max(expected, Math.max(last.next(), counted.next));
        end.segment(part, last.isMarked());
      }
      done += part.bytes();
      progress.read(done, total);
    }
    end.journal(parts, expected, told, begun);
    return holes;
  }

  /** The same for who has seen it, and only wants the records. */
  void readAgain(Visitor visitor, ReadProgress progress) throws IOException {
    long total = parts.stream().mapToLong(SegmentPart::bytes).sum();
    long done = 0;
    for (SegmentPart part : parts) {
      try (SegmentRescue file = part.open()) {
        SegmentRescue.End unused =
            file.visit(part.end(), tornFrom(part), new Counted(part, visitor));
      }
      done += part.bytes();
      progress.read(done, total);
    }
  }

  /**
   * What has no prefix at the end of the last segment is torn, unless it is known to have been
   * there. At the end of others an opening may have given it up, whatever there was later.
   */
  private long tornFrom(SegmentPart part) {
    return isLast(part) ? told : 0;
  }

  private boolean isLast(SegmentPart part) {
    return part.equals(parts.get(parts.size() - 1));
  }

  /** Leaves out what does not count. */
  private final class Counted implements SegmentRescue.Visitor {
    private final SegmentPart part;
    private final Visitor visitor;
    private boolean isBehindHole;
    private long next;

    Counted(SegmentPart part, Visitor visitor) {
      this.part = part;
      this.visitor = visitor;
    }

    @Override
    public void record(long lowest, long behind, long place, ByteBuffer operation) {
      if (claims.counts(part, lowest, behind, isBehindHole)) {
        next = Math.max(next, lowest + 1);
        visitor.record(part, lowest, behind, place, operation);
      }
    }

    @Override
    public void damaged(int from, int to, long behind) {
      isBehindHole = true;
      visitor.damaged(part, from, to, behind);
    }

    @Override
    public void torn(int from, int to) {
      if (isLast(part)) {
        holes.add(
            new Salvage.Hole(
                part.file(), from, to, "torn while it was written", Salvage.Meaning.TORN));
      } else {
        visitor.damaged(part, from, to, Long.MAX_VALUE);
      }
    }
  }
}
