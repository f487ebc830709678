package dev.pinfold.archive.snapshot;

import dev.pinfold.archive.files.NumberedName;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The name of a snapshot's file: {@code snapshot-} and the number of its last transaction in 20
 * digits, so that names sort as numbers do, and {@code .pfs}. While it is being written {@code
 * .tmp} follows. Ordered by transaction, oldest first.
 *
 * @param transaction the last transaction that the snapshot contains, 0 or more
 */
public record SnapshotName(long transaction) implements Comparable<SnapshotName> {
  private static final NumberedName FINISHED = new NumberedName("snapshot-", 20, ".pfs");
  private static final NumberedName TEMPORARY = new NumberedName("snapshot-", 20, ".pfs.tmp");

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
    return FINISHED.format(transaction);
  }

  /** The name of the file while it is being written. */
  public String temporaryFileName() {
    return TEMPORARY.format(transaction);
  }

  /** The name that a file's name stands for; empty if it is not that of a finished snapshot. */
  public static Optional<SnapshotName> parse(String fileName) {
    OptionalLong transaction = FINISHED.parse(fileName);
    return transaction.isPresent()
        ? Optional.of(new SnapshotName(transaction.getAsLong()))
        : Optional.empty();
  }

  /** Whether this is the name of a snapshot that was never finished. */
  public static boolean isTemporary(String fileName) {
    return TEMPORARY.parse(fileName).isPresent();
  }

  @Override
  public int compareTo(SnapshotName other) {
    return Long.compare(transaction, other.transaction);
  }
}
