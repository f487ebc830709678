package dev.pinfold.benchmarks.workloads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a directory takes. */
final class Disk {
  private Disk() {}

  /** The sizes of all files in it; one that goes meanwhile counts as gone. */
  static long bytes(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.toList();
    }
    long sum = 0;
    for (Path file : files) {
      sum += bytesOf(file);
    }
    return sum;
  }

  private static long bytesOf(Path file) throws IOException {
    try {
      return Files.isDirectory(file) ? 0 : Files.size(file);
    } catch (NoSuchFileException gone) {
      return 0;
    }
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
