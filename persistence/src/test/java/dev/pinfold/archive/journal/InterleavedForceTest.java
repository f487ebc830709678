package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The appending thread takes no lock, so between any two steps of who forces there may be an append
 * or a roll. Here there is one, before each read of a counter in turn. Threads that race would meet
 * there once in many thousand rolls; so {@link UnforcedTail} is loaded with counters that tell when
 * they are read.
 */
@Timeout(60)
class InterleavedForceTest {
  private static final int LEAST_READS = 3; // is it forced, what was appended, is it forced now

  @TempDir Path directory;

  @Test
  void whatCountsAsForcedWasForced() throws Exception {
    BiPredicate<Path, Integer> scenario = watched();
    int reads = 0;
    while (scenario.test(directory.resolve("at" + reads), reads)) {
      reads++;
    }
    assertThat(reads).isGreaterThanOrEqualTo(LEAST_READS);
  }

  @SuppressWarnings("unchecked")
  private static BiPredicate<Path, Integer> watched() throws ReflectiveOperationException {
    return (BiPredicate<Path, Integer>)
        new Loader().loadClass(Scenario.class.getName()).getDeclaredConstructor().newInstance();
  }

  /** Takes the place of an AtomicLong. */
  static final class WatchedLong {
    static Runnable beforeRead = () -> {};
    static LongConsumer beforeSet = value -> {};

    private final AtomicLong value;

    WatchedLong(long value) {
      this.value = new AtomicLong(value);
    }

    long get() {
      beforeRead.run();
      return value.get();
    }

    void set(long to) {
      beforeSet.accept(to);
      value.set(to);
    }

    void lazySet(long to) {
      value.lazySet(to);
    }
  }

  /** What is done with the classes of this package as {@link Loader} has them. */
  public static final class Scenario implements BiPredicate<Path, Integer> {
    private final Thread leader = Thread.currentThread();
    private final Random random = new Random(1);

    /** Behind each transaction. */
    private final Map<Long, JournalPosition> ends = new HashMap<>();

    /** How far each segment was forced. */
    private ForcedEnds onDevice = new ForcedEnds();

    private int readsLeft;

    /** Whether there are so many reads. */
    @Override
    public boolean test(Path directory, Integer read) {
      boolean isReached = run(directory.resolve("appends"), read, false, this::append);
      isReached &= run(directory.resolve("writes"), read, true, this::append);
      return run(directory.resolve("rolls"), read, false, this::roll) && isReached;
    }

    private interface Meanwhile {
      void in(Fixture fixture);
    }

    /**
     * @param expectsForces and so appends in another way
     */
    private boolean run(Path directory, int read, boolean expectsForces, Meanwhile meanwhile) {
      ends.clear();
      onDevice = new ForcedEnds();
      Fixture fixture = Fixture.on(directory, onDevice);
      try (fixture) {
        fixture.open();
        if (expectsForces) {
          fixture.journal.expectForces();
        }
        append(fixture);
        readsLeft = read;
        WatchedLong.beforeSet = this::requireOnDevice;
        WatchedLong.beforeRead =
            () -> {
              if (Thread.currentThread() == leader && readsLeft-- == 0) {
                meanwhile.in(fixture);
              }
            };
        fixture.journal.groupCommit().await(1);
        WatchedLong.beforeRead = () -> {};
        WatchedLong.beforeSet = value -> {};
        return readsLeft < 0;
      }
    }

    private void append(Fixture fixture) {
      long unused = fixture.append(random, 60_000, false, 1);
      ends.put(fixture.journal.lastTransaction(), fixture.journal.position());
    }

    private void roll(Fixture fixture) {
      int before = fixture.journal.currentSegment();
      while (fixture.journal.currentSegment() == before) {
        append(fixture);
      }
    }

    private void requireOnDevice(long forced) {
      if (Thread.currentThread() == leader) {
        for (long transaction = 1; transaction <= forced; transaction++) {
          JournalPosition end = ends.get(transaction);
          assertThat(onDevice.of(end.segment()))
              .as("on the device of segment %d, with transaction %d", end.segment(), transaction)
              .isGreaterThanOrEqualTo(end.offset());
        }
      }
    }
  }

  /** Has this package anew, with watched counters. */
  private static final class Loader extends ClassLoader {
    private static final String PACKAGE = InterleavedForceTest.class.getPackageName() + ".";
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    /** The bytes of each kind of constant after its tag. */
    private static final int[] CONSTANT_BYTES = {
      0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2
    };

    Loader() {
      super(InterleavedForceTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        if (name.equals(UnforcedTail.class.getName())) {
          bytes = renamed(bytes, internal(AtomicLong.class), internal(WatchedLong.class));
        }
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private static String internal(Class<?> type) {
      return type.getName().replace('.', '/');
    }

    /** The class file with one class's name replaced by another's in all its constants. */
    private static byte[] renamed(byte[] file, String from, String to) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(in.readLong()); // magic and version
      int constants = in.readUnsignedShort();
      out.writeShort(constants);
      for (int i = 1; i < constants; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == UTF8) {
          out.writeUTF(in.readUTF().replace(from, to));
        } else {
          out.write(in.readNBytes(CONSTANT_BYTES[tag]));
        }
        if (tag == LONG || tag == DOUBLE) {
          i++; // it counts for two
        }
      }
      long unused = in.transferTo(out);
      return bytes.toByteArray();
    }
  }
}
