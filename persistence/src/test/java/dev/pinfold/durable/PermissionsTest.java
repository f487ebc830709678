package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  /**
   * The keeper makes, renames and deletes files meanwhile: those gone when looked at do not count.
   */
  private static void assertPrivate(Path directory) throws IOException {
    List<Path> checked = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes)
              throws IOException {
            return check(found, "rwx------");
          }

          @Override
          public FileVisitResult visitFile(Path found, BasicFileAttributes attributes)
              throws IOException {
            return attributes.isSymbolicLink()
                ? FileVisitResult.CONTINUE
                : check(found, "rw-------");
          }

          @Override
          public FileVisitResult visitFileFailed(Path found, IOException e) throws IOException {
            return goneOr(e);
          }

          private FileVisitResult check(Path found, String expected) throws IOException {
            Set<PosixFilePermission> permissions;
            try {
              permissions = Files.getPosixFilePermissions(found, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
              return goneOr(e);
            }
            assertThat(PosixFilePermissions.toString(permissions))
                .as(found.toString())
                .isEqualTo(expected);
            assertThat(found.getFileName().toString()).doesNotContain(NAME);
            checked.add(found);
            return FileVisitResult.CONTINUE;
          }

          private FileVisitResult goneOr(IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    assertThat(checked).hasSizeGreaterThan(1);
  }
}
