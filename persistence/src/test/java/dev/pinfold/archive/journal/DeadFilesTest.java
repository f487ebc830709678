package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadFilesTest {
  private static final JournalOptions OPTIONS = JournalOptions.defaults();

  @TempDir Path directory;

  private final AtomicLong nanos = new AtomicLong(-5); // it may be negative
  private final DeadFiles dead = new DeadFiles(OPTIONS, nanos::get);

  private void add(int files) {
    for (int i = 0; i < files; i++) {
      dead.add(new DeadFile(directory.resolve("file" + i), null));
    }
  }

  @Test
  void manyAreKeptWhileTheJournalGrowsAndFewAfterwards() {
    add(100);
    assertThat(dead.hasSurplus()).isFalse();
    nanos.addAndGet(DeadFiles.BUSY_NANOS - 1);
    dead.noteTaken();
    nanos.addAndGet(DeadFiles.BUSY_NANOS - 1);
    assertThat(dead.hasSurplus()).isFalse();
    nanos.incrementAndGet();
    int gone = 0;
    while (dead.hasSurplus()) {
      assertThat(dead.pollSurplus()).isNotNull();
      gone++;
    }
    assertThat(gone).isEqualTo(100 - OPTIONS.segmentsAhead());
    assertThat(dead.isMoreThanFew()).isFalse();
  }

  /** A store under load gives back what it once needed, and not what it needs now and then. */
  @Test
  void whatNobodyNeededForLongGoesWhileTheJournalGrows() {
    add(50);
    for (long time = 0; time < 3 * DeadFiles.LOOK_NANOS; time += DeadFiles.BUSY_NANOS / 2) {
      nanos.addAndGet(DeadFiles.BUSY_NANOS / 2);
      dead.noteTaken();
      for (int i = 0; i < 30; i++) { // of 50, 20 are never needed
        assertThat(dead.poll()).isNotNull();
      }
      add(30);
      if (time < DeadFiles.LOOK_NANOS - DeadFiles.BUSY_NANOS) {
        assertThat(dead.hasSurplus()).isFalse();
      }
      while (dead.hasSurplus()) {
        assertThat(dead.pollSurplus()).isNotNull();
      }
    }
    int left = 0;
    while (dead.poll() != null) {
      left++;
    }
    assertThat(left).isEqualTo(30 + OPTIONS.segmentsAhead());
  }

  @Test
  void twoGibibytesAreKeptAtMost() {
    add(128);
    assertThat(dead.hasSurplus()).isFalse();
    add(1);
    assertThat(dead.hasSurplus()).isTrue();
  }

  @Test
  void areDeleted() throws IOException {
    Path file = Files.createFile(directory.resolve("file0"));
    add(2); // one of them does not exist
    dead.deleteAll();
    assertThat(file).doesNotExist();
    assertThat(dead.poll()).isNull();
  }
}
