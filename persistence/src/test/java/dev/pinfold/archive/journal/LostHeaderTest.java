package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.StoreCorruptException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A segment's header is lost, and with it what it says of the boot in which it was written. */
class LostHeaderTest {
  private static final UUID THIRD_BOOT = new UUID(3, 3);

  @TempDir Path root;
  private Fixture fixture;
  private Path copy;

  /** Segment 1 of one boot; 2, 3 and the beginning of 4 of another one, copied as killed. */
  @BeforeEach
  void build() throws IOException {
    Random random = new Random(21);
    fixture = Fixture.opened(root.resolve("journal"));
    fixture.appendSome(random, 20, 300);
    fixture.close();
    fixture = again(fixture.directory, Fixture.OTHER_BOOT, fixture.appended);
    while (fixture.journal.currentSegment() < 4) {
      fixture.appendSome(random, 1, 8000);
    }
    fixture.appendSome(random, 20, 300);
    copy = root.resolve("copy");
    Fixture.copy(fixture.directory, copy);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Fixture again(Path directory, UUID boot, List<Fixture.Entry> appended) {
    Fixture again = new Fixture(directory, Fixture.SMALL);
    again.environment = Fixture.environment(boot);
    again.appended.addAll(appended);
    return again.open();
  }

  private Fixture.Found scan(UUID boot) {
    return Fixture.scan(copy, JournalPosition.START, Fixture.environment(boot));
  }

  private void flip(int segment) throws IOException {
    change(segment, 50, 51, 1);
  }

  private void zeroHeader(int segment) throws IOException {
    change(segment, 0, SegmentHeader.BYTES, 0);
  }

  private void change(int segment, int from, int to, int mask) throws IOException {
    Path file = SegmentName.in(copy, segment);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = from; at < to; at++) {
      bytes[at] = (byte) (mask == 0 ? 0 : bytes[at] ^ mask);
    }
    Files.write(file, bytes);
  }

  private void assertRefused(UUID boot) {
    assertThatThrownBy(() -> scan(boot))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("segment header");
  }

  /** With and without what the last opening left, and with what is damaged of it. */
  @Test
  void isDamageWhenNothingTellsOfARestart() throws IOException {
    for (int segment = 1; segment <= 4; segment++) {
      for (int begun = 0; begun < 3; begun++) {
        Fixture.copyAgain(fixture.directory, copy);
        if (begun == 1) {
          Files.delete(copy.resolve(Begun.FILE));
        } else if (begun == 2) {
          damage(copy.resolve(Begun.FILE), 60);
        }
        flip(segment);
        assertRefused(Fixture.OTHER_BOOT);
        zeroHeader(segment);
        assertRefused(Fixture.OTHER_BOOT);
      }
    }
  }

  private static void damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void isDamageWhereTheHeaderWasForced() throws IOException {
    for (int segment : new int[] {1, 2}) {
      Fixture.copyAgain(fixture.directory, copy);
      zeroHeader(segment);
      assertRefused(THIRD_BOOT);
    }
  }

  @Test
  void isDamageWhenOnlyAnOlderBootIsKnown() throws IOException {
    Files.delete(copy.resolve(Begun.FILE));
    for (int segment = 3; segment <= 9; segment++) {
      Files.deleteIfExists(SegmentName.in(copy, segment));
    }
    zeroHeader(2);
    assertRefused(THIRD_BOOT);
  }

  @Test
  void withoutBootIdsAFinishedHeaderThatIsWrongIsDamage() throws IOException {
    Files.delete(copy.resolve(Begun.FILE));
    flip(4);
    assertRefused(BootId.UNKNOWN);
  }

  @Test
  void whatTheLastOpeningLeftMayBeDamaged() throws IOException {
    Path begun = copy.resolve(Begun.FILE);
    byte[] bytes = Files.readAllBytes(begun);
    for (int at = 0; at < bytes.length; at++) {
      damage(begun, at);
      assertThat(scan(Fixture.OTHER_BOOT).entries()).isEqualTo(fixture.appended);
      Files.write(begun, bytes);
    }
    new Begun(new UUID(5, 5), THIRD_BOOT, 99, 5, 1000).write(copy, Device.SYSTEM);
    assertThat(scan(Fixture.OTHER_BOOT).entries()).isEqualTo(fixture.appended);
  }

