package dev.pinfold.durable;

import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the indexes that are wanted, in the background and without the engine's lock: a sealed
 * segment does not change, and while it is read it is pinned, as views do it. For a while at a
 * time, since the same thread has other chores.
 */
final class Indexing {
  private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
  private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long AT_CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MOST_AT_CLOSE = 64 << 20; // bytes of a segment
  private static final String SUFFIX = ".new";

  private final Engine engine;
  private final QueueMachine machine;
  private final MessageJournal journal;
  private final Path directory;
  private final UUID store;

  Indexing(Engine engine, QueueMachine machine, Path directory, UUID store) {
    this.engine = engine;
    this.machine = machine;
    this.journal = machine.journal();
    this.directory = directory;
    this.store = store;
  }

  /** What an index is called when it is made, and until then has another name. */
  static Path nameOf(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX)
        ? file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()))
        : file;
  }

  /** Makes indexes until none is wanted, or for a while. One thread at a time. */
  void run() {
    run(AT_ONCE_NANOS, this::make);
  }

  /**
   * Makes the indexes of where each queue's oldest messages lie, for a short time: the code for it
   * is compiled here, and would not be yet when a fresh process looks for these messages first.
   * Large segments are left out: to read one takes long.
   */
  void runAtClose() {
    try {
      engine.locked(() -> journal.indexes().wantOnly(machine.oldestSegments(), MOST_AT_CLOSE));
      run(AT_CLOSE_NANOS, this::write);
    } catch (RuntimeException e) { // then they are made when they are needed
      LOG.debug("Not all indexes could be made at close", e);
    }
  }

  /** What makes an index file of a segment, by another name first. */
  private interface Maker {
    void make(Path file, SegmentInfo info) throws IOException;
  }

  private void make(Path file, SegmentInfo info) throws IOException {
    SegmentIndex index = IndexBuilder.build(file, store, info);
    engine.locked(() -> journal.indexes().publish(file, index));
  }

  private void write(Path file, SegmentInfo info) throws IOException {
    IndexBuilder.write(file, store, info);
    engine.locked(() -> journal.indexes().publish(file, info.segment()));
  }

  private void run(long nanos, Maker maker) {
    long start = System.nanoTime();
    boolean more = true;
    while (more && System.nanoTime() - start < nanos) {
      more = makeOne(maker);
    }
  }

  private boolean makeOne(Maker maker) {
    SegmentInfo[] next = new SegmentInfo[1];
    engine.locked(
        () -> {
          next[0] = journal.indexes().nextWanted();
          if (next[0] != null) {
            journal.usage().pin(next[0].segment());
          }
        });
    SegmentInfo info = next[0];
    if (info == null) {
      return false;
    }
    try {
      maker.make(directory.resolve(SegmentIndex.fileName(info.segment()) + SUFFIX), info);
      return true;
    } catch (IOException | RuntimeException e) { // then it is made when it is needed
      LOG.debug("The index of segment {} cannot be made now", info.segment(), e);
      return false;
    } finally {
      engine.locked(() -> journal.usage().unpin(info.segment()));
    }
  }
}
