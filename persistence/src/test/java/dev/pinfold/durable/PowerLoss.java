package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.RecoveryReport;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.DiskImage;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.archive.journal.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stores on simulated disks, and what is found of them after the power was lost. */
final class PowerLoss {
  private static final UUID BOOT = new UUID(1, 1);
  private static final UUID NEXT_BOOT = new UUID(-2, -2);
  private static final UUID THIRD_BOOT = new UUID(-3, -3);
  private static final String STORE = "store";

  /** For what is thrown away right after. */
  private static final Device NONE =
      new Device() {
        @Override
        public void forceRange(Path file, MappedByteBuffer mapping, int offset, int bytes) {}

        @Override
        public void forceFile(Path file, FileChannel channel) {}

        @Override
        public void forceDirectory(Path directory) {}
      };

  private PowerLoss() {}

  static Environment environment(UUID boot, Device device) {
    return new Environment(() -> boot, () -> 0, new Random()::nextLong, device);
  }

  /** The machine itself after a restart. */
  static Environment restarted() {
    return environment(NEXT_BOOT, Device.SYSTEM);
  }

  /** Opens on the machine itself, as if started so. */
  static PinfoldStore openOn(Path directory, StoreOptions options, UUID boot) {
    return PinfoldStore.open(directory, options, environment(boot, Device.SYSTEM));
  }

  static Path store(SimulatedDisk disk) {
    return disk.root().resolve(STORE);
  }

  static PinfoldStore open(SimulatedDisk disk, StoreOptions options) {
    return open(disk, options, BOOT);
  }

  static PinfoldStore open(SimulatedDisk disk, StoreOptions options, UUID boot) {
    return PinfoldStore.open(store(disk), options, environment(boot, disk));
  }

  /** Opens, on a machine that was restarted. */
  static PinfoldStore openRestarted(SimulatedDisk disk, StoreOptions options) {
    return PinfoldStore.open(store(disk), options, environment(NEXT_BOOT, disk));
  }

  /**
   * What would be left if the process were killed now, while it appends nothing: compaction does so
   * by itself, and a document that is being written is a tail to be cut, all the more since the
   * files are not copied at one instant.
   */
  static SimulatedDisk killedBetweenAppends(PinfoldStore store, SimulatedDisk disk, Path copy) {
    return store.transact(
        nothing -> {
          try {
            return disk.afterKill(copy);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * Does some work, and returns what would be left if the process were killed in the middle of it:
   * at one of its calls of the device, or at its end when there are fewer.
   *
   * @param call which call
   * @param copy where that disk is to be; it does not exist
   */
  static SimulatedDisk killedIn(SimulatedDisk disk, int call, Path copy, Runnable work)
      throws IOException {
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<SimulatedDisk> killed = new AtomicReference<>();
    SimulatedDisk.Watcher watcher =
        (kind, path) -> {
          if (calls.getAndIncrement() == call) {
            killed.set(disk.afterKill(copy));
          }
        };
    disk.before(watcher);
    disk.after(watcher);
    work.run();
    SimulatedDisk.Watcher none = (kind, path) -> {};
    disk.before(none);
    disk.after(none);
    if (calls.getAndAdd(call + 1) <= call) {
      killed.set(disk.afterKill(copy));
    }
    while (killed.get() == null) {
      Thread.onSpinWait(); // another thread is at it
    }
    return killed.get();
  }

  /** What an opening found. */
  record Found(String contents, RecoveryReport report) {}

  /** Opens what a loss of power left, on a machine that was restarted, and looks at it. */
  static Found openAfter(DiskImage.Remains remains, Path scratch, StoreOptions options)
      throws IOException {
    return openAfter(remains, scratch, options, NEXT_BOOT);
  }

  /** Opens what was left when the power was lost again, after or in {@link #openRestarted}. */
  static Found openAfterAnother(DiskImage.Remains remains, Path scratch, StoreOptions options)
      throws IOException {
    return openAfter(remains, scratch, options, THIRD_BOOT);
  }

  private static Found openAfter(
      DiskImage.Remains remains, Path scratch, StoreOptions options, UUID boot) throws IOException {
    try {
      remains.writeTo(scratch);
      try (PinfoldStore store =
          PinfoldStore.open(scratch.resolve(STORE), options, environment(boot, NONE))) {
        return new Found(Contents.of(store), store.recovery());
      }
    } finally {
      Directories.delete(scratch);
    }
  }

  /**
   * As {@link #openAfter}. Then it writes, ends as if killed and opens again, and finds the same
   * and what it wrote.
   *
   * @param scratch a directory for that, which does not exist
   */
  static Found openAfterAndGoOn(DiskImage.Remains remains, Path scratch, StoreOptions options)
      throws IOException {
    try {
      Path first = scratch.resolve("first");
      remains.writeTo(first);
      Found found;
      String further;
      Path second = scratch.resolve("second");
      SimulatedDisk disk = new SimulatedDisk(first);
      try (PinfoldStore store = openRestarted(disk, options)) {
        found = new Found(Contents.of(store), store.recovery());
        long unused = store.queue("afterwards", QueuePolicy.PROCESS_CRASH).add(new byte[] {65});
        further = Contents.of(store);
        SimulatedDisk killed = killedBetweenAppends(store, disk, second);
        try (PinfoldStore again = openRestarted(killed, options)) {
          assertThat(again.recovery().cut()).isEmpty();
          assertThat(Contents.of(again)).isEqualTo(further);
        }
      }
      return found;
    } finally {
      Directories.delete(scratch);
    }
  }
}
