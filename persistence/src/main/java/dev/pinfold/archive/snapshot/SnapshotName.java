package dev.pinfold.archive.snapshot;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a snapshot's file: {@code snapshot-} and the number of its last transaction in 20
 * digits, so that names sort as numbers do, and {@code .pfs}. While it is being written {@code
 * .tmp} follows. Ordered by transaction, oldest first.
 *
 * @param transaction the last transaction that the snapshot contains, 0 or more
 */
public record SnapshotName(long transaction) implements Comparable<SnapshotName> {
  private static final Pattern FORM = Pattern.compile("snapshot-([0-9]{20})\\.pfs(\\.tmp)?");

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SnapshotName {
    if (transaction < 0) {
      throw new IllegalArgumentException(
          "transaction is " + transaction + " and must be 0 or more");
    }
  }

  /** The name of the finished file. */
  public String fileName() {
    return String.format(Locale.ROOT, "snapshot-%020d.pfs", transaction);
  }

  /** The name of the file while it is being written. */
  public String temporaryFileName() {
    return fileName() + ".tmp";
  }

  /** The name that a file's name stands for; empty if it is not that of a finished snapshot. */
  public static Optional<SnapshotName> parse(String fileName) {
    Matcher matcher = FORM.matcher(fileName);
    if (!matcher.matches() || matcher.group(2) != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SnapshotName(Long.parseLong(matcher.group(1))));
    } catch (NumberFormatException e) {
      return Optional.empty(); // 20 digits hold more than a long does
    }
  }

  /** Whether this is the name of a snapshot that was never finished. */
  public static boolean isTemporary(String fileName) {
    Matcher matcher = FORM.matcher(fileName);
    return matcher.matches() && matcher.group(2) != null;
  }

  @Override
  public int compareTo(SnapshotName other) {
    return Long.compare(transaction, other.transaction);
  }
}
