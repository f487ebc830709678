package dev.pinfold.durable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a class of the tests in a process of its own, with this one's Java, classes and flags. */
public final class ChildJvm {
  private ChildJvm() {}

  /** A class with its arguments. */
  public static ProcessBuilder of(Class<?> main, List<String> arguments) {
    return of(List.of(), main, arguments);
  }

  /** The same with more flags, which win. */
  public static ProcessBuilder of(List<String> flags, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
