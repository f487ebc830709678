package dev.pinfold.offline;

import dev.pinfold.archive.files.DirectoryTree;
import dev.pinfold.archive.files.ForcedFile;
import dev.pinfold.archive.journal.SegmentInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes a run of a backup: a copy of the store under the name of an unfinished run, which shares
 * with the newest run the segments that are the same. It gets its name once it is verified, so that
 * whatever happens before leaves all other runs as they were.
 */
final class BackupWriter {
  private final StoreFiles source;
  private final BooleanSupplier hasOwner;
  private final BackupDirectory directory;
  private final ReadProgress progress;

  private BackupWriter(
      StoreFiles source,
      BooleanSupplier hasOwner,
      BackupDirectory directory,
      ReadProgress progress) {
    this.source = source;
    this.hasOwner = hasOwner;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Backs up.
   *
   * @param hasOwner whether somebody may write to the source now
   */
  static Backup write(
      StoreFiles source,
      BooleanSupplier hasOwner,
      Path target,
      BackupOptions options,
      ReadProgress progress)
      throws IOException {
    StoreCopy.requireApart(source.layout().root(), target);
    try (BackupDirectory directory = BackupDirectory.open(target, source.storeId())) {
      return new BackupWriter(source, hasOwner, directory, progress).write(options);
    }
  }

  private Backup write(BackupOptions options) throws IOException {
    RunName name = directory.begin(options.clock());
    Path unfinished = directory.unfinished(name);
    try {
      return write(name, unfinished, options.keep());
    } catch (IOException | RuntimeException | Error e) {
      remove(unfinished, e);
      throw e;
    }
  }

  private static void remove(Path unfinished, Throwable failure) {
    try {
      DirectoryTree.delete(unfinished);
    } catch (IOException e) {
      failure.addSuppressed(e); // the next run removes it
    }
  }

  private Backup write(RunName name, Path unfinished, int keep) throws IOException {
    Map<Integer, SegmentInfo> held =
        directory.newest().map(BackupWriter::segmentsOf).orElse(Map.of());
    StoreCopy copy =
        new StoreCopy(source, hasOwner, unfinished, held, ForcedFile.Rest.HOLE, progress);
    StoreLook look = copy.make();
    Verification verification = copy.verify();
    copy.mark();
    Path run = directory.finish(name);
    return new Backup(
        run,
        look.report(),
        copy.copiedSegments(),
        copy.copiedBytes(),
        copy.linkedSegments(),
        copy.rotten(),
        removeOld(run, keep),
        verification);
  }

  private List<Path> removeOld(Path run, int keep) throws IOException {
    try {
      return directory.keepNewest(keep);
    } catch (IOException e) {
      throw new IOException(run + " is made; but older runs could not be removed: " + e, e);
    }
  }

  /** What a run holds, as far as it can be read: what cannot be is copied. */
  private static Map<Integer, SegmentInfo> segmentsOf(StoreFiles run) {
    try {
      List<SegmentInfo> segments = StoreLook.at(run).journal().segments();
      return segments.stream().collect(Collectors.toMap(SegmentInfo::segment, Function.identity()));
    } catch (UncheckedIOException e) {
      return Map.of();
    }
  }
}
