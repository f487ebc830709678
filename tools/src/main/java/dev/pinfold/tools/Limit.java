package dev.pinfold.tools;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A limit of messages or bytes on the command line: a number from 1 on, or {@code none}. */
final class Limit implements ITypeConverter<Long> {
  static final String NONE = "none";

  @Override
  public Long convert(String text) {
    if (text.equals(NONE)) {
      return Long.MAX_VALUE;
    }
    try {
      long limit = Long.parseLong(text);
      if (limit > 0) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw refused(text);
    }
    throw refused(text);
  }

  private static TypeConversionException refused(String text) {
    return new TypeConversionException(
        "'" + text + "' is no limit; it is a number from 1 on, or " + NONE);
  }
}
