package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.SystemRandom;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What an archive takes from the machine; exchanged in tests.
 *
 * @param bootId the machine's present start
 * @param clockMillis the time, for informative fields of headers
 * @param nonces a number for each segment that no other use of its file had
 * @param device makes things durable
 */
public record Environment(
    Supplier<UUID> bootId, LongSupplier clockMillis, LongSupplier nonces, Device device) {
  /** The machine itself. */
  public static final Environment SYSTEM =
      new Environment(
          BootId::read, System::currentTimeMillis, SystemRandom::nextLongAhead, Device.SYSTEM);
}
