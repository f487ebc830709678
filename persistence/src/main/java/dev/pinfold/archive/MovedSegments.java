package dev.pinfold.archive;

import dev.pinfold.archive.journal.Journal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The directory to which segments were moved, held within its limits of age and bytes. Files that
 * are not of this store are neither counted nor touched.
 */
final class MovedSegments {
  private final SegmentRetention retention;
  private final UUID storeId;

  MovedSegments(SegmentRetention retention, UUID storeId) {
    this.retention = retention;
    this.storeId = storeId;
  }

  /** Deletes what is too old, then the oldest until the rest fits. Reads each file's beginning. */
  void prune(Instant now) throws IOException {
    if (!retention.isLimited() || !Files.isDirectory(retention.directory())) {
      return;
    }
    List<Path> files = ownFiles();
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

  private List<Path> ownFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> moved =
        Files.newDirectoryStream(retention.directory(), "[0-9]*.pfj")) {
      for (Path file : moved) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Journal.storeOf(file).equals(Optional.of(storeId))) {
          files.add(file);
        }
      }
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    return files;
  }

  private boolean isTooOld(Path file, Instant now) throws IOException {
    FileTime written = Files.getLastModifiedTime(file);
    return retention.maxAge() != null
        && Duration.between(written.toInstant(), now).compareTo(retention.maxAge()) > 0;
  }

  private boolean isTooMuch(long bytes) {
    return retention.maxBytes() != 0 && bytes > retention.maxBytes();
  }
}
