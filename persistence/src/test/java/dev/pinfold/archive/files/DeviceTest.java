package dev.pinfold.archive.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kernel says of the pages of a file: those that the machine's device was asked to force
 * are not dirty any more. On systems that tell, and on file systems on a disk.
 */
class DeviceTest {
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final int PAGE = 4096;
  private static final int PAGES = 64;

  @TempDir Path directory;
  private Path file;
  private FileChannel channel;
  private MappedByteBuffer mapping;

  @BeforeEach
  void open() throws IOException {
    file = directory.resolve("forced");
    channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    assertThat(channel.write(ByteBuffer.allocate(PAGES * PAGE))).isEqualTo(PAGES * PAGE);
    channel.force(true);
    mapping = channel.map(MapMode.READ_WRITE, 0, PAGES * PAGE);
    for (int page = 0; page < PAGES; page++) {
      mapping.put(page * PAGE + 1, (byte) 1);
    }
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
  }

  @Test
  void forcesARange() throws IOException {
    assumeThat(dirtyPages()).isEqualTo(PAGES);
    Device.SYSTEM.forceRange(file, mapping, 8 * PAGE + 100, 24 * PAGE);
    assertThat(dirtyPages()).isLessThanOrEqualTo(PAGES - 25);
    Device.SYSTEM.forceRange(file, mapping, 0, PAGES * PAGE);
    assertThat(dirtyPages()).isZero();
  }

  @Test
  void forcesAFile() throws IOException {
    assumeThat(dirtyPages()).isEqualTo(PAGES);
    Device.SYSTEM.forceFile(file, channel);
    assertThat(dirtyPages()).isZero();
  }

  @Test
  void forcesADirectoryAlsoWhenInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    Device.SYSTEM.forceDirectory(directory);
    assertThat(Thread.interrupted()).isTrue();
  }

  /** The dirty pages of the mapping, or a negative number when the system does not tell. */
  private int dirtyPages() throws IOException {
    if (!Files.isReadable(MAPPINGS)) {
      return -1;
    }
    List<String> lines = Files.readAllLines(MAPPINGS);
    int dirtyBytes = -PAGE;
    for (Iterator<String> line = lines.iterator(); line.hasNext(); ) {
      if (line.next().endsWith(file.toString())) {
        dirtyBytes = kilobytes(line, "Shared_Dirty:") + kilobytes(line, "Private_Dirty:");
      }
    }
    return dirtyBytes / PAGE;
  }

  private static int kilobytes(Iterator<String> lines, String key) {
    String line = lines.next();
    while (!line.startsWith(key)) {
      line = lines.next();
    }
    return 1024 * Integer.parseInt(line.replaceAll("[^0-9]", ""));
  }
}
