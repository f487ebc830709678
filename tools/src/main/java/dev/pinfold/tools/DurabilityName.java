package dev.pinfold.tools;

import dev.pinfold.Durability;

/** Durabilities on the command line. */
final class DurabilityName extends EnumName<Durability> {
  DurabilityName() {
    super(Durability.class);
  }
}
