package dev.pinfold.durable;

import dev.pinfold.Durability;
import dev.pinfold.Overflow;

/**
 * The numbers that stand for the parts of a policy in journals and snapshots: never change or reuse
 * one.
 */
final class PolicyCodes {
  private PolicyCodes() {}

  static int of(Durability durability) {
    return switch (durability) {
      case MEMORY -> 0;
      case PROCESS_CRASH -> 1;
      case POWER_LOSS -> 2;
    };
  }

  static int of(Overflow overflow) {
    return switch (overflow) {
      case DROP_OLDEST -> 0;
      case REJECT -> 1;
    };
  }

  /**
   * The durability of a code.
   *
   * @throws IllegalArgumentException when it stands for none
   */
  static Durability durability(int code) {
    return switch (code) {
      case 0 -> Durability.MEMORY;
      case 1 -> Durability.PROCESS_CRASH;
      case 2 -> Durability.POWER_LOSS;
      default -> throw new IllegalArgumentException("a durability of code " + code);
    };
  }

  /**
   * The overflow rule of a code.
   *
   * @throws IllegalArgumentException when it stands for none
   */
  static Overflow overflow(int code) {
    return switch (code) {
      case 0 -> Overflow.DROP_OLDEST;
      case 1 -> Overflow.REJECT;
      default -> throw new IllegalArgumentException("an overflow rule of code " + code);
    };
  }
}
