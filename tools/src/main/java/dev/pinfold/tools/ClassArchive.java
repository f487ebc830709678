package dev.pinfold.tools;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Has Java write down the classes that the usual commands load, in the form in which it has them in
 * memory, for {@code bin/pinfold} to begin with: class-data sharing. The build calls this.
 */
final class ClassArchive {
  private ClassArchive() {}

  /**
   * Makes the archive for this Java and these classes. Where that fails there is none, and the
   * commands begin as they do without.
   *
   * @param args the file to make
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path archive = Path.of(args[0]);
    Path partial = Path.of(archive + ".partial");
    Files.deleteIfExists(archive);
    Files.deleteIfExists(partial);
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
      force(partial); // Java 17 does not survive an archive that is cut
      Files.move(partial, archive, ATOMIC_MOVE);
    } else {
      System.err.println("pinfold: no class archive was made; commands start more slowly");
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
