package dev.pinfold.offline;

import dev.pinfold.archive.OwnerText;
import dev.pinfold.archive.StoreLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads who owns a store: the text in {@code lock}, and on Linux the system's list of locks. The
 * file {@code .lock} is never opened, only its number is looked up: in the owner's process a
 * descriptor of it that is closed would take the lock away.
 */
final class OwnerFile {
  private static final Path LOCKS = Path.of("/proc/locks");
  private static final int LOOKS = 3; // an opening may be writing it
  private static final Pattern NAME = Pattern.compile("process (\\d{1,18})(?: \\(([^\\n]*)\\))?");

  private OwnerFile() {}

  /** The owner; empty when the file is not there or says something else. */
  static Optional<Owner> read(Path store) throws IOException {
    Path file = store.resolve(OwnerText.FILE);
    for (int i = 0; i < LOOKS; i++) {
      Matcher name = NAME.matcher(nameIn(store));
      if (name.matches()) {
        long pid = Long.parseLong(name.group(1));
        String command = name.group(2) == null ? "" : name.group(2);
        return Optional.of(new Owner(pid, command, stateOf(store, file, pid)));
      }
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Pause.briefly();
    }
    return Optional.empty();
  }

  private static String nameIn(Path store) throws IOException {
    try {
      return OwnerText.read(store).map(OwnerText::name).orElse("");
    } catch (NoSuchFileException e) {
      return ""; // it went in between
    }
  }

  private static Owner.State stateOf(Path store, Path file, long pid) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return Owner.State.GONE;
    }
    if (Files.isReadable(LOCKS)) {
      return isHeld(pid, new StoreLayout(store).ownerLock()) ? Owner.State.OPEN : Owner.State.GONE;
    }
    Optional<Instant> started = process.get().info().startInstant();
    boolean isAnother =
        started.isPresent() && started.get().isAfter(Files.getLastModifiedTime(file).toInstant());
    return isAnother ? Owner.State.GONE : Owner.State.RUNNING;
  }

  /** Looked at again when it seems not so: the list is no picture of one moment. */
  private static boolean isHeld(long pid, Path file) throws IOException {
    for (int i = 1; i < LOOKS; i++) {
      if (isListed(Files.readString(LOCKS, StandardCharsets.US_ASCII), pid, file)) {
        return true;
      }
      Pause.briefly();
    }
    return isListed(Files.readString(LOCKS, StandardCharsets.US_ASCII), pid, file);
  }

  /** Each line is: number, kind, way, access, process, device:device:file, from, to. */
  private static boolean isListed(String locks, long pid, Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    String process = Long.toString(pid);
    String number = ":" + Files.getAttribute(file, "unix:ino");
    return locks
        .lines()
        .map(line -> line.split(" +"))
        .anyMatch(part -> part.length > 5 && part[4].equals(process) && part[5].endsWith(number));
  }
}
