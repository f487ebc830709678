package dev.pinfold.offline;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Snapshots and journal of a store at one moment.
 *
 * @param snapshots of which no state was decoded
 * @param journal as an opening would judge it
 */
record StoreLook(SnapshotLook snapshots, JournalLook journal) {
  /** Looks once, at a store without an owner. */
  static StoreLook at(StoreFiles files) {
    SnapshotLook snapshots = SnapshotLook.at(files.layout().snapshots(), files.storeId());
    JournalLook journal =
        JournalLook.at(files, snapshots, (transaction, place, operation, last) -> {});
    return new StoreLook(snapshots, journal);
  }

  /**
   * Looks once.
   *
   * @param hasOwner whether somebody may write now
   */
  static StoreLook once(StoreFiles files, BooleanSupplier hasOwner) {
    StoreLook look = at(files);
    return hasOwner.getAsBoolean() ? look.with(look.journal.besideOwner()) : look;
  }

  /**
   * Looks until what is seen can be believed.
   *
   * @param hasOwner whether somebody may write now
   */
  static StoreLook settled(StoreFiles files, BooleanSupplier hasOwner) {
    return Settled.look(
        () -> once(files, hasOwner),
        look -> look.journal.trouble(),
        look -> look.with(look.journal.withoutTrouble()));
  }

  private StoreLook with(JournalLook other) {
    return new StoreLook(snapshots, other);
  }

  /** The number of the last transaction, 0 for none; of a damaged journal 0, too. */
  long lastTransaction() {
    return journal.end().map(end -> end.nextTransaction() - 1).orElse(0L);
  }

  /** What was found. */
  ReadReport report() {
    return report(journal.damage().stream().toList());
  }

  /** What was found, with this damage. */
  ReadReport report(List<Damage> damages) {
    return new ReadReport(
        new JournalVerdict(damages, journal.cut(), lastTransaction()), snapshots.seen());
  }
}
