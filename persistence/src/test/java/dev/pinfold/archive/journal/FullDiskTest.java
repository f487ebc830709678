package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Outcome;
import dev.pinfold.StoreFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FullDiskTest {
  private static final int SEGMENTS = 6;
  private static final JournalOptions LIMITED =
      Fixture.SMALL.withMaxBytes(SEGMENTS * (long) Fixture.SMALL.segmentBytes());

  @TempDir Path directory;
  private final Random random = new Random(1);

  private static final int REPEATS = 20;

  /** Adds until there is no room; each refused add leaves everything as it was. */
  private void fill(Fixture fixture) throws IOException {
    while (true) {
      JournalPosition before = fixture.journal.position();
      try {
        fixture.append(random, 9000, false, 1);
      } catch (StoreFullException e) {
        assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
        assertThat(e).hasMessageContaining("" + LIMITED.maxBytes());
        assertThat(fixture.journal.position()).isEqualTo(before);
        assertThat(SegmentFiles.totalBytes(directory)).isLessThanOrEqualTo(LIMITED.maxBytes());
        return;
      }
    }
  }

  @Test
  void addsFailAndRemovalsGoOn() throws IOException {
    try (Fixture fixture = new Fixture(directory, LIMITED).open()) {
      fill(fixture);
      assertThat(fixture.journal.currentSegment()).isEqualTo(SEGMENTS - LIMITED.spareSegments());
      int removals = 0;
      while (fixture.journal.currentSegment() < SEGMENTS) {
        fixture.append(random, 9000, true, 1);
        removals++;
      }
      assertThat(removals).isPositive();
      fixture.verify();
      assertThat(fixture.failures).isEmpty();
    }
  }

  @Test
  void addsGoOnByThemselvesWhenSegmentsAreDeleted() throws IOException {
    try (Fixture fixture = new Fixture(directory, LIMITED).open()) {
      for (int round = 0; round < REPEATS; round++) {
        fill(fixture);
        for (int i = 0; i < 2; i++) {
          int oldest = fixture.journal.segments().get(0).segment();
          fixture.journal.deleteSegment(oldest);
          fixture.appended.removeIf(entry -> Place.segment(entry.place()) == oldest);
        }
        int before = fixture.journal.currentSegment();
        while (fixture.journal.currentSegment() == before) {
          fixture.append(random, 9000, false, 1);
        }
      }
      for (Fixture.Entry entry : fixture.appended) {
        assertThat(Fixture.bytes(fixture.journal.read(entry.place()))).isEqualTo(entry.operation());
      }
    }
    assertThat(SegmentFiles.totalBytes(directory)).isLessThanOrEqualTo(LIMITED.maxBytes());
  }

  @Test
  void aFullStoreOpensAgainAndAgain() throws IOException {
    try (Fixture fixture = new Fixture(directory, LIMITED).open()) {
      fill(fixture);
      for (int i = 0; i < 4; i++) {
        fixture.reopen();
        fixture.verify();
      }
      assertThat(SegmentFiles.totalBytes(directory)).isLessThanOrEqualTo(LIMITED.maxBytes());
    }
  }

  @Test
  void whenEvenTheSpareIsUsedRemovalsFailToo() throws IOException {
    try (Fixture fixture = new Fixture(directory, LIMITED).open()) {
      fill(fixture);
      assertThatThrownBy(
              () -> {
                while (fixture.journal.currentSegment() <= SEGMENTS) {
                  fixture.append(random, 9000, true, 1);
                }
              })
          .isInstanceOf(StoreFullException.class);
      fixture.verify();
      fixture.journal.deleteSegment(1);
      fixture.append(random, 9000, true, 1);
      assertThat(fixture.journal.currentSegment()).isEqualTo(SEGMENTS + 1);
    }
  }
}
