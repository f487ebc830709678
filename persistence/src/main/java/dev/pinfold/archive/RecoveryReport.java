package dev.pinfold.archive;

import dev.pinfold.archive.journal.JournalCut;
import dev.pinfold.archive.snapshot.RejectedSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What opening an archive found and did.
 *
 * @param created whether the directory was new
 * @param snapshotTransaction the transaction of the snapshot that was used; empty when the journal
 *     was replayed from its beginning
 * @param rejectedSnapshots snapshots that were newer but could not be used, newest first
 * @param transactionsReplayed transactions applied again from the journal
 * @param lastTransaction the last transaction of the recovered state, 0 when there is none
 * @param cut what was cut from the end of the journal; empty when it ended cleanly
 * @param elapsed how long it took
 */
public record RecoveryReport(
    boolean created,
    OptionalLong snapshotTransaction,
    List<RejectedSnapshot> rejectedSnapshots,
    long transactionsReplayed,
    long lastTransaction,
    Optional<JournalCut> cut,
    Duration elapsed) {

  /** Copies the list. */
  public RecoveryReport {
    rejectedSnapshots = List.copyOf(rejectedSnapshots);
  }

  /** Whether something was found that an orderly close or a killed process does not leave. */
  public boolean isRemarkable() {
    return !rejectedSnapshots.isEmpty() || cut.isPresent();
  }

  /** The whole report in one line. */
  public String summary() {
    if (created) {
      return "created an empty store in " + elapsed.toMillis() + " ms";
    }
    StringBuilder line = new StringBuilder(160);
    line.append("recovered to transaction ").append(lastTransaction);
    if (snapshotTransaction.isPresent()) {
      line.append(": the snapshot at ").append(snapshotTransaction.getAsLong()).append(" and ");
    } else {
      line.append(": ");
    }
    line.append(transactionsReplayed).append(" transactions of the journal");
    for (RejectedSnapshot rejected : rejectedSnapshots) {
      line.append("; rejected ").append(rejected.file().path().getFileName());
      line.append(" (").append(rejected.reason()).append(')');
    }
    cut.ifPresent(what -> describe(what, line));
    return line.append("; in ").append(elapsed.toMillis()).append(" ms").toString();
  }

  private static void describe(JournalCut cut, StringBuilder line) {
    line.append("; cut ").append(cut.bytes()).append(" bytes of ");
    line.append(cut.file().getFileName()).append(" at byte ").append(cut.offset());
    line.append(" with ").append(cut.discardedDocuments()).append(" whole documents (");
    line.append(cut.reason()).append(')');
    if (!cut.kept().isEmpty()) {
      line.append(", kept in ").append(cut.kept());
    }
  }
}
