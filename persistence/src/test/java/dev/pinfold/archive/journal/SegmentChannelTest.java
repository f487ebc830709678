package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.files.Undisturbed;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is forced at once is written by system calls, and is as good as what is not. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SegmentChannelTest {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int DOCUMENT_BYTES = 9_996; // on three or four pages
  private static final int STEP = DOCUMENT_BYTES + DocumentFormat.PREFIX_BYTES;
  private static final int DOCUMENTS = 400;
  private static final int MOST_ROUNDS = 1_000_000; // rather than for ever

  private final Random random = new Random(1);
  private Path root;

  @BeforeEach
  void setUp(@TempDir Path directory) throws IOException {
    root = directory.toRealPath(); // as the system names it
  }

  /** How many descriptors this process has of a file. */
  private static long descriptorsOf(Path file) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> isOf(descriptor, file)).count();
    }
  }

  private static boolean isOf(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /** Where the next document is written by system calls. */
  private Fixture forced() {
    Fixture fixture = Fixture.opened(root);
    fixture.journal.expectForces();
    fixture.journal.force();
    return fixture;
  }

  @Test
  void itIsUsedByWhoForcesEachAtOnceAndGivenBack() throws IOException {
    Path first = SegmentName.in(root, 1);
    Path last;
    try (Fixture fixture = Fixture.opened(root)) {
      fixture.appendSome(random, 5, 1000);
      assertThat(descriptorsOf(first)).as("nobody forces").isZero();
      fixture.journal.expectForces();
      fixture.journal.force();
      fixture.appendSome(random, 1, 1000);
      assertThat(descriptorsOf(first)).as("all before is forced").isEqualTo(1);
      while (fixture.journal.currentSegment() == 1) {
        fixture.appendSome(random, 1, 10_000);
      }
      assertThat(descriptorsOf(first)).as("sealed").isZero();
      last = SegmentName.in(root, fixture.journal.currentSegment());
      fixture.journal.force();
      fixture.appendSome(random, 1, 1000);
      assertThat(descriptorsOf(last)).isEqualTo(1);
      fixture.verify();
    }
    assertThat(descriptorsOf(last)).as("closed").isZero();
  }

  @Test
  void bothWaysOfWritingMakeOneJournal() {
    long seed = System.nanoTime();
    Random mixed = new Random(seed);
    try (Fixture fixture = Fixture.opened(root)) {
      fixture.journal.expectForces();
      for (int i = 0; i < 600; i++) {
        boolean interrupts = mixed.nextInt(5) == 0;
        if (interrupts) {
          Thread.currentThread().interrupt();
        }
        fixture.appendSome(mixed, 1, mixed.nextBoolean() ? 100 : 9000);
        assertThat(Thread.interrupted()).as("seed %d", seed).isEqualTo(interrupts);
        if (mixed.nextBoolean()) {
          fixture.journal.force();
        }
        if (mixed.nextInt(100) == 0) {
          fixture.reopen();
          fixture.journal.expectForces();
        }
      }
      assertThat(fixture.journal.currentSegment()).as("seed %d", seed).isGreaterThan(3);
      fixture.verify();
      fixture.reopen();
      fixture.verify();
      assertThat(fixture.failures).as("seed %d", seed).isEmpty();
    }
  }

  /** Whatever was done until then may be done once more through the mapping. */
  @Test
  void anInterruptInTheMidstIsKeptAndClosesTheFile() throws IOException {
    Path file = Files.write(root.resolve("file"), new byte[STEP]);
    Thread writing = Thread.currentThread();
    AtomicInteger tries = new AtomicInteger();
    AtomicBoolean ends = new AtomicBoolean();
    Thread disturber = new Thread(() -> disturb(writing, tries, ends));
    disturber.start();
    int writes = 0;
    int interrupts = 0;
    boolean wasOpen = false;
    ByteBuffer content = content();
    try (SegmentChannel channel = new SegmentChannel(file, SegmentMemory.keyOf(file))) {
      for (int i = 0; i < MOST_ROUNDS && (interrupts < 20 || writes < 20); i++) {
        boolean unused = Thread.interrupted();
        tries.incrementAndGet();
        boolean isWritten = channel.write(content.clear(), 0);
        assertThat(isWritten || writing.isInterrupted()).isTrue();
        interrupts += wasOpen && descriptorsOf(file) == 0 ? 1 : 0;
        writes += isWritten ? 1 : 0;
        wasOpen = isWritten;
      }
    } finally {
      ends.set(true);
      Undisturbed.join(disturber);
    }
    boolean unused = Thread.interrupted();
    assertThat(interrupts).isGreaterThanOrEqualTo(20);
    assertThat(writes).isGreaterThanOrEqualTo(20);
    assertThat(descriptorsOf(file)).isZero();
  }

  /** Interrupts at most once in each try, a little later each time. */
  private static void disturb(Thread writing, AtomicInteger tries, AtomicBoolean ends) {
    int pause = 0;
    int last = 0;
    while (!ends.get()) {
      int now = tries.get();
      if (now != last) {
        last = now;
        pause = (pause + 1) % 2000;
        for (int i = 0; i < pause; i++) {
          Thread.onSpinWait();
        }
        writing.interrupt();
      }
    }
  }

  @Test
  void anotherFileThatHasTheNameIsLeftAlone() throws IOException {
    try (Fixture fixture = forced()) {
      Path file = SegmentName.in(root, 1);
      Path kept = Files.move(file, root.resolve("kept"));
      Files.copy(kept, file); // equal to the last byte
      byte[] other = Files.readAllBytes(file);
      fixture.appendSome(random, 20, 1000);
      assertThat(descriptorsOf(file)).isZero();
      assertThat(Files.readAllBytes(file)).isEqualTo(other);
      Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
      fixture.verify();
    }
  }

  @Test
  void whereAFileCannotBeOpenedTheMappingIsThereStill() throws IOException {
    try (Fixture fixture = forced()) {
      Path file = SegmentName.in(root, 1);
      Path kept = Files.move(file, root.resolve("kept"));
      fixture.appendSome(random, 20, 1000);
      Files.move(kept, file);
      fixture.verify();
    }
  }

  /** So that a process which dies leaves none, or all of it. */
  @Test
  void aDocumentIsWholeAsSoonAsItHasALength() throws IOException {
    Path file = Files.write(root.resolve("file"), new byte[DOCUMENTS * STEP]);
    AtomicInteger wanted = new AtomicInteger(-1);
    Thread writer = new Thread(() -> writeEachWhenWanted(file, wanted));
    byte[] expected = new byte[DOCUMENT_BYTES];
    content().get(expected);
    byte[] found = new byte[DOCUMENT_BYTES];
    writer.start();
    try (NativeBytes memory = SegmentFiles.mapReadOnly(file)) {
      ByteBuffer seen = memory.buffer();
      for (int i = 0; i < DOCUMENTS; i++) {
        int at = i * STEP;
        wanted.set(i);
        int length = 0;
        while (length == 0) {
          length = (int) INT.getAcquire(seen, at);
        }
        seen.get(at + DocumentFormat.PREFIX_BYTES, found);
        assertThat(length).isEqualTo(DOCUMENT_BYTES);
        assertThat(found).isEqualTo(expected);
      }
    } finally {
      wanted.set(DOCUMENTS);
      Undisturbed.join(writer);
    }
  }

  private static ByteBuffer content() {
    ByteBuffer content = ByteBuffer.allocateDirect(DOCUMENT_BYTES);
    for (int i = 0; i < DOCUMENT_BYTES; i++) {
      content.put(i, (byte) (i % 100 + 1));
    }
    return content;
  }

  private static void writeEachWhenWanted(Path file, AtomicInteger wanted) {
    ByteBuffer content = content();
    try (SegmentChannel channel = new SegmentChannel(file, SegmentMemory.keyOf(file))) {
      for (int i = 0; i < DOCUMENTS; i++) {
        while (wanted.get() < i) {
          Thread.onSpinWait();
        }
        assertThat(channel.write(content.clear(), i * STEP)).isTrue();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
