package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.files.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An opening that is killed at some point: the next scan finds what the first one found. */
class InterruptedOpeningTest {
  @TempDir Path root;
  private Path directory;
  private List<Fixture.Entry> all;
  private Path last;
  private byte[] bytes;
  private int lastDocument;
  private int end;

  /** Two segments, the second one as a kill leaves it. */
  @BeforeEach
  void build() throws IOException {
    directory = root.resolve("killed");
    Random random = new Random(31);
    try (Fixture fixture = Fixture.unforced(root.resolve("journal"))) {
      while (fixture.journal.currentSegment() < 2) {
        fixture.appendSome(random, 1, 8000);
      }
      fixture.appendSome(random, 9, 300);
      lastDocument = fixture.journal.position().offset();
      fixture.append(random, 300, false, 1, 2);
      end = fixture.journal.position().offset();
      Fixture.copy(fixture.directory, directory);
      all = List.copyOf(fixture.appended);
    }
    last = SegmentName.in(directory, 2);
    bytes = Files.readAllBytes(last);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void withADocumentWithoutPrefix() throws IOException {
    buffer().putInt(lastDocument, 0);
    Files.write(last, bytes);
    checkKilledOpenings(Fixture.BOOT);
    checkKilledOpenings(Fixture.OTHER_BOOT);
  }

  @Test
  void withATornTail() throws IOException {
    Arrays.fill(bytes, end + 4, end + 300, (byte) 7);
    Files.write(last, bytes);
    checkKilledOpenings(Fixture.BOOT);
  }

  /** Its length is there: on the boot that wrote it that would be damage. */
  @Test
  void withALastDocumentThatPowerLossSpoilt() throws IOException {
    bytes[lastDocument + 30] ^= 1;
    Files.write(last, bytes);
    checkKilledOpenings(Fixture.OTHER_BOOT);
  }

  @Test
  void withWholeDocumentsBehindAHole() throws IOException {
    Arrays.fill(bytes, 600, 700, (byte) 0);
    Files.write(last, bytes);
    checkKilledOpenings(Fixture.OTHER_BOOT);
  }

  @Test
  void withWholeDocumentsBehindALostStart() throws IOException {
    Arrays.fill(bytes, 96, 200, (byte) 0);
    Files.write(last, bytes);
    checkKilledOpenings(Fixture.OTHER_BOOT);
  }

  @Test
  void withALostHeader() throws IOException {
    Arrays.fill(bytes, 0, 96, (byte) 0);
    Files.write(last, bytes);
    checkKilledOpenings(Fixture.OTHER_BOOT);
  }

  private interface Stage {
    void reach(Path directory, Environment environment) throws IOException;
  }

  private void checkKilledOpenings(UUID boot) throws IOException {
    Environment environment = Fixture.environment(boot);
    List<Fixture.Entry> found =
        Fixture.scan(directory, JournalPosition.START, environment).entries();
    assertThat(all.subList(0, found.size())).isEqualTo(found);
    List<Stage> stages =
        List.of(
            InterruptedOpeningTest::readied,
            InterruptedOpeningTest::headed,
            InterruptedOpeningTest::openedAndEmptied);
    for (Stage stage : stages) {
      Path copy = root.resolve("copy");
      Fixture.copy(directory, copy);
      stage.reach(copy, environment);
      assertThat(Fixture.scan(copy, JournalPosition.START, environment).entries()).isEqualTo(found);
      try (Fixture again = new Fixture(copy, Fixture.SMALL)) {
        again.environment = environment;
        again.appended.addAll(found);
        again.open();
        again.appendSome(new Random(1), 5, 300);
        again.verify();
        again.reopen();
        again.verify();
      }
      for (Path file : list(copy)) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Killed before the new segment has a header. */
  private static void readied(Path directory, Environment environment) throws IOException {
    JournalScan scan = Fixture.scan(directory, JournalPosition.START, environment).scan();
    Opening opening = Opening.after(scan, directory, Fixture.SMALL, Device.SYSTEM);
    assertThat(opening.file()).exists();
  }

  /** Killed when the new segment has a header, before that is written down. */
  private static void headed(Path directory, Environment environment) throws IOException {
    byte[] before = Files.readAllBytes(directory.resolve(Begun.FILE));
    open(directory, environment);
    Files.write(directory.resolve(Begun.FILE), before);
  }

  /** Opened without adding anything, and killed in the next opening, which makes it anew. */
  private static void openedAndEmptied(Path directory, Environment environment) throws IOException {
    open(directory, environment);
    Path file = SegmentName.in(directory, Begun.read(directory).segment());
    SegmentFiles.zeroHead(file, SegmentHeader.BYTES, Device.SYSTEM);
  }

  private static void open(Path directory, Environment environment) {
    Fixture fixture = new Fixture(directory, Fixture.SMALL);
    fixture.environment = environment;
    fixture.open().close();
  }
}
