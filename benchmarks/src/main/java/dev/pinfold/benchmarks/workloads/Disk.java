package dev.pinfold.benchmarks.workloads;

import dev.pinfold.archive.StoreLayout;
import dev.pinfold.archive.snapshot.SnapshotStore;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What a directory takes. */
final class Disk {
  private Disk() {}

  /** The sizes of all files in it; one that goes meanwhile counts as gone. */
  static long bytes(Path directory) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return sum[0];
  }

  /** The same, once it has been the same for so long; or after ten times that, as it is then. */
  static long bytesAtRest(Path directory, long stillNanos) throws IOException {
    long size = bytes(directory);
    long start = System.nanoTime();
    for (long since = start;
        System.nanoTime() - since < stillNanos && System.nanoTime() - start < 10 * stillNanos; ) {
      LockSupport.parkNanos(stillNanos / 50);
      long now = bytes(directory);
      if (now != size) {
        size = now;
        since = System.nanoTime();
      }
    }
    return size;
  }

  /** The size of a store's newest snapshot; it must have one. */
  static long newestSnapshotBytes(Path store) throws IOException {
    Path snapshots = new StoreLayout(store).snapshots();
    return SnapshotStore.readOnly(snapshots, new KryoSnapshotEncoding()).list().get(0).bytes();
  }

  /** How many descriptors this process has open; 0 where that cannot be told. */
  static long openDescriptors() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(descriptors)) {
      return open.count();
    }
  }
}
