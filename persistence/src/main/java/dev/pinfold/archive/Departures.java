package dev.pinfold.archive;

import dev.pinfold.archive.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has segments leave the journal: deletes or moves them, each by itself. One that cannot go stays,
 * is told of once and tried again, less and less often; others are not held up by it. By one thread
 * at a time.
 */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
  private static final int MOST_DOUBLINGS = 6;
  private static final long PRUNE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Journal journal;
  private final ReentrantLock lock;
  private final SegmentRetention retention;
  private final MovedSegments moved;
  private final Map<Integer, String> stuck = new ConcurrentHashMap<>();
  private int failures; // rounds in a row
  private long retryNanos = System.nanoTime();
  private boolean pruningFails;
  private long prunedNanos = System.nanoTime() - PRUNE_NANOS;

  /**
   * @param lock guards the journal's segments
   */
  Departures(Journal journal, ReentrantLock lock, SegmentRetention retention, UUID storeId) {
    this.journal = journal;
    this.lock = lock;
    this.retention = retention;
    this.moved = new MovedSegments(retention, storeId);
  }

  /**
   * Lets segments go; how many went. Blocks for the time of it, without the lock while a file is
   * copied or forced.
   *
   * @param segments sealed ones that nothing needs, nor ever will
   * @param atOnce whether to try those again, too, that could not go a moment ago
   */
  int leave(List<Integer> segments, boolean atOnce) {
    boolean retry = atOnce || System.nanoTime() - retryNanos >= 0;
    boolean failed = false;
    int gone = 0;
    for (int segment : segments) {
      if (!stuck.containsKey(segment) || retry) {
        try {
          leave(segment);
          gone++;
          forget(segment);
        } catch (UncheckedIOException e) {
          tell(segment, e);
          failed = true;
        }
      }
    }
    if (failed) {
      retryNanos = System.nanoTime() + (TimeUnit.SECONDS.toNanos(1) << failures);
      failures = Math.min(failures + 1, MOST_DOUBLINGS);
    } else if (stuck.isEmpty()) {
      failures = 0;
    }
    if (gone > 0 && retention.fate() == SegmentRetention.Fate.MOVE) {
      forceNames();
    }
    return gone;
  }

  private void leave(int segment) {
    boolean move = retention.fate() == SegmentRetention.Fate.MOVE;
    if (move) {
      journal.prepareMove(segment, retention.directory());
    }
    lock.lock();
    try {
      if (move) {
        journal.moveSegment(segment, retention.directory());
      } else {
        journal.deleteSegment(segment);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell(int segment, UncheckedIOException e) {
    boolean first = stuck.isEmpty();
    stuck.put(segment, "it cannot go: " + e.getMessage());
    if (first) {
      LOG.warn("Segment {} stays for now, and perhaps others; they are tried again", segment, e);
    } else {
      LOG.debug("Segment {} stays for now", segment, e);
    }
  }

  private void forget(int segment) {
    if (stuck.remove(segment) != null && stuck.isEmpty()) {
      LOG.info("Segments can go again");
    }
  }

  private void forceNames() {
    try {
      journal.forceNames(retention.directory());
    } catch (IOException e) {
      LOG.warn("Moves to {} may be undone by a loss of power", retention.directory(), e);
    }
  }

  /** Why segments that nothing pins are there still, by their numbers. Thread-safe. */
  Map<Integer, String> stuck() {
    return stuck;
  }

  /**
   * Holds what was moved within its limits.
   *
   * @param atOnce whether also when that was done less than a minute ago
   */
  void prune(boolean atOnce) {
    if (!atOnce && System.nanoTime() - prunedNanos < PRUNE_NANOS) {
      return;
    }
    prunedNanos = System.nanoTime();
    try {
      moved.prune(Instant.now());
      pruningFails = false;
    } catch (IOException e) {
      if (!pruningFails) {
        LOG.warn("What was moved to {} cannot be pruned", retention.directory(), e);
      }
      pruningFails = true;
    }
  }
}
