package dev.pinfold.durable;

import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.journal.SegmentSurvey;
import dev.pinfold.state.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of sealed segments, kept as files. Where places leave the heap, an index is wanted,
 * and {@link Indexing} makes it in the background; what is needed before that is made at once. A
 * file that is missing, damaged or of another state of the segment is made again, and when none can
 * be written the segment itself is searched: nothing depends on them. For who may not write, the
 * missing ones are made on the heap, a few at a time. Guarded by the engine's lock.
 */
final class SegmentIndexes {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentIndexes.class);
  private static final int MOST_OPEN = 256;
  private static final int MOST_ON_HEAP = 4;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1); // after a failure to write
  private static final String TEMPORARY = ".tmp";

  private final JournalReader journal;
  private final SegmentUsage usage;
  private final LinkedHashMap<Integer, SegmentIndex> open = new LinkedHashMap<>(16, 0.75f, true);
  private final TreeSet<Integer> wanted = new TreeSet<>();
  private long retryNanos = System.nanoTime();

  SegmentIndexes(JournalReader journal, SegmentUsage usage) {
    this.journal = journal;
    this.usage = usage;
  }

  /** Asks for the index of a segment, which is needed one day and may be made in the background. */
  void want(int segment) {
    if (!open.containsKey(segment)) {
      wanted.add(segment);
    }
  }

  /** Asks for the indexes of those of these segments that are not larger, and of no others. */
  void wantOnly(Set<Integer> segments, int mostBytes) {
    wanted.clear();
    for (int segment : segments) {
      if (journal.segment(segment).fileBytes() <= mostBytes) {
        want(segment);
      }
    }
  }

  /** The next sealed segment in use whose index was wanted and is not there, or null. */
  SegmentInfo nextWanted() {
    while (!wanted.isEmpty()) {
      int segment = wanted.first();
      wanted.remove(segment);
      if (usage.uses().containsKey(segment) && journal.isIndexable(segment)) {
        SegmentInfo info = journal.segment(segment);
        if (!isThere(info)) {
          return info;
        }
      }
    }
    return null;
  }

  private boolean isThere(SegmentInfo info) {
    try {
      return isOf(info, open.get(info.segment()))
          || SegmentIndex.isThere(fileOf(info), journal.storeId(), info);
    } catch (IOException e) {
      LOG.debug("the index of segment {} cannot be read and is made again", info.segment(), e);
      return false;
    }
  }

  /** Takes in an index that was made elsewhere, of a segment that is there still. */
  void publish(Path file, SegmentIndex index) {
    publish(file, index.segment());
    keepOpen(index);
  }

  /** Gives the index file of a segment its name. */
  void publish(Path file, int segment) {
    try {
      Path name = journal.indexDirectory().resolve(SegmentIndex.fileName(segment));
      Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the index " + file + " cannot be renamed", e);
    }
  }

  private void keepOpen(SegmentIndex index) {
    wanted.remove(index.segment());
    open.put(index.segment(), index);
    if (open.size() > MOST_OPEN) {
      open.remove(open.keySet().iterator().next());
    }
    if (index.isOnHeap()) {
      List<Integer> onHeap = new ArrayList<>();
      open.forEach(
          (segment, other) -> onHeap.addAll(other.isOnHeap() ? List.of(segment) : List.of()));
      onHeap.subList(0, Math.max(0, onHeap.size() - MOST_ON_HEAP)).forEach(open::remove);
    }
  }

  /**
   * Fills in the places and sizes of a queue's messages in a segment, from this number on; later
   * ones win.
   *
   * @return whether all is known that was written to the segment: no damage hides any of it
   */
  boolean locate(int segment, int queueId, long firstNumber, long[] places, int[] sizes) {
    SegmentIndex index = of(segment);
    if (index != null) {
      index.locate(queueId, firstNumber, places, sizes);
      return index.damagedFrom() < 0;
    }
    SegmentSearch search =
        new SegmentSearch(
            (queue, message, place) -> {
              long slot = message.number() - firstNumber;
              if (queue == queueId && slot >= 0 && slot < places.length) {
                places[(int) slot] = Math.max(places[(int) slot], place);
                if (places[(int) slot] == place) {
                  sizes[(int) slot] = message.size();
                }
              }
            });
    SegmentSurvey.of(journal.segment(segment), search);
    return search.damagedFrom < 0;
  }

  /** Calls back with every message that was written to a segment. */
  void forEach(int segment, SegmentIndex.EntryVisitor visitor) {
    SegmentIndex index = of(segment);
    if (index != null) {
      index.forEach(visitor);
    } else {
      SegmentSurvey.of(
          journal.segment(segment),
          new SegmentSearch(
              (queue, message, place) -> visitor.message(queue, message.number(), place)));
    }
  }

  /** The first byte of a segment that is damaged, or -1. */
  int damagedFrom(int segment) {
    SegmentIndex index = of(segment);
    if (index != null) {
      return index.damagedFrom();
    }
    SegmentSearch search = new SegmentSearch((queue, message, place) -> {});
    SegmentSurvey.of(journal.segment(segment), search);
    return search.damagedFrom;
  }

  /** The index of a segment, as far as the segment goes now; null when it cannot be written. */
  SegmentIndex of(int segment) {
    SegmentInfo info = journal.segment(segment);
    SegmentIndex index = open.get(segment);
    if (isOf(info, index)) {
      return index;
    }
    index = opened(info);
    if (index == null) {
      index = made(info);
    }
    if (index != null) {
      keepOpen(index);
    }
    return index;
  }

  private static boolean isOf(SegmentInfo info, SegmentIndex index) {
    return index != null
        && index.segment() == info.segment()
        && index.segmentEnd() == info.endOffset();
  }

  private SegmentIndex opened(SegmentInfo info) {
    try {
      return SegmentIndex.open(fileOf(info), journal.storeId(), info);
    } catch (IOException e) {
      LOG.debug("the index of segment {} cannot be read and is made again", info.segment(), e);
      return null;
    }
  }

  private SegmentIndex made(SegmentInfo info) {
    if (System.nanoTime() - retryNanos < 0) {
      return null;
    }
    Path temporary = temporaryOf(info);
    try {
      if (!journal.mayWriteIndexes()) {
        return IndexBuilder.onHeap(journal.storeId(), info);
      }
      SegmentIndex index = IndexBuilder.build(temporary, journal.storeId(), info);
      Files.move(temporary, fileOf(info), StandardCopyOption.ATOMIC_MOVE);
      return index;
    } catch (IOException e) {
      LOG.debug("the index of segment {} cannot be written; it is searched", info.segment(), e);
      retryNanos = System.nanoTime() + PAUSE_NANOS;
      return null;
    }
  }

  private Path fileOf(SegmentInfo info) {
    return journal.indexDirectory().resolve(SegmentIndex.fileName(info.segment()));
  }

  private Path temporaryOf(SegmentInfo info) {
    return journal.indexDirectory().resolve(SegmentIndex.fileName(info.segment()) + TEMPORARY);
  }

  /**
   * Forgets segments that are gone, and removes their files. One that is being made is of a segment
   * that is pinned, and so is there.
   */
  void keepOnly(IntPredicate present) throws IOException {
    open.keySet().removeIf(segment -> !present.test(segment));
    try (var files = Files.newDirectoryStream(SeenFile.directory(journal.indexDirectory()))) {
      for (Path file : files) {
        if (!present.test(SegmentIndex.segmentOf(Indexing.nameOf(file)))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Sees the messages of a segment without its index. */
  private static final class SegmentSearch implements SegmentSurvey.Visitor {
    private interface Found {
      void message(int queueId, StoredMessage message, long place);
    }

    private final Found found;
    private int damagedFrom = -1;

    SegmentSearch(Found found) {
      this.found = found;
    }

    @Override
    public void record(long place, ByteBuffer operation) {
      if (OperationFormat.isMessage(operation)) {
        try {
          int queueId = OperationFormat.queueId(operation);
          found.message(
              queueId, OperationFormat.readMessage(operation, OperationFormat.Part.NOTHING), place);
        } catch (OperationFormat.FormatException e) {
          damaged(Place.offset(place), operation.limit());
        }
      }
    }

    @Override
    public void damaged(int from, int to) {
      damagedFrom = damagedFrom < 0 ? from : damagedFrom;
    }
  }
}
