package dev.pinfold.tools;

import dev.pinfold.Retention;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A limit of age on the command line: a time of 1 ms or more, or {@code none}. */
final class AgeLimit implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    if (text.equals(Limit.NONE)) {
      return Retention.FOREVER;
    }
    Duration age = new WaitTime().convert(text);
    if (age.compareTo(Duration.ofMillis(1)) < 0) {
      throw new TypeConversionException("'" + text + "' is no age to keep; it is 1 ms or more");
    }
    return age;
  }
}
