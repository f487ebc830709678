package dev.pinfold.offline;

import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.durable.PlacesCheck;
import dev.pinfold.durable.RestoredQueues;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Checks everything in a store in two passes. Forward, every document and operation; and the queues
 * are rebuilt in each way that there is, to see that all come to the same. Backward, whether each
 * message lies where snapshots and what an opening comes to say.
 */
final class Verifier {
  private final StoreFiles files;
  private final ReadProgress progress;
  private final SnapshotLook snapshots;
  private final RestoredQueues queues; // what an opening comes to
  private final JournalLook look;
  private final Map<Long, RestoredQueues> states = new TreeMap<>(); // of good snapshots
  private final List<Comparison> comparisons = new ArrayList<>();
  private long transactions;
  private long operations;
  private long messages;

  /** What a pass came to, and what is wrong in it. */
  record Pass(Verification found, Optional<Damage> wrong) {}

  private Verifier(StoreFiles files, OfflineJournal journal, ReadProgress progress) {
    this.files = files;
    this.progress = progress;
    this.snapshots = SnapshotLook.restoring(files.layout().snapshots(), files.storeId(), journal);
    this.queues = snapshots.restored().orElseGet(journal::emptyQueues);
    this.look = JournalLook.at(files, snapshots, new Replay(files, journal, queues));
  }

  /**
   * Verifies.
   *
   * @param hasOwner whether somebody may write now; asked before and behind, for one may come
   */
  static Pass pass(StoreFiles files, BooleanSupplier hasOwner, ReadProgress progress) {
    boolean wasOwned = hasOwner.getAsBoolean();
    try (OfflineJournal journal = new OfflineJournal(files);
        OfflineJournal numbers = new OfflineJournal(files)) {
      Verifier verifier = new Verifier(files, journal, progress);
      List<Damage> damages = verifier.read(numbers);
      boolean isOwned = wasOwned || hasOwner.getAsBoolean();
      return verifier.pass(damages, isOwned ? verifier.look.besideOwner() : verifier.look);
    }
  }

  /** The same as if what is wrong were nothing. */
  static Pass withoutTrouble(Pass pass) {
    Verification found = pass.found();
    return new Pass(
        new Verification(
            found.storeId(),
            new JournalVerdict(List.of(), Optional.empty(), found.journal().lastTransaction()),
            found.snapshots(),
            found.segments(),
            found.transactions(),
            found.operations(),
            found.bytes(),
            found.messages(),
            found.comparisons()),
        Optional.empty());
  }

  private Pass pass(List<Damage> damages, JournalLook judged) {
    Verification found =
        new Verification(
            files.storeId(),
            new JournalVerdict(damages, judged.cut(), queues.state().lastTransaction()),
            snapshots.seen(),
            look.segments().size(),
            transactions,
            operations,
            look.segments().stream().mapToLong(Verifier::documentBytes).sum(),
            damages.isEmpty() ? messages : 0,
            damages.isEmpty() ? comparisons : List.of());
    return new Pass(found, damages.isEmpty() ? judged.trouble() : Optional.of(damages.get(0)));
  }

  private static long documentBytes(SegmentInfo segment) {
    return (long) segment.endOffset() - segment.dataOffset();
  }

  /**
   * Both passes; what is damaged. The second one only where nothing is.
   *
   * @param numbers the journal that rebuilt states see
   */
  private List<Damage> read(OfflineJournal numbers) {
    List<SnapshotHeader> oldestFirst = snapshots.restoreAll(files, states);
    Rebuilds rebuilds = rebuilds(oldestFirst, numbers);
    SegmentWalk walk = new SegmentWalk(files, look, progress);
    walk.read(1, Long.MAX_VALUE, rebuilds);
    transactions = rebuilds.transactions();
    operations = rebuilds.operations();
    Optional<Damage> judged =
        look.damage().or(() -> look.missing(files, queues.machine().segmentNeeds()));
    List<Damage> damages = Damages.of(judged, walk.damages(), rebuilds.damages());
    if (damages.isEmpty()) {
      comparisons.addAll(rebuilds.compareWith(queues));
      damages = checkPlaces(oldestFirst);
      if (!isWhole()) {
        comparisons.replaceAll(Verifier::undecided);
      }
    }
    return damages;
  }

  /** From the journal's start when it is there, and from each snapshot but the newest. */
  private Rebuilds rebuilds(List<SnapshotHeader> oldestFirst, OfflineJournal journal) {
    Rebuilds rebuilds = new Rebuilds(files, states);
    List<SegmentInfo> segments = look.segments();
    if (!oldestFirst.isEmpty() && !segments.isEmpty() && segments.get(0).firstTransaction() == 1) {
      rebuilds.add(0, new Replay(files, journal, journal.emptyNumbers()));
    }
    for (int i = 0; i + 1 < oldestFirst.size(); i++) {
      SnapshotHeader snapshot = oldestFirst.get(i);
      RestoredQueues numbers = snapshots.restoreNumbers(snapshot, journal);
      rebuilds.add(snapshot.transaction(), new Replay(files, journal, numbers));
    }
    return rebuilds;
  }

  /** A state that is held against the records of the journal. */
  private record Placed(long from, long at, PlacesCheck check) {}

  private List<Damage> checkPlaces(List<SnapshotHeader> oldestFirst) {
    List<Placed> placed = new ArrayList<>();
    Set<Integer> present = look.numbers();
    long last = queues.state().lastTransaction();
    long newest = 0;
    for (SnapshotHeader snapshot : oldestFirst) {
      newest = snapshot.transaction();
      Optional<Integer> gone =
          snapshot.segments().keySet().stream().filter(n -> !present.contains(n)).findFirst();
      if (gone.isPresent()) {
        comparisons.add(
            Comparison.impossible(
                newest,
                newest,
                Comparison.Against.JOURNAL,
                "segment " + gone.get() + " is gone; a newer snapshot does without it"));
      } else if (newest < last) { // else it is what an opening comes to
        placed.add(new Placed(newest, newest, new PlacesCheck(states.get(newest))));
      }
    }
    PlacesCheck end = new PlacesCheck(queues);
    placed.add(new Placed(newest, last, end));
    List<Damage> damages = readBackward(placed);
    for (Placed one : placed) {
      comparisons.add(
          Comparison.of(one.from, one.at, Comparison.Against.JOURNAL, one.check.firstDifference()));
    }
    messages = end.messages();
    return damages;
  }

  private List<Damage> readBackward(List<Placed> placed) {
    BackwardWalk walk =
        new BackwardWalk(
            files,
            look,
            (transaction, index, place, operation, last) -> {
              for (Placed one : placed) {
                if (transaction <= one.at) {
                  one.check.record(Place.segment(place), operation);
                }
              }
            });
    List<SegmentInfo> segments = look.segments();
    long total = segments.stream().mapToLong(Verifier::documentBytes).sum();
    long read = 0;
    for (int i = segments.size() - 1; i >= 0; i--) {
      walk.read(segments.get(i));
      read += documentBytes(segments.get(i));
      progress.read(read, total);
    }
    return walk.damages();
  }

  /** Whether its owner, if there is one, has given back nothing since it was listed. */
  private boolean isWhole() {
    return look.segments().stream().allMatch(segment -> Files.exists(segment.file()));
  }

  private static Comparison undecided(Comparison found) {
    return found.outcome() == Comparison.Outcome.DIFFERENT
        ? Comparison.impossible(
            found.from(), found.at(), found.against(), "a segment was given back meanwhile")
        : found;
  }
}
