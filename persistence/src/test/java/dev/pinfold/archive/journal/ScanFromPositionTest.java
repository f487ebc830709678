package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan makes of the part of a segment that lies before the place to start from. */
class ScanFromPositionTest {
  private static final int START = 10;
  private static final int DOCUMENTS = 15;

  @TempDir Path directory;
  private final List<JournalPosition> positions = new ArrayList<>();
  private List<Fixture.Entry> expected;
  private Path segment;
  private byte[] bytes;

  @BeforeEach
  void append() throws IOException {
    Random random = new Random(1);
    try (Fixture fixture = Fixture.opened(directory)) {
      int before = 0;
      for (int i = 0; i < DOCUMENTS; i++) {
        positions.add(fixture.journal.position());
        before = i == START ? fixture.appended.size() : before;
        fixture.appendSome(random, 1, 500);
      }
      expected = List.copyOf(fixture.appended.subList(before, fixture.appended.size()));
    }
    segment = SegmentName.in(directory, positions.get(START).segment());
    assertThat(positions.get(1).segment()).isEqualTo(positions.get(START).segment());
    bytes = Files.readAllBytes(segment);
  }

  @Test
  void isNotRead() throws IOException {
    for (int at = SegmentHeader.BYTES; at < offset(START - 1); at++) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 1;
      assertThat(scan(flipped).entries()).as("byte %d", at).isEqualTo(expected);
    }
  }

  @Test
  void mustEndWithTheDocumentThatTheOwnerKnew() throws IOException {
    for (int at = offset(START - 1); at < offset(START); at++) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 64;
      assertThatThrownBy(() -> scan(flipped))
          .as("byte %d", at)
          .isInstanceOf(StoreCorruptException.class);
    }
  }

  @Test
  void mayNotBeAnOlderCopyOfTheFile() throws IOException {
    for (int documents = 0; documents < START; documents++) {
      byte[] older = bytes.clone();
      Arrays.fill(older, Math.max(SegmentHeader.BYTES, offset(documents)), older.length, (byte) 0);
      assertThatThrownBy(() -> scan(older))
          .isInstanceOf(StoreCorruptException.class)
          .hasMessageContaining(
              "transaction " + positions.get(START).nextTransaction() + " to come at byte");
    }
  }

  @Test
  void mayEndWithADocumentWhoseLengthWasLost() throws IOException {
    byte[] changed = bytes.clone();
    Arrays.fill(changed, offset(START - 1), offset(START - 1) + 4, (byte) 0);
    assertThat(scan(changed).entries()).isEqualTo(expected);
  }

  private int offset(int document) {
    return positions.get(document).offset();
  }

  private Fixture.Found scan(byte[] content) throws IOException {
    Files.write(segment, content);
    return Fixture.scan(directory, positions.get(START), Fixture.environment(Fixture.BOOT));
  }
}
