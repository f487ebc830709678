package dev.pinfold.archive.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The identity of the machine's present start. As long as it is the same, no power was lost, so
 * whatever a process wrote is still in the page cache: a hole before a written document is then
 * damage and not the trace of a crash.
 */
final class BootId {
  /** When the system does not tell. */
  static final UUID UNKNOWN = new UUID(0, 0);

  private static final Path SOURCE = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  /**
   * Asks the system.
   *
   * @throws UncheckedIOException when it tells its boots, but not now
   */
  static UUID read() {
    try {
      return UUID.fromString(Files.readString(SOURCE).strip());
    } catch (NoSuchFileException | AccessDeniedException | IllegalArgumentException e) {
      return UNKNOWN; // not Linux, or hidden: the rules that need it then do not apply
    } catch (IOException e) { // such as too many open files: it would be taken for another boot
      throw new UncheckedIOException("cannot read " + SOURCE + ": " + e, e);
    }
  }

  /** Whether both are known and the same. */
  static boolean same(UUID one, UUID other) {
    return one.equals(other) && !one.equals(UNKNOWN);
  }
}
