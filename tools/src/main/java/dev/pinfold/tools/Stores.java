package dev.pinfold.tools;

import dev.pinfold.MessageQueue;
import dev.pinfold.archive.RecoveryReport;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the store that a command works on. */
final class Stores {
  /** What the commands open stores with. */
  static final StoreOptions OPTIONS = StoreOptions.DEFAULTS;

  private Stores() {}

  /** Opens a store that must be there already. */
  static PinfoldStore openExisting(Path directory, Console console) {
    requireStore(directory);
    return open(directory, console);
  }

  /** Whether there is a store, or something that keeps one from being made. */
  static boolean isThere(Path directory) {
    return Files.exists(directory) && !(Files.isDirectory(directory) && isEmpty(directory));
  }

  /** Opens a store, making it when the directory is missing or empty. */
  static PinfoldStore openOrCreate(Path directory, Console console) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new ToolException("no store at " + directory + ": it is no directory", null);
    }
    return open(directory, console);
  }

  private static PinfoldStore open(Path directory, Console console) {
    PinfoldStore store = PinfoldStore.open(directory, OPTIONS);
    RecoveryReport recovery = store.recovery();
    if (recovery.isRemarkable()) {
      console.note(directory + ": " + recovery.summary());
    }
    return store;
  }

  /** A queue that must be there already. */
  static MessageQueue<byte[]> existingQueue(PinfoldStore store, String name) {
    if (!store.exists(name)) {
      throw new ToolException(
          "there is no queue \"" + name + "\"; pinfold queues lists them", null);
    }
    return store.queue(name);
  }

  static void requireStore(Path directory) {
    if (!Files.isDirectory(directory) || isEmpty(directory)) {
      throw new ToolException("no store at " + directory + "; pinfold add makes one", null);
    }
  }

  private static boolean isEmpty(Path directory) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      throw new ToolException("no store at " + directory + ": " + ErrorLine.of(e), e);
    }
  }
}
