package dev.pinfold.offline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * The names of a backup's runs: their time in UTC to the millisecond, as in {@code
 * 20261126T131500.123Z}, so that names sort as times do. While a run is being made, or removed,
 * {@code .unfinished} follows.
 *
 * @param time of the run, in whole milliseconds; not null
 */
record RunName(Instant time) implements Comparable<RunName> {
  private static final String UNFINISHED = ".unfinished";
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Drops what is less than a millisecond. */
  RunName {
    time = time.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The name of the finished run. */
  String finished() {
    return FORMAT.format(time);
  }

  /** The name before it is finished. */
  String unfinished() {
    return finished() + UNFINISHED;
  }

  /** The name that a file's name stands for; empty if it is not that of a finished run. */
  static Optional<RunName> parse(String name) {
    try {
      RunName parsed = new RunName(FORMAT.parse(name, Instant::from));
      return parsed.finished().equals(name) ? Optional.of(parsed) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty(); // it is something else
    }
  }

  /** Whether this is the name of a run that is not finished. */
  static boolean isUnfinished(String name) {
    return name.endsWith(UNFINISHED)
        && parse(name.substring(0, name.length() - UNFINISHED.length())).isPresent();
  }

  /** The name of the next run when its time would not be later than this one. */
  RunName next() {
    return new RunName(time.plusMillis(1));
  }

  @Override
  public int compareTo(RunName other) {
    return time.compareTo(other.time);
  }
}
