package dev.pinfold.archive.journal;

import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.Undisturbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps segments ready ahead of need, on a thread of its own: zero-filled, named and mapped, and
 * forced when forces are expected. So a roll is short, and a full disk shows here, where nothing is
 * lost, and not in a mapping. Files of dead segments are filled again rather than made anew.
 *
 * <p>Some are ready for the next rolls, and behind them the spare ones, which only those may use
 * who free space. Thread-safe.
 */
final class SegmentPreparer {
  private static final Logger log = LoggerFactory.getLogger(SegmentPreparer.class);

  /** What should stay free on the disk beside a new segment. */
  static final long MARGIN_BYTES = 1 << 20;

  private final Path directory;
  private final JournalOptions options;
  private final Supplier<SegmentFiles.Fill> how;
  private final Device device;
  private final Consumer<Throwable> onFailure;
  private final int adoptedTo;
  private final Thread thread;

  /**
   * Held while files are counted and while one is renamed: a listing that runs beside a rename may
   * show the file under neither name, and the limit would be passed.
   */
  private final Object fileNames = new Object();

  /** Guarded by this. */
  private final Queue<ActiveSegment> ready = new ArrayDeque<>();

  /** Guarded by this. */
  private final DeadFiles dead;

  /** Why there are not all the segments that there should be, or null. Guarded by this. */
  private String full;

  /** Whether there are too few spare segments and no room to make them. Written under this. */
  private volatile boolean sparesLacking;

  /** Whether there is no room for more than one segment for the next roll. Guarded by this. */
  private boolean enough;

  /** How often space was freed. Guarded by this. */
  private long freed;

  /** Whether to try although it was full: who needs a segment waits for that. Guarded by this. */
  private boolean retry;

  /** Guarded by this. */
  private boolean closed;

  /** Only the thread touches it. */
  private int next;

