package dev.pinfold.tools;

import dev.pinfold.offline.NumberRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which messages are wanted, by number: the same for all commands that show several. */
final class MessageFilter {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

  @Option(
      names = "--message",
      paramLabel = "NUMBERS",
      converter = Numbers.class,
      description = "Only the message of this number, or of these (7-9).")
  private NumberRange numbers; // null: all

  /** The numbers that are wanted; empty for all. */
  Optional<NumberRange> numbers() {
    return Optional.ofNullable(numbers);
  }

  /** A number from 1 up, or two of them in order. */
  static final class Numbers implements ITypeConverter<NumberRange> {
    @Override
    public NumberRange convert(String text) {
      Matcher matcher = NUMBERS.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is neither a number (7) nor a range of them (7-9)");
      }
      long first = Long.parseLong(matcher.group(1));
      long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
      if (first < 1 || last < first) {
        throw new TypeConversionException(
            "'" + text + "': messages are numbered from 1, and the lower number comes first");
      }
      return new NumberRange(first, last);
    }
  }
}
