package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to the files: never a wrong record, never silence. */
class DamageTest {
  @TempDir Path root;
  private Fixture fixture;
  private Path copy;
  private Path last;
  private byte[] lastBytes;
  private SegmentInfo lastInfo;
  private List<Fixture.Entry> sinceLast;

  /** Two sealed segments and a last one with a few documents, as a kill leaves them. */
  @BeforeEach
  void build() throws IOException {
    Random random = new Random(42);
    fixture = Fixture.opened(root.resolve("journal"));
    while (fixture.journal.currentSegment() < 3) {
      int room = fixture.options.segmentBytes() - fixture.journal.position().offset();
      fixture.appendSome(random, 1, room > 80_000 ? 8000 : room > 4000 ? 300 : 30);
    }
    fixture.appendSome(random, 11, 30);
    copy = root.resolve("copy");
    Fixture.copy(fixture.directory, copy);
    List<SegmentInfo> segments = fixture.journal.segments();
    lastInfo = segments.get(segments.size() - 1);
    sinceLast =
        fixture.appended.stream()
            .filter(entry -> Place.segment(entry.place()) == lastInfo.segment())
            .toList();
    last = SegmentName.in(copy, lastInfo.segment());
    lastBytes = Files.readAllBytes(last);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Fixture.Found scan(UUID boot) {
    return Fixture.scan(copy, JournalPosition.START, Fixture.environment(boot));
  }

  private int offsetOf(int document) {
    DocumentCheck check = new DocumentCheck(buffer(lastBytes), salt());
    int at = lastInfo.dataOffset();
    long next = lastInfo.firstTransaction();
    for (int i = 0; i < document; i++) {
      assertThat(check.check(at, next)).isEqualTo(DocumentCheck.Verdict.WHOLE);
      next += check.transactions;
      at = check.end;
    }
    return at;
  }

  private int salt() {
    return SegmentHeader.salt(buffer(lastBytes));
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What was appended before a place in the last segment. */
  private List<Fixture.Entry> before(int offset) {
    long place = Place.of(lastInfo.segment(), offset);
    return fixture.appended.stream().filter(entry -> entry.place() < place).toList();
  }

  @Test
  void aKillLeavesEverything() {
    Fixture.Found found = scan(Fixture.BOOT);
    assertThat(found.entries()).isEqualTo(fixture.appended);
    assertThat(found.scan().cut()).isEmpty();
  }

  /** A kill may come while a header is written: its checksum comes last. */
  @Test
  void aHeaderThatWasNotFinishedIsATornTail() throws IOException {
    byte[] content = new byte[fixture.options.segmentBytes()];
    System.arraycopy(lastBytes, 4, content, 4, SegmentHeader.BYTES - 14);
    buffer(lastBytes).putInt(lastInfo.endOffset(), DocumentFormat.END_MARK);
    Files.write(last, lastBytes);
    Files.write(SegmentName.in(copy, lastInfo.segment() + 1), content);
    Fixture.Found found = scan(Fixture.BOOT);
    assertThat(found.entries()).isEqualTo(fixture.appended);
    assertThat(found.scan().cut()).isPresent();
    goOn(fixture.appended);
  }

  @Test
  void aFinishedHeaderThatIsWrongIsDamageUnlessPowerWasLost() throws IOException {
    byte[] content = new byte[fixture.options.segmentBytes()];
    System.arraycopy(lastBytes, 0, content, 0, SegmentHeader.BYTES);
    content[40] ^= 1;
    Files.write(SegmentName.in(copy, lastInfo.segment() + 1), content);
    assertThatThrownBy(() -> scan(Fixture.BOOT)).isInstanceOf(StoreCorruptException.class);
    assertThat(scan(Fixture.OTHER_BOOT).entries()).isEqualTo(fixture.appended);
  }

  @Test
  @Tag("exhaustive")
  void truncatedAtEachByte() throws IOException {
    int end = lastInfo.endOffset();
    for (int length = 0; length < lastBytes.length; length += length < end + 70 ? 1 : 7001) {
      Files.write(last, Arrays.copyOf(lastBytes, length));
      Fixture.Found found = scan(Fixture.BOOT);
      int whole = wholeUpTo(length);
      assertThat(found.entries()).as("cut at %s", length).isEqualTo(before(whole));
      assertThat(found.scan().cut()).as("cut at %s", length).isPresent();
      if (length % 97 == 0) {
        goOn(before(whole));
        Fixture.copyAgain(fixture.directory, copy);
      }
    }
  }

  /** Opens the copy, appends, and finds what was there before and what is new. */
  private void goOn(List<Fixture.Entry> expected) {
    Fixture again = new Fixture(copy, fixture.options);
    again.appended.addAll(expected);
    try (again) {
      again.open();
      again.appendSome(new Random(1), 3, 100);
      again.verify();
      again.reopen();
      again.verify();
    }
  }

  private int wholeUpTo(int length) {
    DocumentCheck check = new DocumentCheck(buffer(lastBytes), salt());
    int at = lastInfo.dataOffset();
    long next = lastInfo.firstTransaction();
    while (check.check(at, next) == DocumentCheck.Verdict.WHOLE && check.end <= length) {
      next += check.transactions;
      at = check.end;
    }
    return at;
  }

  @Test
  @Tag("exhaustive")
  void eachBitOfTheLastSegmentFlipped() throws IOException {
    for (int at = 0; at < lastInfo.endOffset() + 40; at++) {
      for (int bit = 0; bit < 8; bit++) {
        for (UUID boot : List.of(Fixture.BOOT, Fixture.OTHER_BOOT)) {
          checkFlip(last, lastBytes, at, 1 << bit, boot, false);
        }
      }
    }
  }

  @Test
  void eachByteOfASealedSegmentFlipped() throws IOException {
    Path first = SegmentName.in(copy, 1);
    byte[] bytes = Files.readAllBytes(first);
    SegmentInfo info = fixture.journal.segments().get(0);
    for (int at = 0; at < bytes.length; at += at < 2000 ? 1 : 501) {
      boolean harmless = at >= info.endOffset();
      checkFlip(first, bytes, at, 0xFF, Fixture.BOOT, harmless);
      checkFlip(first, bytes, at, 0x40, Fixture.OTHER_BOOT, harmless);
    }
  }

  private void checkFlip(
      Path file, byte[] bytes, int at, int mask, UUID boot, boolean mayBeHarmless)
      throws IOException {
    poke(file, at, (byte) (bytes[at] ^ mask));
    boolean inData = file.equals(last) && at >= lastInfo.dataOffset();
    JournalPosition from = inData ? startOfLast() : JournalPosition.START;
    List<Fixture.Entry> all = inData ? sinceLast : fixture.appended;
    try {
      Fixture.Found found = Fixture.scan(copy, from, Fixture.environment(boot));
      assertThat(found.entries().equals(all.subList(0, found.entries().size()))).isTrue();
      if (found.scan().cut().isEmpty() || mayBeHarmless) { // then nothing may be lost
        assertThat(found.entries()).as("byte %s of %s", at, file).hasSameSizeAs(all);
      }
    } catch (StoreCorruptException e) {
      if (mayBeHarmless) {
        throw e;
      }
      assertThat(e).hasMessageContaining("expected");
    } finally {
      poke(file, at, bytes[at]);
    }
  }

  private JournalPosition startOfLast() {
    return new JournalPosition(
        lastInfo.segment(), lastInfo.dataOffset(), lastInfo.firstTransaction());
  }

  private static void poke(Path file, int at, byte value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {value}), at);
    }
  }

  @Test
  void aFlippedDocumentInTheMiddleIsDamageUnlessPowerWasLost() throws IOException {
    int at = offsetOf(5);
    lastBytes[at + 30] ^= 1;
    Files.write(last, lastBytes);
    assertThatThrownBy(() -> scan(Fixture.BOOT))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("checksum");
    Fixture.Found found = scan(Fixture.OTHER_BOOT);
    assertThat(found.entries()).isEqualTo(before(at));
    JournalCut cut = found.scan().cut().orElseThrow();
    assertThat(cut.discardedDocuments()).isEqualTo(6);
    assertThat(cut.offset()).isEqualTo(at);
    int behind = lastInfo.endOffset() - at;
    assertThat(cut.bytes()).isBetween(behind - 3L, (long) behind); // zeros at the end do not count
  }

  @Test
  void forcedDataMayNotBeMissingEvenAfterAPowerLoss() throws IOException {
    fixture.journal.force();
    fixture.append(new Random(5), 50, false, 1);
    lastBytes = Files.readAllBytes(SegmentName.in(fixture.directory, lastInfo.segment()));
    lastBytes[offsetOf(5) + 30] ^= 1;
    Files.write(last, lastBytes);
    assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT)).isInstanceOf(StoreCorruptException.class);
  }

  @Test
  void theNextOpeningMakesWhatItFoundForced() throws IOException {
    fixture.reopen();
    fixture.append(new Random(5), 50, false, 1);
    Fixture.copyAgain(fixture.directory, copy);
    lastBytes[offsetOf(5) + 30] ^= 1;
    Files.write(last, lastBytes);
    assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT)).isInstanceOf(StoreCorruptException.class);
  }

  @Test
  void aHoleInASealedSegmentAfterAPowerLossCutsThere() throws IOException {
    fixture.close();
    fixture = Fixture.unforced(root.resolve("unforced"));
    Random random = new Random(43);
    while (fixture.journal.currentSegment() < 4) {
      fixture.appendSome(random, 1, 8000);
    }
    Fixture.copyAgain(fixture.directory, copy);
    Path second = SegmentName.in(copy, 2);
    byte[] bytes = Files.readAllBytes(second);
    Arrays.fill(bytes, 100_000, 150_000, (byte) 0);
    Files.write(second, bytes);
    assertThatThrownBy(() -> scan(Fixture.BOOT)).isInstanceOf(StoreCorruptException.class);
    Fixture.Found found = scan(Fixture.OTHER_BOOT);
    assertThat(found.entries()).isEqualTo(fixture.appended.subList(0, found.entries().size()));
    assertThat(found.scan().end().segment()).isEqualTo(2);
    assertThat(found.scan().cut().orElseThrow().discardedDocuments()).isGreaterThan(10);
    try (Fixture again = new Fixture(copy, fixture.options)) {
      again.environment = Fixture.environment(Fixture.OTHER_BOOT);
      again.appended.addAll(found.entries());
      again.open();
      assertThat(again.journal.currentSegment()).isEqualTo(3);
      again.appendSome(random, 200, 8000);
      again.verify();
    }
  }

  @Test
  void zeroedPages() throws IOException {
    for (int page = 0; page < 3; page++) {
      byte[] damaged = lastBytes.clone();
      Arrays.fill(damaged, page * 512, page * 512 + 512, (byte) 0);
      Files.write(last, damaged);
      assertThatThrownBy(() -> scan(Fixture.BOOT)).isInstanceOf(StoreCorruptException.class);
      Fixture.Found found = scan(Fixture.OTHER_BOOT);
      assertThat(found.scan().cut()).isPresent();
      assertThat(found.entries()).isEqualTo(fixture.appended.subList(0, found.entries().size()));
    }
  }

  @Test
  void tornTails() throws IOException {
    int at = offsetOf(11);
    byte[] torn = lastBytes.clone();
    buffer(torn).putInt(at, 0); // killed while the content was written, before the prefix
    Arrays.fill(torn, lastInfo.endOffset() - 12, lastInfo.endOffset(), (byte) 0);
    checkTorn(torn, at);
    torn = lastBytes.clone();
    torn[lastInfo.endOffset() + 1000] = 1; // far behind the end
    checkTorn(torn, lastInfo.endOffset());
  }

  private void checkTorn(byte[] bytes, int at) throws IOException {
    Files.write(last, bytes);
    Fixture.Found found = scan(Fixture.BOOT);
    assertThat(found.entries()).isEqualTo(before(at));
    JournalCut cut = found.scan().cut().orElseThrow();
    assertThat(cut.file()).isEqualTo(last);
    assertThat(cut.offset()).isEqualTo(at);
    assertThat(cut.bytes()).isPositive();
    goOn(before(at));
    Fixture.copyAgain(fixture.directory, copy);
  }

  /** A process may die, or a page be lost, when all of a document is written but its prefix. */
  @Test
  void aDocumentWithoutItsPrefixIsWhole() throws IOException {
    for (int document = 0; document < 12; document++) {
      byte[] bytes = lastBytes.clone();
      buffer(bytes).putInt(offsetOf(document), 0);
      Files.write(last, bytes);
      for (UUID boot : List.of(Fixture.BOOT, Fixture.OTHER_BOOT)) {
        Fixture.Found found = scan(boot);
        assertThat(found.entries()).isEqualTo(fixture.appended);
        assertThat(found.scan().cut()).isEmpty();
      }
      List<Fixture.Entry> alone = new ArrayList<>();
      long next =
          SegmentScanner.scan(
              Journal.segment(copy, lastInfo.segment(), Map.of()),
              (transaction, place, operation, end) ->
                  alone.add(new Fixture.Entry(transaction, place, Fixture.bytes(operation), end)));
      assertThat(alone).isEqualTo(sinceLast);
      assertThat(next).isEqualTo(fixture.journal.lastTransaction() + 1);
    }
    goOn(fixture.appended);
  }

  @Test
  void aWrongPrefixOfTheLastDocumentIsDamageUnlessPowerWasLost() throws IOException {
    int at = offsetOf(11);
    int right = buffer(lastBytes).getInt(at);
    for (int wrong : new int[] {DocumentFormat.END_MARK, 1, right ^ 4, right ^ 1 << 30, 1 << 31}) {
      buffer(lastBytes).putInt(at, wrong);
      Files.write(last, lastBytes);
      assertThatThrownBy(() -> scan(Fixture.BOOT)).isInstanceOf(StoreCorruptException.class);
      Fixture.Found found = scan(Fixture.OTHER_BOOT);
      assertThat(found.entries()).isEqualTo(before(at));
      assertThat(found.scan().cut().orElseThrow().discardedDocuments()).isEqualTo(1);
    }
  }

  @Test
  void aCompleteLastDocumentThatIsWrongIsDamageUnlessPowerWasLost() throws IOException {
    int at = offsetOf(11);
    lastBytes[at + 20] ^= 4;
    Files.write(last, lastBytes);
    assertThatThrownBy(() -> scan(Fixture.BOOT)).isInstanceOf(StoreCorruptException.class);
    assertThat(scan(Fixture.OTHER_BOOT).entries()).isEqualTo(before(at));
    assertThat(scan(BootId.UNKNOWN).entries()).isEqualTo(before(at));
    assertThat(scan(BootId.UNKNOWN).scan().cut().orElseThrow().kept()).isEmpty();
  }

  @Test
  void missingSwappedAndRenamedSegments() throws IOException {
    for (int missing = 1; missing <= 2; missing++) {
      Files.delete(SegmentName.in(copy, missing));
      assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT)).isInstanceOf(StoreCorruptException.class);
      Fixture.copyAgain(fixture.directory, copy);
    }
    for (SegmentFiles.Entry entry : SegmentFiles.list(copy)) {
      if (entry.segment() >= 3) {
        Files.delete(entry.file());
      }
    }
    assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("end mark");
    Fixture.copyAgain(fixture.directory, copy);
    Path one = SegmentName.in(copy, 1);
    Path two = SegmentName.in(copy, 2);
    Path aside = copy.resolve("aside");
    Files.move(one, aside);
    Files.move(two, one);
    Files.move(aside, two);
    assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("segment number");
  }

  @Test
  void aSegmentOfAnotherStoreOrLifeDoesNotFit() throws IOException {
    try (Fixture other = Fixture.opened(root.resolve("other"))) {
      while (other.journal.currentSegment() < 3) {
        other.appendSome(new Random(42), 1, 8000);
      }
      Path source = SegmentName.in(other.directory, 2);
      Files.write(SegmentName.in(copy, 2), Files.readAllBytes(source));
      assertThatThrownBy(() -> scan(Fixture.OTHER_BOOT)).isInstanceOf(StoreCorruptException.class);
    }
  }

  @Test
  void knowsWhenASnapshotIsAheadOfIt() throws IOException {
    int at = offsetOf(8);
    Files.write(last, Arrays.copyOf(lastBytes, at));
    JournalScan scan = scan(Fixture.BOOT).scan();
    scan.requireReaches(scan.lastTransaction(), "a snapshot");
    assertThatThrownBy(() -> scan.requireReaches(scan.lastTransaction() + 1, "a snapshot"))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("a snapshot");
  }

  @Test
  void randomBytesNeverHangOrPass() throws IOException {
    Random random = new Random(99);
    for (int round = 0; round < 200; round++) {
      byte[] damaged = lastBytes.clone();
      byte[] noise = new byte[1 + random.nextInt(4000)];
      random.nextBytes(noise);
      int at = random.nextInt(lastInfo.endOffset());
      System.arraycopy(noise, 0, damaged, at, noise.length);
      Files.write(last, damaged);
      try {
        Fixture.Found found = scan(random.nextBoolean() ? Fixture.BOOT : Fixture.OTHER_BOOT);
        assertThat(found.entries()).isEqualTo(fixture.appended.subList(0, found.entries().size()));
        assertThat(found.scan().cut()).isPresent();
      } catch (StoreCorruptException e) {
        assertThat(e.offset()).isNotNegative();
      }
    }
  }
}
