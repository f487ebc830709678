package dev.pinfold.offline;

import java.time.InstantSource;
import java.util.Objects;

/**
 * How a backup is made.
 *
 * @param keep how many of the newest runs are left when it is done, itself included; 1 or more
 * @param clock tells the time that names the run, not null
 */
public record BackupOptions(int keep, InstantSource clock) {
  /** All runs stay; the system's clock. */
  public static final BackupOptions DEFAULTS =
      new BackupOptions(Integer.MAX_VALUE, InstantSource.system());

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when none would be left
   */
  public BackupOptions {
    Objects.requireNonNull(clock, "clock");
    if (keep < 1) {
      throw new IllegalArgumentException("keep is " + keep + " and must be 1 or more");
    }
  }

  /** The same, with so many of the newest runs left; 1 or more. */
  public BackupOptions withKeep(int runs) {
    return new BackupOptions(runs, clock);
  }

  /** The same with another clock. */
  public BackupOptions withClock(InstantSource other) {
    return new BackupOptions(keep, other);
  }
}
