package dev.pinfold.tools;

import dev.pinfold.Durability;
import java.util.Iterator;
import java.util.stream.Stream;

/** Durabilities on the command line. */
final class DurabilityName extends EnumName<Durability> {
  DurabilityName() {
    super(Durability.class);
  }

  /** Those of queues that do not end with the command. */
  static final class Lasting implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Durability.PROCESS_CRASH, Durability.POWER_LOSS)
          .map(EnumName::of)
          .iterator();
    }
  }
}
