package dev.pinfold.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir Path directory;

  @Test
  void sumsUpAllFiles() throws Exception {
    Files.createDirectories(directory.resolve("a/b"));
    Files.write(directory.resolve("a/b/c"), new byte[100]);
    Files.write(directory.resolve("d"), new byte[23]);
    assertThat(Disk.bytes(directory)).isEqualTo(123);
  }

  /** An engine gives files other names while it is measured. */
  @Test
  void filesMayGoMeanwhile() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.write(directory.resolve("file" + i), new byte[1]);
    }
    AtomicBoolean done = new AtomicBoolean();
    Thread mover =
        new Thread(
            () -> {
              try {
                for (int i = 0; !done.get(); i++) {
                  Path name = directory.resolve("file" + i % 20);
                  Path other = directory.resolve("other" + i % 20);
                  Files.move(name, other);
                  Files.move(other, name);
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    mover.start();
    try {
      for (int i = 0; i < 2_000; i++) {
        assertThat(Disk.bytes(directory)).isBetween(1L, 21L);
      }
    } finally {
      done.set(true);
      mover.join();
    }
  }
}
