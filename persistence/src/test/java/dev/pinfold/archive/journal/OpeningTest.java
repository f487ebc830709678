package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.files.DiskImage;
import dev.pinfold.archive.files.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

  @TempDir Path root;

  /** After a force that failed the kernel takes pages for forced that are not. */
  @Test
  void whatIsNotKnownForcedIsWrittenAgainWhenItIsForced() throws IOException {
    Path copy = root.resolve("copy");
    try (Fixture fixture = Fixture.opened(root.resolve("journal"))) {
      Random random = new Random(41);
      fixture.appendSome(random, 50, 300);
      fixture.reopen(); // segment 1 is forced, which is written down
      fixture.appendSome(random, 50, 300);
      Fixture.copy(fixture.directory, copy);
      for (int segment = 1; segment <= 2; segment++) {
        Files.setLastModifiedTime(SegmentName.in(copy, segment), LONG_AGO);
      }
      byte[] before = Files.readAllBytes(SegmentName.in(copy, 2));
      try (Fixture again = new Fixture(copy, Fixture.SMALL)) {
        again.appended.addAll(fixture.appended);
        again.open();
        for (int segment = 1; segment <= 2; segment++) {
          assertThat(Files.getLastModifiedTime(SegmentName.in(copy, segment))).isEqualTo(LONG_AGO);
        }
        again.journal.force();
        assertThat(Files.getLastModifiedTime(SegmentName.in(copy, 1))).isEqualTo(LONG_AGO);
        assertThat(Files.getLastModifiedTime(SegmentName.in(copy, 2))).isGreaterThan(LONG_AGO);
        assertThat(Files.readAllBytes(SegmentName.in(copy, 2))).isEqualTo(before);
        again.verify();
      }
    }
  }

  @Test
  void findsWhereTheUnforcedPartBegins() throws IOException {
    try (Fixture fixture = Fixture.opened(root)) {
      Random random = new Random(42);
      for (int i = 0; i < 30; i++) {
        int start = fixture.journal.position().nextTransaction() == 1 ? 96 : end(fixture);
        long before = fixture.journal.lastTransaction();
        fixture.append(random, 300, false, 1, 2, 1);
        SegmentInfo segment = fixture.journal.segments().get(0);
        for (long forced = Math.max(1, before); forced < before + 3; forced++) {
          assertThat(SegmentScanner.startBehind(segment, forced)).isEqualTo(start);
        }
        assertThat(SegmentScanner.startBehind(segment, before + 3)).isEqualTo(end(fixture));
        assertThat(SegmentScanner.startBehind(segment, 0)).isZero();
      }
    }
  }

  private static int end(Fixture fixture) {
    return fixture.journal.position().offset();
  }

  @Test
  void findsTheLastByteThatIsNotZero() {
    Random random = new Random(43);
    byte[] bytes = new byte[100_003];
    for (int round = 0; round < 2000; round++) {
      int size = round % 2 == 0 ? bytes.length : random.nextInt(bytes.length + 1);
      int last = size == 0 ? -1 : random.nextInt(size + 1) - 1;
      if (last >= 0) {
        bytes[last] = (byte) (1 << random.nextInt(8));
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, size).slice();
      int from = size == 0 ? 0 : random.nextInt(size);
      assertThat(SegmentFiles.contentEnd(buffer, 0)).isEqualTo(last + 1);
      assertThat(SegmentFiles.contentEnd(buffer, from)).isEqualTo(Math.max(from, last + 1));
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Test
  void preparedFilesThatAreNotAllZerosAreNotUsed() throws IOException {
    Path copy = root.resolve("copy");
    try (Fixture fixture = Fixture.opened(root.resolve("journal"))) {
      fixture.appendSome(new Random(44), 5, 300);
      Fixture.copy(fixture.directory, copy);
      byte[] bytes = new byte[Fixture.SMALL.segmentBytes()];
      for (int at : new int[] {10, 5000, bytes.length - 1}) {
        Fixture.copyAgain(fixture.directory, copy);
        Files.write(SegmentName.in(copy, 2), bytes);
        bytes[at] = 1;
        Files.write(SegmentName.in(copy, 3), bytes);
        bytes[at] = 0;
        try (Fixture again = new Fixture(copy, Fixture.SMALL)) {
          again.appended.addAll(fixture.appended);
          again.open();
          again.appendSome(new Random(45), 150, 8000);
          assertThat(again.journal.currentSegment()).isGreaterThan(3);
          again.verify();
        }
        byte[] written = Files.readAllBytes(SegmentName.in(copy, 3));
        assertThat(written[written.length - 1]).isZero();
      }
    }
  }

  /** A process may be killed before the names that it gave are on the device. */
  @Test
  void theNamesOfTheFilesThatAreThereAreForced() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(root.resolve("disk"));
    Path directory = disk.root();
    try (Fixture fixture = Fixture.opened(root.resolve("journal"))) {
      fixture.appendSome(new Random(46), 5, 300);
      Fixture.copy(fixture.directory, directory);
      for (int prepared = 2; prepared <= 3; prepared++) {
        Path file = SegmentName.in(directory, prepared);
        Files.write(file, new byte[Fixture.SMALL.segmentBytes()]);
      }
      JournalScan scan = Fixture.scan(directory, JournalPosition.START, fixture.environment).scan();
      Opening opening = Opening.after(scan, directory, Fixture.SMALL, disk);
      assertThat(opening.segment()).isEqualTo(2);
      assertThat(opening.preparedTo()).isGreaterThanOrEqualTo(3);
      Path left = root.resolve("left");
      disk.freeze().worst().writeTo(left);
      for (int segment = 1; segment <= 3; segment++) {
        assertThat(SegmentName.in(left, segment)).exists();
      }
    }
  }

  /** The power may be lost in the middle of removing what was cut off: it is cut off again. */
  @Test
  void whatIsCutOffGoesTheLastFirst() throws IOException {
    Path directory = root.resolve("disk").resolve("journal");
    Random random = new Random(48);
    try (Fixture fixture = Fixture.unforced(root.resolve("journal"))) {
      while (fixture.journal.currentSegment() < 4) {
        fixture.appendSome(random, 1, 8000);
      }
      Fixture.copy(fixture.directory, directory);
    }
    Path second = SegmentName.in(directory, 2);
    byte[] bytes = Files.readAllBytes(second);
    Arrays.fill(bytes, SegmentHeader.BYTES, 30_000, (byte) 0);
    Files.write(second, bytes);
    SimulatedDisk disk = new SimulatedDisk(root.resolve("disk"));
    Environment restarted = Fixture.environment(Fixture.OTHER_BOOT, disk);
    JournalScan scan = Fixture.scan(directory, JournalPosition.START, restarted).scan();
    assertThat(scan.cut().orElseThrow().segment()).isEqualTo(2);
    List<DiskImage> images = new ArrayList<>();
    disk.before((kind, path) -> images.add(disk.freeze()));
    Opening unused = Opening.after(scan, directory, Fixture.SMALL, disk);
    assertThat(images).hasSizeGreaterThan(4);
    Environment again = Fixture.environment(new UUID(9, 9));
    for (int i = 0; i < images.size(); i++) {
      for (int k = 0; k < 10; k++) {
        Path left = root.resolve("left" + i + "-" + k);
        images.get(i).random(random).writeTo(left);
        JournalScan found =
            Fixture.scan(left.resolve("journal"), JournalPosition.START, again).scan();
        assertThat(found.lastTransaction()).isEqualTo(scan.lastTransaction());
      }
    }
  }

  /** For what is written down makes damage of a header that is lost. */
  @Test
  void whatItBeganIsWrittenDownWhenItsHeaderIsOnTheDevice() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(root.resolve("disk"));
    Path directory = disk.root().resolve("journal");
    List<DiskImage> images = new ArrayList<>();
    disk.before(
        (kind, path) -> {
          if (path.endsWith(Begun.FILE)) {
            images.add(disk.freeze());
          }
        });
    for (int segment = 1; segment <= 3; segment++) {
      try (Fixture fixture = new Fixture(directory, Fixture.SMALL)) {
        fixture.environment = Fixture.environment(Fixture.BOOT, disk);
        fixture.open();
        assertThat(images).hasSize(1);
        Path before = left(images.remove(0), "before" + segment);
        assertThat(SegmentHeader.load(SegmentName.in(before, segment))).isPresent();
        Path after = left(disk.freeze(), "after" + segment);
        assertThat(Begun.read(after)).isNotNull().isEqualTo(Begun.read(directory));
        assertThat(Begun.read(after).segment()).isEqualTo(segment);
        fixture.append(new Random(47), 300, false, 1);
      }
      images.clear(); // closing writes it, too
    }
  }

  /** The journal as a loss of power leaves it that takes all that it can. */
  private Path left(DiskImage image, String name) throws IOException {
    Path left = root.resolve(name);
    image.worst().writeTo(left);
    return left.resolve("journal");
  }
}
