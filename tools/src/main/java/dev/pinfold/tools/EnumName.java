package dev.pinfold.tools;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Values of an enum as the command line writes them: {@code process-crash}. Iterates over them for
 * the completion.
 */
class EnumName<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
  private final E[] values;

  EnumName(Class<E> type) {
    values = type.getEnumConstants();
  }

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public E convert(String text) {
    return Arrays.stream(values)
        .filter(value -> of(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is none of " + String.join(", ", this)));
  }

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(values).map(EnumName::of).iterator();
  }
}
