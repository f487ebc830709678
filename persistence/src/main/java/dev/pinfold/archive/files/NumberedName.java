package dev.pinfold.archive.files;

import java.util.OptionalLong;

/**
 * The names of files that differ in a number, in digits enough for names to sort as numbers do.
 * Without Formatter and regular expressions, for an opening's sake (docs/design/0008).
 *
 * @param prefix what stands before the number
 * @param digits how many digits a number has at least; shorter ones get zeros in front
 * @param suffix what stands behind it
 */
public record NumberedName(String prefix, int digits, String suffix) {
  /** The name with a number, 0 or more. */
  public String format(long number) {
    String text = Long.toString(number);
    return prefix + "0".repeat(Math.max(0, digits - text.length())) + text + suffix;
  }

  /** The number in a name; empty for every name that {@link #format} does not make. */
  public OptionalLong parse(String name) {
    int end = name.length() - suffix.length();
    long number = 0;
    for (int i = prefix.length(); i < end && number >= 0; i++) {
      number = number * 10 + (name.charAt(i) - '0');
    }
    // What overflowed, or was no digit, is another number than that in the name.
    return number >= 0 && name.equals(format(number))
        ? OptionalLong.of(number)
        : OptionalLong.empty();
  }
}
