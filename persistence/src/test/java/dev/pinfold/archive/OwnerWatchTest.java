package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerWatchTest {
  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path directory;

  private final String own = new UUID(1, 2).toString();
  private final String others = new UUID(3, 4).toString();
  private final AtomicLong nanos = new AtomicLong(-7); // it may be negative
  private Path file;
  private OwnerWatch watch;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve(OwnerText.FILE);
    write(own, WRITTEN);
    watch = new OwnerWatch(directory, own, nanos::get);
  }

  private void write(String token, Instant at) throws IOException {
    Files.writeString(file, new OwnerText("process 1", token).text());
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private void settle() throws IOException {
    nanos.addAndGet(OwnerWatch.SETTLED_NANOS);
    assertThat(watch.otherIfChanged()).isEmpty();
  }

  @Test
  void anotherTokenIsSeenAtOnceAndLater() throws IOException {
    assertThat(watch.otherIfChanged()).isEmpty();
    settle();
    write(others, WRITTEN.plusSeconds(2));
    assertThat(watch.otherIfChanged()).contains("process 1");
    assertThat(watch.otherIfChanged()).contains("process 1");
  }

  /** The file system tells two times apart only when they are far enough from each other. */
  @Test
  void anotherTokenOfTheSameTimeIsSeenWhileTheFileIsYoung() throws IOException {
    assertThat(watch.otherIfChanged()).isEmpty();
    nanos.addAndGet(OwnerWatch.SETTLED_NANOS - 1);
    assertThat(watch.otherIfChanged()).isEmpty();
    write(others, WRITTEN);
    assertThat(watch.otherIfChanged()).contains("process 1");
  }

  @Test
  void aFileThatIsMissedIsNobodysAndItsSuccessorIsRead() throws IOException {
    settle();
    Files.delete(file);
    assertThat(watch.otherIfChanged()).isEmpty();
    assertThat(watch.otherIfChanged()).isEmpty();
    write(others, WRITTEN.plusSeconds(2));
    assertThat(watch.otherIfChanged()).contains("process 1");
  }

  @Test
  void aFileThatIsNotWholeIsNobodysAndIsReadAgain() throws IOException {
    settle();
    Files.writeString(file, "");
    assertThat(watch.otherIfChanged()).isEmpty();
    write(others, WRITTEN);
    assertThat(watch.otherIfChanged()).contains("process 1");
  }

  /**
   * Not read again when it looks the same, which is what the watch is for; but by the other way.
   */
  @Test
  void aFileOfTheSameTimeIsReadByWhoAsksForThat() throws IOException {
    settle();
    write(others, WRITTEN);
    assertThat(watch.otherIfChanged()).isEmpty();
    assertThat(watch.other()).contains("process 1");
    assertThat(watch.other()).contains("process 1");
  }
}