  /**
   * @param how to make files from now on
   * @param next the number of the first segment to prepare
   * @param adoptedTo files up to this number are there already, and should be zeroed
   */
  SegmentPreparer(
      Path directory,
      JournalOptions options,
      Supplier<SegmentFiles.Fill> how,
      int next,
      int adoptedTo,
      Device device,
      Consumer<Throwable> onFailure)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.how = how;
    this.next = next;
    this.adoptedTo = adoptedTo;
    this.device = device;
    this.dead = new DeadFiles(options, System::nanoTime);
    this.onFailure = onFailure;
    this.thread = new Thread(this::work, "pinfold-prepare");
    thread.setDaemon(true);
    int missing = options.spareSegments() - (adoptedTo - next + 1);
    full = missing > 0 ? roomLacking(directory, options, missing) : null;
    sparesLacking = full != null;
  }

  void start() {
    thread.start();
  }

  /**
   * The next segment. Blocks while one is being made.
   *
   * @param mayUseSpare whether the last ones may be taken
   * @throws StoreFullException when there is no room to make another
   */
  synchronized ActiveSegment take(boolean mayUseSpare, FailureLatch failure) {
    int keep = mayUseSpare ? 0 : options.spareSegments();
    boolean interrupted = false;
    try {
      while (ready.size() <= keep) {
        failure.requireUnbroken();
        if (closed) {
          throw new StoreClosedException("the journal was closed", null);
        }
        if (full != null && !retry) {
          throw refusal();
        }
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      ActiveSegment next = ready.remove();
      dead.noteTaken();
      enough = false;
      changed();
      return next;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether the next segment can be taken without blocking, and without the last ones. */
  synchronized boolean isReady() {
    return ready.size() > options.spareSegments();
  }

  /** The exception for what finds no room; the next one will find out again. Under this. */
  private StoreFullException refusal() {
    String reason = full;
    retry = true;
    notifyAll();
    return new StoreFullException(
        "No room for another segment of "
            + options.segmentBytes()
            + " bytes in "
            + directory
            + ": "
            + reason
            + ". Nothing was changed; adds succeed again when there is room.",
        null);
  }

  /** Under this. */
  private void changed() {
    sparesLacking = full != null && ready.size() < options.spareSegments();
    notifyAll();
  }

  /**
   * Refuses what takes space while too few segments are left for those who free it: an opening uses
   * one up, and must not hand it to adds.
   */
  void requireSpares(FailureLatch failure) {
    if (sparesLacking) {
      synchronized (this) {
        boolean interrupted = false;
        while (sparesLacking && retry && !closed && failure.cause() == null) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        if (sparesLacking) {
          throw refusal();
        }
      }
    }
  }

  /** Whether there was no room for a further segment when it was last tried. */
  synchronized boolean isFull() {
    return full != null;
  }

  /** Wakes those who wait, to see that the journal failed. */
  synchronized void failed() {
    notifyAll();
  }

  /** There may be room again. */
  synchronized void spaceFreed() {
    freed++;
    enough = false;
    retry = full != null;
    notifyAll();
  }

  /**
   * Takes the file of a dead segment, to fill it again.
   *
   * @param memory of the file, or null; nobody needs it afterwards, unless this fails
   */
  void bury(Path file, SegmentMemory memory) throws IOException {
    if (Files.size(file) == options.segmentBytes()) {
      Path buried = file.resolveSibling(file.getFileName() + SegmentName.DEAD_SUFFIX);
      synchronized (fileNames) {
        Files.move(file, buried, StandardCopyOption.ATOMIC_MOVE);
      }
      synchronized (this) {
        dead.add(new DeadFile(buried, memory != null && memory.isTakenOver() ? memory : null));
      }
    } else {
      Files.delete(file);
      if (memory != null) {
        memory.forget();
      }
    }
    spaceFreed();
  }

  /** Ends the thread; what is ready stays on the disk for the next opening. */
  void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    Undisturbed.join(thread);
    synchronized (this) {
      ready.forEach(ActiveSegment::release);
      ready.clear();
      dead.deleteAll();
    }
  }

  private void work() {
    try {
      while (awaitWork()) {
        DeadFile surplus = surplus();
        if (surplus != null) {
          surplus.delete();
        } else {
          prepareOne();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      onFailure.accept(e);
    }
  }

  private synchronized boolean awaitWork() {
    while (!closed && !isWanted() && !dead.hasSurplus()) {
      try {
        wait(dead.isMoreThanFew() ? DeadFiles.BUSY_NANOS / 1_000_000 : 0);
      } catch (InterruptedException e) {
        log.debug("nobody should interrupt this thread; it goes on", e);
      }
    }
    return !closed;
  }

  /** A dead file that is not needed while no segment is wanted, or null. */
  private synchronized DeadFile surplus() {
    return !isWanted() && dead.hasSurplus() ? dead.pollSurplus() : null;
  }

  private synchronized boolean isWanted() {
    if (ready.size() > options.spareSegments()) {
      return ready.size() < options.segmentsAhead() && !enough;
    }
    return full == null || retry || next <= adoptedTo;
  }

  private void prepareOne() throws IOException {
    Path file = SegmentName.in(directory, next);
    ActiveSegment segment = next <= adoptedTo ? adopt(file) : make(file);
    if (segment == null) {
      return;
    }
    next++;
    synchronized (this) {
      ready.add(segment);
      full = ready.size() > options.spareSegments() ? null : full;
      retry = full != null;
      changed();
    }
  }

  private ActiveSegment adopt(Path file) throws IOException {
    SegmentFiles.settleZeros(file, options.segmentBytes(), device);
    return mapped(file, SegmentFiles.Fill.FORCED);
  }

  private ActiveSegment mapped(Path file, SegmentFiles.Fill fill) throws IOException {
    return new ActiveSegment(next, file, SegmentMemory.map(file), fill);
  }

  /** Makes the next segment; null, with the reason noted, when there is no room for it. */
  private ActiveSegment make(Path file) throws IOException {
    long freedBefore;
    DeadFile reuse;
    synchronized (this) {
      freedBefore = freed;
      reuse = dead.poll();
    }
    String reason;
    try {
      reason = reuse == null ? roomLacking() : null;
      if (reason == null) {
        return make(file, reuse, how.get());
      }
    } catch (IOException | OutOfMemoryError e) {
      log.warn("cannot prepare {}", file, e);
      reason = String.valueOf(e.getMessage());
      if (reuse != null) {
        reuse.delete();
      }
      DeadFile.delete(file);
    }
    lacks(reason, freedBefore);
    return null;
  }

  private ActiveSegment make(Path file, DeadFile reuse, SegmentFiles.Fill fill) throws IOException {
    if (reuse != null && fill == SegmentFiles.Fill.QUICK) {
      try {
        SegmentMemory memory = reuse.mapped();
        SegmentFiles.renew(reuse.path(), memory, file, device);
        return new ActiveSegment(next, file, memory, fill);
      } catch (RuntimeException | Error e) { // the device; others mend what an IOException tells
        Path unused = reuse.unmapped();
        throw e;
      }
    }
    Path old = reuse == null ? null : reuse.unmapped();
    SegmentFiles.create(file, options.segmentBytes(), old, fill, device);
    ActiveSegment segment = mapped(file, fill);
    if (fill == SegmentFiles.Fill.QUICK) {
      segment.touch();
    }
    return segment;
  }

  private synchronized void lacks(String reason, long freedBefore) {
    if (ready.size() > options.spareSegments()) {
      enough = true;
    } else {
      retry = freed != freedBefore;
      full = reason;
    }
    changed();
  }

  private String roomLacking() throws IOException {
    synchronized (fileNames) {
      return roomLacking(directory, options, 1);
    }
  }

  /** Why so many more segment files must not be made, or null. */
  static String roomLacking(Path directory, JournalOptions options, int segments)
      throws IOException {
    long present = SegmentFiles.totalBytes(directory);
    long more = (long) segments * options.segmentBytes();
    if (options.maxBytes() != 0 && present + more > options.maxBytes()) {
      return "its segments take " + present + " of at most " + options.maxBytes() + " bytes";
    }
    long free = Files.getFileStore(directory).getUsableSpace();
    return free < more + MARGIN_BYTES ? free + " bytes are free" : null;
  }
}
