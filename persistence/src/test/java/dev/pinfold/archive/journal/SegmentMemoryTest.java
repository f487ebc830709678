package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.StoreFailedException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.journal.SegmentFiles.Fill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the system says of a journal's mappings: which there are, and of which files. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SegmentMemoryTest {
  private static final JournalOptions LARGE = Fixture.SMALL.withSegmentBytes(4 << 20);
  private static final int MOST_ROUNDS = 100; // rather than for ever

  private final Random random = new Random(1);
  private Path root;

  @BeforeEach
  void setUp(@TempDir Path directory) throws IOException {
    root = directory.toRealPath(); // as the system names it
  }

  /** The addresses of mappings by the name of their file, of this directory's alone. */
  private Map<String, Set<String>> mappings() throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    List<String> lines = Files.readAllLines(Path.of("/proc/self/maps"));
    for (String line : lines) {
      int path = line.indexOf(root + "/");
      if (path >= 0) {
        String name = line.substring(path + root.toString().length() + 1);
        found
            .computeIfAbsent(name, none -> new TreeSet<>())
            .add(line.substring(0, line.indexOf(' ')));
      }
    }
    return found;
  }

  private Set<String> mappingsOf(int segment) throws IOException {
    return mappings().getOrDefault(SegmentName.format(segment), Set.of());
  }

  private void appendUntil(Fixture fixture, int segment) {
    while (fixture.journal.currentSegment() < segment) {
      long unused = fixture.append(random, 20_000, false, 1);
    }
  }

  @Test
  void aFileThatIsUsedAgainKeepsItsMappings() throws IOException {
    FailureLatch failure = new FailureLatch(Assertions::fail);
    SegmentPreparer preparer =
        new SegmentPreparer(
            root, Fixture.SMALL, () -> Fill.QUICK, 2, 1, Device.SYSTEM, Assertions::fail);
    preparer.start();
    ActiveSegment first = preparer.take(false, failure);
    first.memory().written().putLong(100_000, -1);
    first.replaced();
    preparer.bury(SegmentName.in(root, first.segment()), first.memory());
    ActiveSegment next = preparer.take(false, failure);
    for (int i = 0; i < MOST_ROUNDS && next.memory() != first.memory(); i++) {
      next.release();
      next = preparer.take(false, failure);
    }
    assertThat(next.memory()).isSameAs(first.memory());
    assertThat(mappingsOf(next.segment())).hasSize(2);
    assertThat(SegmentFiles.contentEnd(next.memory().written(), 0)).isZero();
    next.release();
    preparer.close();
    assertThat(mappings()).isEmpty();
  }

  /** Its mapping for writing is gone by then. */
  @Test
  void aFileThatWasForcedIsMappedAnew() throws IOException {
    try (Fixture fixture = Fixture.opened(root)) {
      appendUntil(fixture, 4);
      fixture.journal.force();
      assertThat(mappingsOf(2)).isEmpty();
      int again = deleteAndUseAgain(fixture, 2);
      assertThat(mappingsOf(again)).hasSize(2);
    }
    assertThat(mappings()).isEmpty();
  }

  @Test
  void aFileThatWasReadKeepsTheMappingForThat() throws IOException {
    try (Fixture fixture = Fixture.opened(root)) {
      appendUntil(fixture, 4);
      readFrom(fixture, 2);
      Set<String> before = mappingsOf(2);
      assertThat(before).hasSize(3);
      fixture.journal.groupCommit().replaced(fixture.journal.position());
      int again = deleteAndUseAgain(fixture, 2);
      assertThat(mappingsOf(again)).isEqualTo(before);
      appendUntil(fixture, again + 1);
      readFrom(fixture, again);
      assertThat(mappingsOf(again)).isEqualTo(before);
    }
    assertThat(mappings()).isEmpty();
  }

  /** Nobody reads it meanwhile: the mapping for that goes with the others. */
  @Test
  void whatWasKeptForReadingGoesWithAForce() throws IOException {
    try (Fixture fixture = Fixture.opened(root)) {
      appendUntil(fixture, 4);
      readFrom(fixture, 2);
      fixture.journal.groupCommit().replaced(fixture.journal.position());
      int again = deleteAndUseAgain(fixture, 2);
      assertThat(mappingsOf(again)).hasSize(3);
      appendUntil(fixture, again + 1);
      fixture.journal.force();
      assertThat(mappingsOf(again)).isEmpty();
      readFrom(fixture, again);
      assertThat(mappingsOf(again)).hasSize(1);
    }
    assertThat(mappings()).isEmpty();
  }

  /** The one that was read longest ago goes for another. */
  @Test
  void fewSegmentsAreMappedForReadingAtATime() throws IOException {
    try (Fixture fixture = Fixture.opened(root)) {
      appendUntil(fixture, 7);
      fixture.journal.force();
      SegmentReader reader = new SegmentReader(root, 3, segment -> null);
      for (int segment : new int[] {1, 2, 3, 1, 4, 1, 5}) {
        readFrom(fixture, segment, reader::read);
      }
      assertThat(IntStream.rangeClosed(1, 6).filter(segment -> !isMapped(segment)).boxed().toList())
          .containsExactly(2, 3, 6);
      readFrom(fixture, 2, reader::read);
      reader.close();
    }
    assertThat(mappings()).isEmpty();
  }

  private boolean isMapped(int segment) {
    try {
      return !mappingsOf(segment).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readFrom(Fixture fixture, int segment) {
    readFrom(fixture, segment, fixture.journal::read);
  }

  /** Reads each record of a segment, and compares. */
  private static void readFrom(Fixture fixture, int segment, LongFunction<ByteBuffer> reader) {
    List<Fixture.Entry> there =
        fixture.appended.stream().filter(e -> Place.segment(e.place()) == segment).toList();
    assertThat(there).isNotEmpty();
    for (Fixture.Entry entry : there) {
      assertThat(Fixture.bytes(reader.apply(entry.place()))).isEqualTo(entry.operation());
    }
  }

  /** Who forces it gives back all that is its own; who reads it goes on. */
  @Test
  void aFileThatIsReadOutlivesItsForce() throws IOException {
    try (Fixture fixture = Fixture.opened(root)) {
      appendUntil(fixture, 4);
      readFrom(fixture, 2);
      fixture.journal.force();
      assertThat(mappingsOf(2)).hasSize(1);
      readFrom(fixture, 2);
      fixture.journal.deleteSegment(2);
    }
    assertThat(mappings()).isEmpty();
  }

  /** Deletes a segment, and returns the number of the one that its file is used again for. */
  private int deleteAndUseAgain(Fixture fixture, int segment) throws IOException {
    Object file = keyOf(segment);
    fixture.journal.deleteSegment(segment);
    int again = fixture.journal.currentSegment() + 1;
    while (again < MOST_ROUNDS && !file.equals(keyOf(again))) {
      appendUntil(fixture, ++again);
    }
    assertThat(keyOf(again)).isEqualTo(file);
    return again;
  }

  private Object keyOf(int segment) throws IOException {
    Path file = SegmentName.in(root, segment);
    return Files.exists(file)
        ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
        : "none";
  }

  /** Nobody else has them meanwhile: the file is mapped once more when it is used again. */
  @Test
  void aFileThatMayStillBeForcedKeepsItsMappingsForThat() throws IOException {
    ForcedEnds onDevice = new ForcedEnds();
    try (Fixture fixture = Fixture.on(root, onDevice).open()) {
      appendUntil(fixture, 4);
      fixture.journal.deleteSegment(2);
      boolean twice = false;
      for (int i = 0; i < MOST_ROUNDS && !twice; i++) {
        appendUntil(fixture, fixture.journal.currentSegment() + 1);
        twice = mappings().values().stream().anyMatch(of -> of.size() == 4);
      }
      assertThat(twice).isTrue();
      fixture.journal.force();
      assertThat(mappings().values()).allMatch(of -> of.size() <= 2);
      assertThat(onDevice.segments()).contains(2);
    }
    assertThat(mappings()).isEmpty();
  }

  @Test
  void whatRestsGoesWithTheJournal() throws IOException {
    Path archive = Files.createDirectory(root.resolve("elsewhere"));
    try (Fixture fixture = Fixture.opened(Files.createDirectory(root.resolve("journal")))) {
      appendUntil(fixture, 6);
      readFrom(fixture, 1);
      fixture.journal.groupCommit().replaced(fixture.journal.position());
      fixture.journal.prepareMove(1, archive);
      fixture.journal.moveSegment(1, archive);
      assertThat(mappings().keySet()).noneMatch(name -> name.contains(SegmentName.format(1)));
      assertThat(mappings().keySet()).anyMatch(name -> name.contains(SegmentName.format(2)));
    }
    assertThat(mappings()).isEmpty();
  }

  @Test
  void whatIsForgottenBeforeItRestsGoesWhenItDoes() throws IOException {
    Path file = Files.write(root.resolve("file"), new byte[4096]);
    SegmentMemory memory = SegmentMemory.map(file);
    assertThat(memory.isTakenOver()).isFalse();
    assertThat(mappings().get("file")).hasSize(2);
    memory.rest();
    assertThat(mappings()).isEmpty();
    assertThat(memory.written()).isNull();
  }

  /** With a segment that is ready, and one that is written up to a half. */
  private Fixture half() {
    return half(new Fixture(root, LARGE));
  }

  private Fixture half(Fixture fixture) {
    fixture.open();
    while (fixture.journal.currentInfo().endOffset() < LARGE.segmentBytes() / 2) {
      long unused = fixture.append(random, 100_000, false, 1);
    }
    awaitNext(fixture);
    return fixture;
  }

  private static void awaitNext(Fixture fixture) {
    long start = System.nanoTime();
    while (!fixture.journal.isNextReady()) {
      assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsToBeForcedIsSealedForThat() {
    try (Fixture fixture = half()) {
      int before = fixture.journal.currentSegment();
      int rest = LARGE.segmentBytes() - fixture.journal.currentInfo().endOffset();
      assertThat(fixture.journal.sealToForce(rest)).isTrue();
      assertThat(fixture.journal.currentSegment()).isEqualTo(before + 1);
      assertThat(fixture.journal.position().segment()).isEqualTo(before);
      fixture.appendSome(random, 20, 100_000);
      fixture.verify();
      fixture.reopen();
      fixture.verify();
    }
  }

  @Test
  void asLittleIsAsWellForcedWhereItIs() {
    try (Fixture fixture = new Fixture(root, LARGE).open()) {
      long unused = fixture.append(random, 500_000, false, 1);
      awaitNext(fixture);
      assertThat(fixture.journal.sealToForce(LARGE.segmentBytes())).isFalse();
    }
  }

  @Test
  void aSegmentIsNotSealedWhenTooMuchOfItWouldBeWasted() {
    try (Fixture fixture = half()) {
      int rest = LARGE.segmentBytes() - fixture.journal.currentInfo().endOffset();
      assertThat(fixture.journal.sealToForce(rest - 1)).isFalse();
    }
  }

  /** Then most of it is forced already. */
  @Test
  void aSegmentIsNotSealedWhereForcesAreExpected() {
    try (Fixture fixture = half()) {
      fixture.journal.expectForces();
      awaitNext(fixture);
      assertThat(fixture.journal.sealToForce(LARGE.segmentBytes())).isFalse();
    }
  }

  /** The old segment has its end mark by then: nothing may be appended to it. */
  @Test
  void halfASealIsTheEndOfWriting() {
    AtomicBoolean fails = new AtomicBoolean();
    Fixture failing = new Fixture(root, LARGE);
    failing.environment =
        new Environment(
            () -> Fixture.BOOT,
            () -> {
              if (fails.get()) {
                throw new OutOfMemoryError("of a test");
              }
              return 0;
            },
            new Random(1)::nextLong,
            Device.SYSTEM);
    try (Fixture fixture = half(failing)) {
      fails.set(true);
      assertThatThrownBy(() -> fixture.journal.sealToForce(LARGE.segmentBytes()))
          .isInstanceOf(StoreFailedException.class);
      fails.set(false);
      assertThatThrownBy(() -> fixture.append(random, 100, false, 1))
          .isInstanceOf(StoreFailedException.class);
    }
  }
}
