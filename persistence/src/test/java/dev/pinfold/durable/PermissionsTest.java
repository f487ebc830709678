package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionsTest {
  private static final String NAME = "very-private-name";

  @TempDir Path parent;

  @Test
  void everythingIsForTheOwnerAloneAndNamesNoQueue() throws IOException {
    Path directory = parent.resolve("store");
    Path moved = parent.resolve("moved");
    StoreOptions options =
        StoreOptions.DEFAULTS
            .withSegmentBytes(256 * 1024)
            .withRetention(SegmentRetention.moveTo(moved));
    try (PinfoldStore store = PinfoldStore.open(directory, options)) {
      MessageQueue<byte[]> queue = store.queue(NAME, QueuePolicy.PROCESS_CRASH);
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 600; i++) {
          queue.add(new byte[1000]);
        }
        queue.purge();
        store.snapshot();
      }
      store.compact();
      assertPrivate(directory);
      assertPrivate(moved);
    }
    assertPrivate(directory);
  }

  private static void assertPrivate(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      List<Path> paths = found.filter(path -> !Files.isSymbolicLink(path)).toList();
      assertThat(paths).hasSizeGreaterThan(1);
      for (Path path : paths) {
        String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)))
            .as(path.toString())
            .isEqualTo(expected);
        assertThat(path.getFileName().toString()).doesNotContain(NAME);
      }
    }
  }
}
