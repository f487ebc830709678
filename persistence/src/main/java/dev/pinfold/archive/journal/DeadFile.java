package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a dead segment, and what it is mapped by, if it still is. By one thread at a time.
 */
final class DeadFile {
  private static final Logger log = LoggerFactory.getLogger(DeadFile.class);

  private final Path path;
  private SegmentMemory memory;

  /**
   * @param memory of the file, which it takes over; null when there is none
   */
  DeadFile(Path path, SegmentMemory memory) {
    this.path = path;
    this.memory = memory;
  }

  Path path() {
    return path;
  }

  /** What it is mapped by, now at the latest; {@link #delete} closes it. */
  SegmentMemory mapped() throws IOException {
    if (memory == null) {
      memory = SegmentMemory.map(path);
    }
    return memory;
  }

  /** Its path, when it is not mapped any more. */
  Path unmapped() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
    return path;
  }

  void delete() {
    delete(unmapped());
  }

  /** Should it stay, the next opening deletes it. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.debug("{} stays for now", file, e);
    }
  }
}
