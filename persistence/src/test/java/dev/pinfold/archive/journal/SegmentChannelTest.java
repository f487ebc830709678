package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.archive.files.Disturber;
import dev.pinfold.archive.files.Undisturbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "0, 64, false, true",
    "40, 508, true, false",
    "40, 512, true, true",
    "40, 2044, false, false",
    "40, 2048, false, true",
  })
  void whatIsSmallOrThatNobodyWaitsForIsMapped(
      int unforced, int bytes, boolean isAwaited, boolean isWritten) throws IOException {
    try (Fixture fixture = Fixture.unforced(root)) {
      for (int i = 0; i < unforced; i++) {
        append(fixture, 64);
      }
      fixture.journal.expectForces();
      if (isAwaited) {
        fixture.journal.groupCommit().whenForced(1, () -> {});
      }
      append(fixture, bytes);
      assertThat(descriptorsOf(SegmentName.in(root, 1))).isEqualTo(isWritten ? 1 : 0);
      assertThat(fixture.scan().scan().lastTransaction()).isEqualTo(unforced + 1);
    }
  }

  /** A document of so many bytes. */
  private static void append(Fixture fixture, int bytes) {
    int frame = DocumentFormat.HEADER_BYTES + DocumentFormat.FRAME_BYTES;
    long place = fixture.appendUnlisted(new byte[bytes - frame]);
    assertThat(fixture.document.paddedSize()).isEqualTo(bytes);
    assertThat(Place.segment(place)).isEqualTo(1);
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

  /** Whatever was done until then is done once more through the mapping. */
  @Test
  void anInterruptInTheMidstIsKeptAndClosesTheFile() throws IOException {
    Path file = Files.write(root.resolve("file"), new byte[STEP]);
    byte[] expected = document();
    int writes = 0;
    int interrupts = 0;
    boolean wasOpen = false;
    ByteBuffer content = content();
    try (NativeBytes memory = SegmentFiles.mapReadWrite(file);
        SegmentChannel channel = channel(file, memory.buffer());
        Disturber disturber = new Disturber(1, 2000)) {
      for (int i = 0; i < MOST_ROUNDS && (interrupts < 20 || writes < 20); i++) {
        boolean unused = Thread.interrupted();
        disturber.nextTry();
        boolean isWritten = channel.write(content.clear(), 0);
        assertThat(isWritten || Thread.currentThread().isInterrupted()).isTrue();
        interrupts += wasOpen && descriptorsOf(file) == 0 ? 1 : 0;
        if (!isWritten) {
          memory.buffer().put(DocumentFormat.PREFIX_BYTES, content.clear(), 0, DOCUMENT_BYTES);
          memory.buffer().putInt(0, DOCUMENT_BYTES);
        }
        assertThat(bytes(memory.buffer())).isEqualTo(expected);
        memory.buffer().put(0, new byte[STEP]);
        writes += isWritten ? 1 : 0;
        wasOpen = isWritten;
      }
    }
    assertThat(interrupts).isGreaterThanOrEqualTo(20);
    assertThat(writes).isGreaterThanOrEqualTo(20);
    assertThat(descriptorsOf(file)).isZero();
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

  /** A mapping would end the process there, or leave out a part. */
  @Test
  void whatTheFileDoesNotTakeIsSaid() throws IOException {
    Path full = Path.of("/dev/full");
    try (SegmentChannel channel = channel(full, ByteBuffer.allocate(STEP))) {
      assertThatThrownBy(() -> channel.write(content(), 0))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(full.toString())
          .hasRootCauseMessage("No space left on device");
    }
  }

  @Test
  void whereTheMappingDoesNotShowItOnlyTheMappingIsUsed() throws IOException {
    Path file = Files.write(root.resolve("file"), new byte[2 * STEP]);
    for (int shown = 0; shown < 3; shown++) { // nothing, its length, and all of it
      ByteBuffer mapping = ByteBuffer.allocate(2 * STEP).order(ByteOrder.LITTLE_ENDIAN);
      mapping.putInt(0, shown > 0 ? DOCUMENT_BYTES : 0);
      mapping.put(DocumentFormat.PREFIX_BYTES, content(), 0, shown > 1 ? DOCUMENT_BYTES : 5000);
      try (SegmentChannel channel = channel(file, mapping)) {
        assertThat(channel.write(content(), 0)).isEqualTo(shown > 1);
        assertThat(descriptorsOf(file)).isEqualTo(shown > 1 ? 1 : 0);
        assertThat(channel.write(content(), STEP)).as("and so it stays").isEqualTo(shown > 1);
      }
    }
  }

  /** So that a process which dies leaves none, or all of it. */
  @Test
  void aDocumentIsWholeAsSoonAsItHasALength() throws IOException {
    Path file = Files.write(root.resolve("file"), new byte[DOCUMENTS * STEP]);
    AtomicInteger wanted = new AtomicInteger(-1);
    Thread writer = new Thread(() -> writeEachWhenWanted(file, wanted));
    byte[] expected = document();
    byte[] found = new byte[STEP];
    writer.start();
    try (NativeBytes memory = SegmentFiles.mapReadOnly(file)) {
      ByteBuffer seen = memory.buffer();
      for (int i = 0; i < DOCUMENTS; i++) {
        int at = i * STEP;
        wanted.set(i);
        while ((int) INT.getAcquire(seen, at) == 0) {
          requireAlive(writer);
        }
        seen.get(
            at + DocumentFormat.PREFIX_BYTES, found, DocumentFormat.PREFIX_BYTES, DOCUMENT_BYTES);
        while ((int) INT.getAcquire(seen, at) != DOCUMENT_BYTES) { // which may be seen in parts
          requireAlive(writer);
        }
        seen.get(at, found, 0, DocumentFormat.PREFIX_BYTES);
        assertThat(found).isEqualTo(expected);
      }
    } finally {
      wanted.set(DOCUMENTS);
      Undisturbed.join(writer);
    }
  }

  private static void requireAlive(Thread writer) {
    if (!writer.isAlive()) {
      throw new AssertionError("the writer has ended, and not written");
    }
  }

  /** A document's content. */
  private static ByteBuffer content() {
    return ByteBuffer.allocateDirect(DOCUMENT_BYTES)
        .put(document(), DocumentFormat.PREFIX_BYTES, DOCUMENT_BYTES)
        .clear();
  }

  /** As it is to lie in the file. */
  private static byte[] document() {
    byte[] document = new byte[STEP];
    for (int i = 0; i < STEP; i++) {
      document[i] = (byte) (i % 100 + 1);
    }
    ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).putInt(0, DOCUMENT_BYTES);
    return document;
  }

  private static byte[] bytes(ByteBuffer mapping) {
    byte[] bytes = new byte[mapping.capacity()];
    mapping.get(0, bytes);
    return bytes;
  }

  private static SegmentChannel channel(Path file, ByteBuffer mapping) throws IOException {
    return new SegmentChannel(file, SegmentMemory.keyOf(file), mapping);
  }

  private static void writeEachWhenWanted(Path file, AtomicInteger wanted) {
    ByteBuffer content = content();
    try (NativeBytes memory = SegmentFiles.mapReadOnly(file);
        SegmentChannel channel = channel(file, memory.buffer())) {
      for (int i = 0; i < DOCUMENTS; i++) {
        awaitWanted(wanted, i);
        assertThat(channel.write(content.clear(), i * STEP)).isTrue();
      }
      awaitWanted(wanted, DOCUMENTS); // who reads sees whether this thread has ended
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitWanted(AtomicInteger wanted, int document) {
    while (wanted.get() < document) {
      Thread.onSpinWait();
    }
  }
}
