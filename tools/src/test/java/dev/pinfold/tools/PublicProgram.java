package dev.pinfold.tools;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command, copied to where each user may read it. */
final class PublicProgram {
  /** Nothing that the command needs is that large; a browser's driver for the tests is. */
  private static final long LARGEST = 8 << 20;

  private final List<String> classPath = new ArrayList<>();

  /**
   * @param directory an empty one, in places that everybody may enter
   */
  PublicProgram(Path directory) throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      if (Files.isDirectory(from) || (Files.exists(from) && Files.size(from) < LARGEST)) {
        Path to = directory.resolve(classPath.size() + "-" + from.getFileName());
        copy(from, to);
        classPath.add(to.toString());
      }
    }
    new OtherUser(directory).letRead(directory);
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path file : all) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }

  /**
   * The command line for a process.
   *
   * @param main the class that it begins with
   * @param temporary for the process's temporary files
   */
  List<String> command(Class<?> main, Path temporary, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.add("-XX:-UsePerfData"); // which would be written elsewhere
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main.getName()));
    command.addAll(arguments);
    return command;
  }
}
