package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.journal.SegmentFiles.Fill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the system says of a journal's mappings: which there are, and of which files. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SegmentMemoryTest {
  @TempDir Path root;

  private final Random random = new Random(1);

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
    while (next.memory() != first.memory()) {
      next.release();
      next = preparer.take(false, failure);
    }
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
      fixture.journal.deleteSegment(2);
      appendUntil(fixture, 12);
    }
    assertThat(mappings()).isEmpty();
  }

  /** Nobody else has them meanwhile: the file is mapped once more when it is used again. */
  @Test
  void aFileThatMayStillBeForcedKeepsItsMappingsForThat() throws IOException {
    ForcedEnds onDevice = new ForcedEnds();
    try (Fixture fixture = Fixture.on(root, onDevice).open()) {
      appendUntil(fixture, 4);
      fixture.journal.deleteSegment(2);
      while (mappings().values().stream().noneMatch(of -> of.size() == 4)) {
        appendUntil(fixture, fixture.journal.currentSegment() + 1);
      }
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
      fixture.journal.groupCommit().replaced(fixture.journal.position());
      fixture.journal.prepareMove(1, archive);
      fixture.journal.moveSegment(1, archive);
      assertThat(mappings().keySet()).noneMatch(name -> name.contains(SegmentName.format(1)));
      assertThat(mappings().keySet()).anyMatch(name -> name.contains(SegmentName.format(2)));
    }
    assertThat(mappings()).isEmpty();
  }

  private Fixture half() {
    Fixture fixture = Fixture.opened(root);
    while (fixture.journal.currentInfo().endOffset() < fixture.options.segmentBytes() / 2) {
      long unused = fixture.append(random, 10_000, false, 1);
    }
    return fixture;
  }

  @Test
  void whatIsToBeForcedIsSealedForThat() {
    try (Fixture fixture = half()) {
      int before = fixture.journal.currentSegment();
      while (fixture.journal.currentSegment() == before) { // until one is ready
        fixture.journal.sealToForce(fixture.options.segmentBytes());
      }
      assertThat(fixture.journal.currentSegment()).isEqualTo(before + 1);
      assertThat(fixture.journal.position().segment()).isEqualTo(before);
      fixture.appendSome(random, 20, 10_000);
      fixture.verify();
      fixture.reopen();
      fixture.verify();
    }
  }

  @Test
  void asLittleIsAsWellForcedWhereItIs() {
    try (Fixture fixture = Fixture.opened(root)) {
      appendUntil(fixture, 3); // so that preparing was not in the way
      long unused = fixture.append(random, 100, false, 1);
      int before = fixture.journal.currentSegment();
      fixture.journal.sealToForce(fixture.options.segmentBytes());
      assertThat(fixture.journal.currentSegment()).isEqualTo(before);
    }
  }

  @Test
  void aSegmentIsNotSealedWhenTooMuchOfItWouldBeWasted() {
    try (Fixture fixture = half()) {
      int before = fixture.journal.currentSegment();
      int rest = fixture.options.segmentBytes() - fixture.journal.currentInfo().endOffset();
      fixture.journal.sealToForce(rest - 1);
      assertThat(fixture.journal.currentSegment()).isEqualTo(before);
    }
  }

  /** Then most of it is forced already. */
  @Test
  void aSegmentIsNotSealedWhereForcesAreExpected() {
    try (Fixture fixture = half()) {
      fixture.journal.expectForces();
      int before = fixture.journal.currentSegment();
      fixture.journal.sealToForce(fixture.options.segmentBytes());
      assertThat(fixture.journal.currentSegment()).isEqualTo(before);
    }
  }
}
