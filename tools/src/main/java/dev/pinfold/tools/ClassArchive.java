package dev.pinfold.tools;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Has Java write down the classes that the usual commands load, in the form in which it has them in
 * memory, for {@code bin/pinfold} to begin with: class-data sharing. The build calls this.
 *
 * <p>The archive is {@code pinfold-SIZE.jsa} beside {@code pinfold.jar}: Java 17 finds flipped
 * bits, but is ended by the system when it reads behind the end of an archive that was cut. So the
 * script compares the size.
 */
final class ClassArchive {
  private ClassArchive() {}

  /**
   * Makes the archive for this Java and these classes. Where that fails there is none, and the
   * commands begin as they do without.
   *
   * @param args the directory of the jar
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Path.of(args[0]);
    deleteAll(directory, "pinfold-*.jsa");
    Path partial = directory.resolve("pinfold-" + ProcessHandle.current().pid() + ".partial");
    List<String> flags =
        List.of(
            "-XX:+UseSerialGC", // as the script has it
            "-Xlog:disable",
            "-XX:ArchiveClassesAtExit=" + partial);
    int code =
        new ProcessBuilder(JavaProcess.command(flags, Rehearsal.class, List.of()))
            .inheritIO()
            .start()
            .waitFor();
    if (code == 0 && Files.exists(partial)) {
      force(partial);
      String name = "pinfold-" + Files.size(partial) + ".jsa";
      Files.move(partial, directory.resolve(name), ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(partial);
      System.err.println("pinfold: no class archive was made; commands start more slowly");
    }
  }

  private static void deleteAll(Path directory, String glob) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
