package dev.pinfold.durable.kill;

import dev.pinfold.Durability;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * The process that is killed: opens the store, lets several threads loose on it, and writes down
 * what it begins and what was acknowledged. It ends in order when its input ends.
 */
public final class KilledChild {
  static final int OWN_THREADS = 3;
  static final int SHARED_THREADS = 3;
  static final int EXIT_FAILED = 3;

  private final PinfoldStore store;
  private final Path notes;
  private final Durability durability;
  private final long seed;
  private volatile boolean ending;

  private KilledChild(PinfoldStore store, Path notes, Durability durability, long seed) {
    this.store = store;
    this.notes = notes;
    this.durability = durability;
    this.seed = seed;
  }

  /** Tiny segments, and a snapshot at every turn. */
  static StoreOptions options() {
    return StoreOptions.DEFAULTS
        .withSegmentBytes(256 << 10)
        .withSnapshots(new SnapshotPolicy(50, 64 << 10, Duration.ofSeconds(1), true));
  }

  static Path ownNotes(Path notes, int thread) {
    return notes.resolve("own-" + thread);
  }

  static Path sharedNotes(Path notes, int thread) {
    return notes.resolve("shared-" + thread);
  }

  /**
   * Runs until it is killed, or its input ends.
   *
   * @param args store, directory for notes, durability, seed
   */
  public static void main(String[] args) throws Exception {
    System.out.println("opening");
    try (PinfoldStore store = PinfoldStore.open(Path.of(args[0]), options())) {
      if (Long.parseLong(args[3]) % 3 == 0) {
        long unused = store.snapshot(); // before there is anything in the new segment
      }
      System.out.println("ready " + lastSegment(store));
      new KilledChild(store, Path.of(args[1]), Durability.valueOf(args[2]), Long.parseLong(args[3]))
          .run();
    }
  }

  /** The one that is being written. */
  static int lastSegment(PinfoldStore store) {
    List<SegmentReport> segments = store.whyKept();
    return segments.get(segments.size() - 1).segment();
  }

  private void run() throws IOException, InterruptedException {
    store.queue("memory", QueuePolicy.MEMORY).add("gone".getBytes(StandardCharsets.UTF_8));
    new SharedQueues(store).open(durability);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < OWN_THREADS; i++) {
      int thread = i;
      threads.add(start(() -> own(thread)));
    }
    for (int i = 0; i < SHARED_THREADS; i++) {
      int thread = i;
      threads.add(start(() -> share(thread)));
    }
    System.in.readAllBytes();
    ending = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Thread start(Callable<Void> work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.call();
              } catch (Throwable e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(EXIT_FAILED);
              }
            });
    thread.start();
    return thread;
  }

  private Void own(int thread) throws IOException {
    StepGenerator generator = new StepGenerator(seed + thread, thread + "." + seed);
    StepRunner runner = new StepRunner(store, thread, durability);
    try (Witness witness = new Witness(ownNotes(notes, thread))) {
      while (!ending) {
        Step step = generator.next();
        witness.write(step.format());
        String result = runner.run(step);
        witness.write(result);
        generator.learn(step, result);
      }
    }
    return null;
  }

  private Void share(int thread) throws IOException {
    Random random = new Random(seed + 1000 + thread);
    SharedQueues queues = new SharedQueues(store);
    try (Witness witness = new Witness(sharedNotes(notes, thread))) {
      for (int i = 0; !ending; i++) {
        boolean twins = thread == 0 || random.nextInt(10) == 0;
        String line =
            twins
                ? queues.addOrTakeTwins(random, thread + "." + seed + "." + i)
                : queues.moveToken(random);
        if (!line.isEmpty()) {
          witness.write(line);
        }
      }
    }
    return null;
  }
}
