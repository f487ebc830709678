package dev.pinfold.tools;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of an enum as the command line writes them: {@code process-crash}. */
class EnumName<E extends Enum<E>> implements ITypeConverter<E> {
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
                    "'"
                        + text
                        + "' is none of "
                        + Arrays.stream(values)
                            .map(EnumName::of)
                            .collect(Collectors.joining(", "))));
  }
}
