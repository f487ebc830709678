package dev.pinfold.offline;

import dev.pinfold.archive.files.SeenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The runs in a directory at one moment, of which names and marks were looked at. */
final class Runs {
  private final Path path;
  private final NavigableMap<RunName, StoreFiles> finished = new TreeMap<>();
  private final List<Path> unfinished = new ArrayList<>();
  private final List<Path> others = new ArrayList<>();

  private Runs(Path path) {
    this.path = path;
  }

  /**
   * Looks; a missing directory has none.
   *
   * @throws NoStoreException when what has the name of a run is none
   * @throws IOException when the directory cannot be read
   */
  static Runs in(Path path) throws IOException {
    Runs runs = new Runs(path);
    if (Files.exists(path)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(SeenFile.directory(path))) {
        files.forEach(runs::add);
      }
    }
    return runs;
  }

  private void add(Path file) {
    String name = file.getFileName().toString();
    Optional<RunName> run = RunName.parse(name);
    if (run.isPresent()) {
      try {
        finished.put(run.get(), runAt(file));
      } catch (NoStoreException e) {
        if (Files.exists(file)) { // else it was removed meanwhile
          throw e;
        }
      }
    } else if (RunName.isUnfinished(name)) {
      unfinished.add(file);
    } else {
      others.add(file);
    }
  }

  private static StoreFiles runAt(Path directory) {
    try {
      StoreFiles files = StoreFiles.at(directory);
      if (Files.isRegularFile(files.layout().backupMark())) {
        return files;
      }
    } catch (NoStoreException e) {
      throw new NoStoreException(
          directory + " has the name of a run, and is none; move it away: " + e.getMessage(), e);
    }
    throw new NoStoreException(
        directory
            + " has the name of a run, and no file \"backup\": it may have been opened, and changed."
            + " Move it away",
        null);
  }

  /**
   * The finished ones of a backup.
   *
   * @throws NoStoreException when there is none, or what has the name of one is none
   * @throws UncheckedIOException when the directory cannot be read
   */
  static NavigableMap<RunName, StoreFiles> of(Path backup) {
    StoreFiles.requireDirectory("backup", backup);
    try {
      Runs runs = in(backup);
      if (runs.finished.isEmpty()) {
        throw new NoStoreException("no backup at " + backup + ": there is no run in it", null);
      }
      return runs.finished;
    } catch (IOException e) {
      throw new UncheckedIOException("the runs in " + backup + " cannot be listed", e);
    }
  }

  /** Those that are whole, oldest first. */
  List<RunName> finished() {
    return List.copyOf(finished.keySet());
  }

  /** The newest one that is whole, and its name. */
  Optional<Map.Entry<RunName, StoreFiles>> newest() {
    return Optional.ofNullable(finished.lastEntry());
  }

  /** Those that are being made or removed, or were interrupted. */
  List<Path> unfinished() {
    return unfinished;
  }

  /**
   * Refuses a directory that is no backup, and runs of another store.
   *
   * @param allowed a file that may be there when there are no runs
   * @throws IOException with what is there
   */
  void requireOf(UUID storeId, Path allowed) throws IOException {
    boolean hasRuns = !finished.isEmpty() || !unfinished.isEmpty();
    if (!hasRuns && others.stream().anyMatch(other -> !other.equals(allowed))) {
      throw new IOException(path + " is neither empty nor a backup; choose another place");
    }
    for (StoreFiles run : finished.values()) {
      if (!run.storeId().equals(storeId)) {
        throw new IOException(
            path
                + " is a backup of another store: "
                + run.layout().root()
                + " is of "
                + run.storeId()
                + ", and this store is "
                + storeId
                + "; choose another place");
      }
    }
  }
}
