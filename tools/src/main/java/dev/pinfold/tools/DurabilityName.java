package dev.pinfold.tools;

import dev.pinfold.Durability;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durabilities as the command line writes them: {@code process-crash}. */
final class DurabilityName implements ITypeConverter<Durability> {
  static String of(Durability durability) {
    return durability.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public Durability convert(String text) {
    return Arrays.stream(Durability.values())
        .filter(durability -> of(durability).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is none of "
                        + Arrays.stream(Durability.values())
                            .map(DurabilityName::of)
                            .collect(Collectors.joining(", "))));
  }
}
