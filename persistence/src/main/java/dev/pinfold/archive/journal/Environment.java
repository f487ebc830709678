package dev.pinfold.archive.journal;

import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the journal takes from outside; exchanged in tests.
 *
 * @param bootId the machine's present start
 * @param clockMillis the time, for the informative field of segment headers
 * @param forcer brings bytes to the device
 */
record Environment(Supplier<UUID> bootId, LongSupplier clockMillis, Forcer forcer) {
  static final Environment SYSTEM =
      new Environment(BootId::read, System::currentTimeMillis, Forcer.MSYNC);
}
