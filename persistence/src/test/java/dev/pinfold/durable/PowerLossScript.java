package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.TransactionQueue;
import dev.pinfold.archive.files.DiskImage;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * A random script on a store whose disk is frozen now and then, in the middle of anything, to look
 * at what a loss of power would leave: one of the states since the last one that was promised.
 */
final class PowerLossScript {
  private static final List<String> NAMES = List.of("c0", "c1", "ring", "p0", "p1", "memory");
  private static final int POWER_LOSS_FROM = 3;
  private static final int MEMORY = 5;
  private static final int REMAINS = 2; // looked at of each image, beside the worst
  private static final int FREEZES = 60; // one in so many calls of the device

  /** An image, and which states it may show. */
  private record Frozen(DiskImage image, PromisedStates states, int first, int last) {}

  private final Scratch scratch;
  private final Random random;
  private final Random times; // guarded by itself: several threads freeze
  private final int powerLossFrom;
  private StoreOptions options;
  private final Queue<Frozen> frozen = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> changed = new HashMap<>(); // the state that changed a queue
  private SimulatedDisk disk; // changed together with states, under this
  private PromisedStates states = new PromisedStates(""); // null: nothing counts that is frozen
  private PinfoldStore store;
  private int directories;
  private int boots = 1;
  private int step;
  private String doing;

  /** How much a script saw. */
  record Tally(int images, int openings, int cuts, int segments) {
    Tally plus(Tally other) {
      return new Tally(
          images + other.images,
          openings + other.openings,
          cuts + other.cuts,
          segments + other.segments);
    }
  }

  private Tally tally = new Tally(0, 0, 0, 0);

  /**
   * @param powerLossFrom the step from which on there are queues of that durability
   */
  PowerLossScript(Scratch scratch, long seed, int powerLossFrom) throws IOException {
    this.scratch = scratch;
    this.random = new Random(seed);
    this.times = new Random(seed + 1);
    this.powerLossFrom = powerLossFrom;
    this.options =
        SmallStore.OPTIONS
            .withResidentBytes(64 << 10)
            .withCompactBelow(0.5)
            .withSnapshots(
                new SnapshotPolicy(
                    random.nextInt(3) == 0 ? 0 : 5 + random.nextInt(60),
                    random.nextInt(3) == 0 ? 0 : 100_000L + random.nextInt(300_000),
                    Duration.ZERO,
                    random.nextBoolean()));
    this.disk = new SimulatedDisk(scratch.resolve("disk"));
  }

  Tally run(int steps) throws IOException {
    watch();
    store = PowerLoss.open(disk, options, new UUID(boots, boots));
    try {
      for (step = 0; step < steps; step++) {
        if (random.nextInt(10) == 0) {
          freeze(disk);
        }
        step();
        lookAtFrozen();
      }
    } catch (Throwable e) {
      throw new AssertionError("step " + step + ": " + doing, e);
    } finally {
      tally = tally.plus(new Tally(0, 0, 0, store.archive().openSegment()));
      store.close();
    }
    lookAtFrozen();
    return tally;
  }

  private void watch() {
    SimulatedDisk watched = disk;
    SimulatedDisk.Watcher now =
        (kind, path) -> {
          boolean freezes;
          synchronized (times) {
            freezes = times.nextInt(FREEZES) == 0;
          }
          if (freezes) {
            freeze(watched);
          }
        };
    disk.before(now);
    disk.after(now);
  }

  /** Nothing when the script has gone on to another disk meanwhile, or is about to. */
  private synchronized void freeze(SimulatedDisk of) {
    if (disk == of && states != null) {
      int first = states.first();
      DiskImage image = of.freeze();
      frozen.add(new Frozen(image, states, first, states.begun()));
    }
  }

  private void lookAtFrozen() throws IOException {
    for (Frozen next = frozen.poll(); next != null; next = frozen.poll()) {
      look(next, next.image().worst());
      look(next, next.image().worstUnderPresentNames());
      for (int i = 0; i < REMAINS; i++) {
        look(next, next.image().random(random));
      }
      tally = tally.plus(new Tally(1, 0, 0, 0));
    }
  }

  private void look(Frozen at, DiskImage.Remains remains) throws IOException {
    PowerLoss.Found found =
        switch (random.nextInt(12)) {
          case 0 -> PowerLoss.openAfterAndGoOn(remains, scratch.resolve("further"), options);
          case 1 -> openInterrupted(remains);
          default -> PowerLoss.openAfter(remains, scratch.resolve("opening"), options);
        };
    at.states().require(found.contents(), at.first(), at.last());
    tally = tally.plus(new Tally(0, 1, found.report().cut().isPresent() ? 1 : 0, 0));
  }

