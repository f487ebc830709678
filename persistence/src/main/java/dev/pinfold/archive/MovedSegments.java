package dev.pinfold.archive;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The directory to which segments were moved, held within its limits of age and bytes. */
final class MovedSegments {
  private final SegmentRetention retention;

  MovedSegments(SegmentRetention retention) {
    this.retention = retention;
  }

  /** Deletes what is too old, then the oldest until the rest fits. */
  void prune(Instant now) throws IOException {
    if (retention.fate() != SegmentRetention.Fate.MOVE
        || !Files.isDirectory(retention.directory())) {
      return;
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> moved =
        Files.newDirectoryStream(retention.directory(), "[0-9]*.pfj")) {
      moved.forEach(files::add);
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    for (Path file : files) {
      if (isTooOld(file, now) || isTooMuch(bytes)) {
        bytes -= Files.size(file);
        Files.delete(file);
      }
    }
  }

  private boolean isTooOld(Path file, Instant now) throws IOException {
    FileTime written = Files.getLastModifiedTime(file);
    return retention.maxAge() != null && written.toInstant().plus(retention.maxAge()).isBefore(now);
  }

  private boolean isTooMuch(long bytes) {
    return retention.maxBytes() != 0 && bytes > retention.maxBytes();
  }
}
