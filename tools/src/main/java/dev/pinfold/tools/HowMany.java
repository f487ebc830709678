package dev.pinfold.tools;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of messages on the command line: 1 or more, or {@code all}. */
final class HowMany implements ITypeConverter<Long> {
  /** More messages than there can be. */
  static final long ALL = Long.MAX_VALUE;

  private static final Pattern NUMBER = Pattern.compile("0*[1-9]\\d{0,17}");

  @Override
  public Long convert(String text) {
    if (text.equals("all")) {
      return ALL;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is no number from 1 up, nor all");
    }
    return Long.parseLong(text);
  }
}
