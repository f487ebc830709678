package dev.pinfold.offline;

import dev.pinfold.archive.StoreLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a verification found.
 *
 * @param storeId the store's identity
 * @param journal the verdict on the journal; not null
 * @param snapshots newest first; one whose checksums are right and whose body is no state is not
 *     good
 * @param segments how many segments were read
 * @param transactions how many transactions were read in them
 * @param operations how many operations they are
 * @param bytes how many bytes of documents were read
 * @param messages how many messages that live were found in the journal; 0 when it is damaged
 * @param comparisons states that were rebuilt and compared; none when the journal is damaged
 */
public record Verification(
    UUID storeId,
    JournalVerdict journal,
    List<SeenSnapshot> snapshots,
    int segments,
    long transactions,
    long operations,
    long bytes,
    long messages,
    List<Comparison> comparisons) {
  /** Checks for nulls and copies the lists. */
  public Verification {
    Objects.requireNonNull(storeId, "storeId");
    Objects.requireNonNull(journal, "journal");
    snapshots = List.copyOf(snapshots);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * What keeps the store from being sound, as a place; empty when it is.
   *
   * @param layout where it lies
   */
  Optional<Damage> flaw(StoreLayout layout) {
    return Stream.of(
            journal.damages().stream(),
            journal.cut().stream().map(Damage::of),
            snapshots.stream().filter(snapshot -> !snapshot.isGood()).map(Damage::of),
            comparisons.stream()
                .filter(found -> found.outcome() == Comparison.Outcome.DIFFERENT)
                .map(found -> ofDifference(found, layout)))
        .flatMap(Function.identity())
        .findFirst();
  }

  private Damage ofDifference(Comparison difference, StoreLayout layout) {
    Path file =
        snapshots.stream()
            .filter(one -> one.transaction() == difference.at())
            .findFirst()
            .or(() -> snapshots.stream().findFirst())
            .map(SeenSnapshot::file)
            .orElse(layout.journal());
    return new Damage(file, 0, "what the journal says", difference.why().orElse("another state"));
  }

  /** Whether no comparison found a difference. */
  public boolean agrees() {
    return comparisons.stream()
        .noneMatch(comparison -> comparison.outcome() == Comparison.Outcome.DIFFERENT);
  }
}