  /** Is killed, or loses the power again, while opening: what was found once is found again. */
  private PowerLoss.Found openInterrupted(DiskImage.Remains remains) throws IOException {
    SimulatedDisk opening = newDisk();
    remains.writeTo(opening.root());
    opening = new SimulatedDisk(opening.root());
    List<DiskImage> images = Collections.synchronizedList(new ArrayList<>());
    SimulatedDisk watched = opening;
    opening.before((kind, path) -> images.add(watched.freeze()));
    PowerLoss.Found found;
    try (PinfoldStore opened = PowerLoss.openRestarted(opening, options)) {
      opening.before((kind, path) -> {});
      found = new PowerLoss.Found(Contents.of(opened), opened.recovery());
    }
    Path again = scratch.resolve("again");
    for (int i = 0; i < 3; i++) {
      DiskImage image = images.get(random.nextInt(images.size()));
      DiskImage.Remains left = i == 0 ? image.worst() : image.random(random);
      assertThat(PowerLoss.openAfterAnother(left, again, options).contents())
          .as("found after the power was lost again, while opening")
          .isEqualTo(found.contents());
      image = images.get(random.nextInt(images.size()));
      assertThat(PowerLoss.openAfter(image.current(), again, options).contents())
          .as("found after the process was killed while opening")
          .isEqualTo(found.contents());
    }
    opening.delete();
    return found;
  }

  private SimulatedDisk newDisk() throws IOException {
    return new SimulatedDisk(scratch.resolve("disk" + directories++));
  }

  private void step() throws IOException {
    int dice = random.nextInt(1000);
    if (dice < 30) {
      act("snapshot", store::snapshot, true);
    } else if (dice < 50) {
      act("force", () -> store.force(), true);
    } else if (dice < 80) {
      act("compact", () -> store.compact(), false);
    } else if (dice < 90) {
      reopen();
    } else if (dice < 100) {
      kill();
    } else if (dice < 110) {
      losePower();
    } else if (dice < 350) {
      transact();
    } else {
      useOneQueue();
    }
  }

  private void act(String what, Runnable action, boolean forcesAll) {
    doing = what;
    action.run();
    if (forcesAll) {
      states.promiseLast();
    }
  }

  private void reopen() {
    doing = "reopen";
    store.close();
    states.promiseLast();
    store = PowerLoss.open(disk, options, new UUID(boots, boots));
    assertThat(Contents.of(store)).isEqualTo(states.last());
  }

  private void kill() throws IOException {
    doing = "kill";
    PromisedStates then = states.copy();
    Path copy = scratch.resolve("disk" + directories++);
    SimulatedDisk killed;
    boolean betweenAppends = random.nextInt(3) == 0;
    if (betweenAppends) {
      killed = PowerLoss.killedBetweenAppends(store, disk, copy);
      store.close();
    } else {
      killed = killInUpkeep(copy);
    }
    varySegmentBytes();
    if (random.nextInt(3) == 0) {
      killed = killWhileOpening(killed);
    }
    goOn(killed, then);
    store = PowerLoss.open(disk, options, new UUID(boots, boots));
    if (betweenAppends) { // else upkeep may have been at it on another thread
      assertThat(store.recovery().cut()).isEmpty();
    }
    assertThat(Contents.of(store)).isEqualTo(states.last());
  }

  private SimulatedDisk killInUpkeep(Path copy) throws IOException {
    synchronized (this) {
      states = null; // a freeze that was decided on before is none
    }
    int what = random.nextInt(3);
    return PowerLoss.killedIn(
        disk,
        random.nextInt(12),
        copy,
        () -> {
          if (what > 0) {
            long unused = store.snapshot();
          }
          if (what > 1) {
            int unused = store.compact();
          }
          store.close();
        });
  }

  private SimulatedDisk killWhileOpening(SimulatedDisk on) throws IOException {
    AtomicReference<PinfoldStore> opened = new AtomicReference<>();
    SimulatedDisk killed =
        PowerLoss.killedIn(
            on,
            random.nextInt(9),
            scratch.resolve("disk" + directories++),
            () -> opened.set(PowerLoss.open(on, options, new UUID(boots, boots))));
    opened.get().close();
    on.delete();
    return killed;
  }

  private void varySegmentBytes() {
    if (random.nextInt(4) == 0) {
      options = options.withSegmentBytes((4 + 2 * random.nextInt(3)) * (64 << 10));
    }
  }

  private void losePower() throws IOException {
    doing = "lose power";
    PromisedStates then = states.copy();
    DiskImage image = disk.freeze();
    DiskImage.Remains remains =
        switch (random.nextInt(4)) {
          case 0 -> image.worst();
          case 1 -> image.worstUnderPresentNames();
          default -> image.random(random);
        };
    store.close();
    varySegmentBytes();
    SimulatedDisk left = newDisk();
    remains.writeTo(left.root());
    goOn(new SimulatedDisk(left.root()), then);
    boots++;
    store = PowerLoss.open(disk, options, new UUID(boots, boots));
    String found = Contents.of(store);
    then.require(found, then.first(), then.begun());
    synchronized (this) {
      states = new PromisedStates(found);
    }
    changed.clear();
  }

  private void goOn(SimulatedDisk on, PromisedStates with) throws IOException {
    SimulatedDisk former = disk;
    synchronized (this) {
      disk = on;
      states = with;
    }
    former.delete();
    watch();
  }

