package dev.pinfold.tools;

import dev.pinfold.Overflow;

/** Overflow rules on the command line. */
final class OverflowName extends EnumName<Overflow> {
  OverflowName() {
    super(Overflow.class);
  }
}