  @Test
  void theSegmentThatTheLastOpeningBeganMustBeThere() throws IOException {
    for (SegmentFiles.Entry entry : SegmentFiles.list(copy)) {
      if (entry.segment() > 1) {
        Files.delete(entry.file());
      }
    }
    assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining(SegmentName.format(2));
  }

  /** Behind a lost header each place may begin a document of any length, and few bytes tell. */
  @Test
  @Timeout(60)
  void whatLiesBehindOneIsFoundInTimeWhateverItIs() throws IOException {
    fixture.close();
    JournalOptions large = Fixture.SMALL.withSegmentBytes(32 << 20);
    fixture = new Fixture(root.resolve("large"), large).open();
    ByteBuffer lengths = ByteBuffer.allocate(8_000_000).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(23);
    while (lengths.hasRemaining()) {
      lengths.putInt((1 + random.nextInt(1_000_000)) * 4);
    }
    long unused = fixture.appendUnlisted(lengths.array());
    Fixture.copyAgain(fixture.directory, copy);
    change(1, 0, 4096, 0);
    assertThat(scan(THIRD_BOOT).scan().cut()).isPresent();
  }

  /** Power was lost before segment 3 was forced: what is cut stays there for a person. */
  @Test
  void whatAPowerLossCutsIsKept() throws IOException {
    fixture.close();
    fixture = Fixture.unforced(root.resolve("unforced"));
    Random random = new Random(22);
    while (fixture.journal.currentSegment() < 4) {
      fixture.appendSome(random, 1, 8000);
    }
    fixture.appendSome(random, 3, 300);
    for (int hole : new int[] {96, 100_000, 0}) { // the first document, one of segment 2, a header
      Fixture.copyAgain(fixture.directory, copy);
      int cutIn = hole == 100_000 ? 2 : 3;
      change(cutIn, hole, hole + 20_000, 0);
      checkKept(cutIn, hole == 100_000 ? List.of(2, 3, 4) : List.of(3, 4));
      for (SegmentFiles.Entry entry : SegmentFiles.list(copy)) {
        Files.delete(entry.file());
      }
    }
  }

  private void checkKept(int cutIn, List<Integer> holders) throws IOException {
    byte[][] before = new byte[5][];
    for (int segment : holders) {
      before[segment] = Files.readAllBytes(SegmentName.in(copy, segment));
    }
    Fixture.Found found = scan(Fixture.OTHER_BOOT);
    JournalCut cut = found.scan().cut().orElseThrow();
    assertThat(cut.segment()).isEqualTo(cutIn);
    assertThat(cut.discardedDocuments()).isPositive();
    assertThat(cut.kept()).hasSameSizeAs(holders);
    try (Fixture again = again(copy, Fixture.OTHER_BOOT, found.entries())) {
      for (int i = 0; i < holders.size(); i++) {
        Path kept = cut.kept().get(i);
        assertThat(kept.toString()).contains(SegmentName.format(holders.get(i)) + ".cut");
        assertThat(Files.readAllBytes(kept)).isEqualTo(before[holders.get(i)]);
      }
      again.appendSome(new Random(1), 100, 8000);
      again.reopen();
      again.verify();
      assertThat(again.scan().scan().cut()).isEmpty();
      assertThat(cut.kept()).allMatch(Files::exists);
    }
  }

  @Test
  void aTornTailIsNotKept() throws IOException {
    Path last = SegmentName.in(copy, 4);
    byte[] bytes = Files.readAllBytes(last);
    int end = scan(Fixture.OTHER_BOOT).scan().end().offset();
    Arrays.fill(bytes, end + 4, end + 300, (byte) 7);
    Files.write(last, bytes);
    try (Fixture again = again(copy, Fixture.OTHER_BOOT, fixture.appended)) {
      again.verify();
      try (var files = Files.list(copy)) {
        assertThat(files.filter(file -> file.toString().contains(".cut"))).isEmpty();
      }
    }
  }

  /** The machine of the first boot never stopped; the one that wrote last lost its power. */
  @Test
  void aVolumeComesBackFromAMachineThatLostItsPower() throws IOException {
    change(4, SegmentHeader.BYTES, SegmentHeader.BYTES + 100, 0);
    assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT)).isInstanceOf(StoreCorruptException.class);
    for (UUID boot : List.of(Fixture.BOOT, THIRD_BOOT)) {
      assertThat(scan(boot).scan().cut()).isPresent();
    }
  }
}