  private QueuePolicy policy(int queue) {
    if (queue == MEMORY) {
      return QueuePolicy.MEMORY;
    }
    QueuePolicy policy =
        queue >= POWER_LOSS_FROM ? QueuePolicy.POWER_LOSS : QueuePolicy.PROCESS_CRASH;
    return NAMES.get(queue).equals("ring") ? policy.withMaxCount(12) : policy;
  }

  private int anyQueue() {
    int queue = random.nextInt(NAMES.size());
    boolean allowed =
        queue == MEMORY
            || policy(queue).durability() != Durability.POWER_LOSS
            || step >= powerLossFrom;
    return allowed ? queue : random.nextInt(POWER_LOSS_FROM);
  }

  private String payload() {
    int dice = random.nextInt(20);
    int size =
        dice < 6 ? random.nextInt(100) : dice < 18 ? random.nextInt(8_000) : random.nextInt(14_000);
    return step + ":" + "x".repeat(size);
  }

  /** Does something that is one transaction, and notes what was promised. */
  private void change(String what, List<Integer> queues, Runnable action) {
    int state = states.begin();
    doing = what;
    action.run();
    doing = what + " " + queues.stream().map(NAMES::get).toList();
    boolean changes = states.end(Contents.of(store));
    boolean promises = false;
    for (int queue : queues) {
      if (policy(queue).durability() == Durability.POWER_LOSS && store.exists(NAMES.get(queue))) {
        promises = true;
        states.promise(changed.getOrDefault(NAMES.get(queue), 0));
      }
    }
    if (changes) {
      queues.forEach(queue -> changed.put(NAMES.get(queue), state));
      if (promises) {
        states.promise(state);
      }
    }
  }

  private void useOneQueue() {
    int index = anyQueue();
    String name = NAMES.get(index);
    MessageQueue<String> queue = store.queue(name, Codecs.text());
    if (!store.exists(name)) {
      change("open", List.of(index), () -> store.queue(name, policy(index)));
      return;
    }
    int dice = random.nextInt(100);
    if (dice < 25) {
      change("add", List.of(index), () -> queue.add(payload()));
    } else if (dice < 40) {
      List<String> batch =
          IntStream.range(0, 1 + random.nextInt(4)).mapToObj(i -> payload()).toList();
      change("add several", List.of(index), () -> queue.addAll(batch));
    } else if (dice < 55) {
      addAsync(index, queue);
    } else if (dice < 70) {
      change("take", List.of(index), () -> take(queue));
    } else if (dice < 80) {
      change("take several", List.of(index), () -> queue.takeOldest(1 + random.nextInt(4)));
    } else if (dice < 86) {
      change("peek", List.of(index), queue::peekNewest);
    } else if (dice < 92) {
      change("lease", List.of(index), () -> queue.lease(Duration.ofHours(1)));
    } else if (dice < 96) {
      change("purge", List.of(index), queue::purge);
    } else if (dice < 97) {
      change("drop", List.of(index), queue::drop);
    } else {
      Optional<Message<String>> newest = queue.peekNewest();
      long number = newest.map(Message::number).orElse(1L) - random.nextInt(3);
      change("remove", List.of(index), () -> queue.remove(number));
    }
  }

  private void take(MessageQueue<String> queue) {
    Optional<Message<String>> unused =
        random.nextBoolean() ? queue.takeOldest() : queue.takeNewest();
  }

  private void addAsync(int index, MessageQueue<String> queue) {
    doing = "add without waiting " + NAMES.get(index);
    PromisedStates then = states;
    int state = then.begin();
    var added = queue.addAsync(payload());
    if (index >= POWER_LOSS_FROM && index != MEMORY) {
      var unused = added.thenRun(() -> then.promise(state));
    }
    if (then.end(Contents.of(store))) {
      changed.put(NAMES.get(index), state);
    }
  }

  private void transact() {
    List<Integer> queues =
        IntStream.range(0, 2 + random.nextInt(3))
            .map(i -> anyQueue())
            .distinct()
            .filter(queue -> store.exists(NAMES.get(queue)))
            .boxed()
            .toList();
    List<Integer> touched = new ArrayList<>();
    if (!queues.isEmpty()) {
      change(
          "transact",
          touched,
          () -> {
            String unused =
                store.transact(
                    transaction -> {
                      queues.forEach(queue -> touch(transaction, queue, queues, touched));
                      return "";
                    });
          });
    }
  }

  /** Counts the queue, moves its oldest message to another, or adds to it. */
  private void touch(
      QueueTransaction transaction, int queue, List<Integer> others, List<Integer> touched) {
    TransactionQueue<String> one = transaction.queue(NAMES.get(queue), Codecs.text());
    int dice = random.nextInt(6);
    if (dice == 0) {
      long unused = one.count();
      touched.add(queue);
    } else if (dice < 3) {
      long unused = one.add(payload());
      touched.add(queue);
    } else {
      int other = others.get(random.nextInt(others.size()));
      Optional<Message<String>> taken = one.takeOldest();
      if (taken.isPresent()) {
        long unused = transaction.queue(NAMES.get(other), Codecs.text()).add(taken.get().payload());
        touched.addAll(List.of(queue, other));
      }
    }
  }
}
