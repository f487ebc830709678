package dev.pinfold.durable;

import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.journal.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of sealed segments: made when first needed, by reading the segment once, and kept as
 * files. A file that is missing, damaged or of another state of the segment is made again, and on a
 * full disk the heap serves for it: nothing depends on them. Guarded by the engine's lock.
 */
final class SegmentIndexes {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentIndexes.class);
  private static final int MOST_OPEN = 256;

  private final JournalReader journal;
  private final LinkedHashMap<Integer, SegmentIndex> open = new LinkedHashMap<>(16, 0.75f, true);
  private SegmentIndex unwritten; // the last one for which the disk had no room, or null

  SegmentIndexes(JournalReader journal) {
    this.journal = journal;
  }

  /** The index of a segment, as far as the segment goes now. */
  SegmentIndex of(int segment) {
    SegmentInfo info = journal.segment(segment);
    SegmentIndex index = open.get(segment);
    if (isOf(info, index)) {
      return index;
    }
    return isOf(info, unwritten) ? unwritten : load(info);
  }

  private static boolean isOf(SegmentInfo info, SegmentIndex index) {
    return index != null
        && index.segment() == info.segment()
        && index.segmentEnd() == info.endOffset();
  }

  private SegmentIndex load(SegmentInfo info) {
    Path file = journal.indexDirectory().resolve(SegmentIndex.fileName(info.segment()));
    SegmentIndex index = opened(file, info);
    if (index == null) {
      ByteBuffer bytes = SegmentIndex.build(journal.storeId(), info);
      try {
        index = SegmentIndex.write(file, bytes);
      } catch (IOException e) {
        LOG.debug("the index {} cannot be written; the heap serves for it", file, e);
        unwritten = SegmentIndex.parse(bytes);
        return unwritten;
      }
    }
    open.put(info.segment(), index);
    if (open.size() > MOST_OPEN) {
      open.remove(open.keySet().iterator().next());
    }
    return index;
  }

  private SegmentIndex opened(Path file, SegmentInfo info) {
    try {
      return SegmentIndex.open(file, journal.storeId(), info);
    } catch (IOException e) {
      LOG.debug("the index {} cannot be read and is made again", file, e);
      return null;
    }
  }

  /** Forgets segments that are gone, and removes their files. */
  void keepOnly(java.util.function.IntPredicate present) throws IOException {
    open.keySet().removeIf(segment -> !present.test(segment));
    try (var files = Files.newDirectoryStream(journal.indexDirectory())) {
      for (Path file : files) {
        if (!present.test(SegmentIndex.segmentOf(file))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
