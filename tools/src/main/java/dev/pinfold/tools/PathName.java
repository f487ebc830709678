package dev.pinfold.tools;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path on the command line, or in the environment. */
final class PathName implements ITypeConverter<Path> {
  /** The path, which the JVM must be able to write in the locale's encoding. */
  static Path of(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'" + text + "' is no path in this locale; set one with UTF-8, such as LC_ALL=C.UTF-8");
    }
  }

  @Override
  public Path convert(String text) {
    return of(text);
  }
}
