package dev.pinfold.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another {@code pinfold} with the Java and the classes of this one. */
public final class JavaProcess {
  /** First release of Java that warns of memory access through Unsafe, and knows how not to. */
  private static final int WARNS_OF_UNSAFE = 24;

  /** First release that warns of native access. */
  private static final int WARNS_OF_NATIVE_ACCESS = 24;

  private JavaProcess() {}

  /** The command line for these arguments. Works from the jar and from a directory of classes. */
  public static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED"));
    int release = Runtime.version().feature();
    if (release >= WARNS_OF_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (release >= WARNS_OF_NATIVE_ACCESS) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    // Short-lived: what matters is the start.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return command;
  }
}
