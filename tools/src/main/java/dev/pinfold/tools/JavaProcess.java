package dev.pinfold.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another {@code pinfold} with the Java and the classes of this one. */
public final class JavaProcess {
  /** Short-lived: what matters is the start. */
  private static final List<String> QUICK =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m");

  private JavaProcess() {}

  /** The command line for these arguments. Works from the jar and from a directory of classes. */
  public static List<String> command(List<String> arguments) {
    return command(QUICK, arguments);
  }

  /** The command line for these arguments with flags for the JVM; none is needed. */
  static List<String> command(List<String> flags, List<String> arguments) {
    return command(flags, Main.class, arguments);
  }

  /** The same for another class with a {@code main}. */
  static List<String> command(List<String> flags, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }
}
