package dev.pinfold.tools;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.HexFormat;

/** A single value that was decoded without its classes, as text. */
final class PlainText {
  /** Of longer numbers the decimal digits take more than proportional time. */
  private static final int MAX_DECIMAL_BITS = 1 << 16;

  private PlainText() {}

  /** What the value's {@code toString} says, but where that depends on the machine, or is slow. */
  static String of(Object value) {
    if (value instanceof Date date) {
      return date.toInstant().toString();
    } else if (value instanceof BigInteger number && number.bitLength() > MAX_DECIMAL_BITS) {
      return hex(number);
    } else if (value instanceof BigDecimal number
        && number.unscaledValue().bitLength() > MAX_DECIMAL_BITS) {
      return hex(number.unscaledValue()) + "E" + -(long) number.scale();
    }
    return value.toString();
  }

  private static String hex(BigInteger number) {
    String digits = HexFormat.of().formatHex(number.abs().toByteArray());
    return (number.signum() < 0 ? "-0x" : "0x") + digits;
  }
}
