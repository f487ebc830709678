package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.StoreLayout;
import dev.pinfold.archive.StoreMark;
import dev.pinfold.archive.files.ForcedFile;
import dev.pinfold.archive.files.PartialDirectory;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Makes a store of a run: a copy, or a new store with what was there at a moment. Of several runs
 * the oldest that tells of the moment is taken: it has the least that came after it.
 */
final class Restorer {
  private final List<Source> sources; // oldest first
  private final Path target;
  private final ReadProgress progress;

  /**
   * What a store may be made of.
   *
   * @param time of the run; null when it is a store by itself
   */
  private record Source(StoreFiles files, Instant time) {
    OfflineStore store() {
      return new OfflineStore(files);
    }

    /** Whether a time came only after it was made, so that it tells nothing of it. */
    boolean endsBefore(JournalBound moment) {
      return time != null
          && moment instanceof JournalBound.OfTime bound
          && bound.time().isAfter(time);
    }
  }

  private Restorer(List<Source> sources, Path target, ReadProgress progress) {
    this.sources = sources;
    this.target = target;
    this.progress = progress;
  }

  /**
   * Restores.
   *
   * @param from a backup, one run, or any store
   */
  static Restore restore(
      Path from, Path target, Optional<JournalBound> until, ReadProgress progress)
      throws IOException {
    Restorer restorer = new Restorer(sourcesIn(from), target, progress);
    StoreCopy.requireNewPlace(from, target);
    return until.isPresent() ? restorer.moment(until.get(), from) : restorer.all();
  }

  private static List<Source> sourcesIn(Path from) {
    if (Files.exists(from.resolve(StoreMark.FILE))) {
      return List.of(new Source(StoreFiles.at(from), null));
    }
    List<Source> sources = new ArrayList<>();
    Runs.of(from).forEach((name, run) -> sources.add(new Source(run, name.time())));
    return sources;
  }

  /** Copies the newest one. */
  private Restore all() throws IOException {
    Source newest = sources.get(sources.size() - 1);
    try (PartialDirectory partial = PartialDirectory.of(target)) {
      StoreCopy copy =
          new StoreCopy(
              newest.files(),
              newest.store()::hasOwner,
              partial.path(),
              Map.of(),
              ForcedFile.Rest.ALLOCATED,
              progress);
      StoreLook look = copy.make();
      Verification found = copy.verify();
      Files.delete(new StoreLayout(partial.path()).backupMark());
      copy.mark();
      partial.finish();
      return new Restore(
          target,
          newest.files().layout().root(),
          look.report(),
          found.journal().lastTransaction(),
          found.messages());
    }
  }

  /** Goes from one to the next until one tells of the moment. */
  private Restore moment(JournalBound moment, Path from) throws IOException {
    StoreCorruptException damaged = null;
    NoSuchMomentException silent = null;
    for (Source source : sources) {
      if (!source.endsBefore(moment)) {
        try {
          return moment(moment, source);
        } catch (NoSuchMomentException e) {
          silent = e;
        } catch (StoreCorruptException e) {
          damaged = damaged == null ? e : damaged;
        }
      }
    }
    if (damaged != null) {
      throw damaged;
    }
    throw silent != null && sources.size() == 1 ? silent : noRun(moment, silent, from);
  }

  private Restore moment(JournalBound moment, Source source) throws IOException {
    try (PastQueues past = source.store().replay(Optional.of(moment), progress)) {
      past.copyTo(
          target, past.largeEnough(StoreOptions.DEFAULTS), UnaryOperator.identity(), progress);
      return new Restore(
          target,
          source.files().layout().root(),
          past.report(),
          past.transaction(),
          past.queues().stream().mapToLong(PastQueue::count).sum());
    }
  }

  private NoSuchMomentException noRun(JournalBound moment, NoSuchMomentException last, Path from) {
    return new NoSuchMomentException(
        "no run in "
            + from
            + " tells of "
            + text(moment)
            + "; the oldest is "
            + text(sources.get(0))
            + ", the newest "
            + text(sources.get(sources.size() - 1))
            + (last == null ? "" : ". Of the last one that was tried: " + last.getMessage()));
  }

  private static String text(JournalBound moment) {
    return moment instanceof JournalBound.OfTransaction bound
        ? "transaction " + bound.number()
        : moment instanceof JournalBound.OfTime bound ? "" + bound.time() : "that moment";
  }

  private static String text(Source source) {
    return source.files().layout().root().getFileName()
        + ", up to transaction "
        + StoreLook.at(source.files()).lastTransaction();
  }
}
