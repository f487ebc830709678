package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
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

  static UUID read() {
    try {
      return UUID.fromString(Files.readString(SOURCE).strip());
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN; // not Linux: the rules that need it then do not apply
    }
  }

  /** Whether both are known and the same. */
  static boolean same(UUID one, UUID other) {
    return one.equals(other) && !one.equals(UNKNOWN);
  }
}
