package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new store that finds no room is one that cannot be written: a file system that is too small.
 */
class FullTargetTest {
  @TempDir Path scratch;
  private Path disk;
  private OfflineLines lines;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(scratch.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString());
    if (!mounted) {
      System.out.println(
          "FullTargetTest: NOT RUN, because this user may not mount a file system. Run it as root");
    }
    assumeTrue(mounted, "this user may not mount a file system");
    Path store = OfflineStores.sound(scratch.resolve("store"));
    lines = new OfflineLines(store, store, disk);
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    assertThat(run("umount", "-l", disk.toString())).isTrue();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  @Test
  void whatFindsNoRoomIs1() {
    for (String line :
        List.of(
            "salvage --to NEW",
            "replay --to NEW",
            "restore STORE NEW",
            "restore STORE NEW --until 2")) {
      CommandRun run = lines.run(line);
      assertThat(run.code()).as("%s: %s", line, run).isEqualTo(OfflineExit.USAGE);
      assertThat(run.err().lines()).as(line).hasSize(1).allMatch(why -> why.contains("pinfold: "));
      assertThat(disk).as(line).isEmptyDirectory();
    }
  }
}
