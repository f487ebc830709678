package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An opening that was killed while it made an empty segment anew: the segment has lost its header,
 * and the newest snapshot was taken when there was nothing else in it.
 */
@Timeout(60)
class KilledOpeningTest {
  private static final int HEAD_BYTES = 4 << 10;

  private Scratch scratch;

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  @Test
  void afterTheSnapshotOfAnOpeningWithoutChanges() throws IOException {
    Path store = scratch.resolve("store");
    try (PinfoldStore filling = PinfoldStore.open(store, SmallStore.OPTIONS)) {
      SmallStore.transactions(0).forEach(transaction -> transaction.accept(filling));
    }
    checkKilledOpenings(store, 1);
  }

  @Test
  void afterTheSnapshotOfAnEmptyStore() throws IOException {
    checkKilledOpenings(scratch.resolve("store"), 0);
  }

  private void checkKilledOpenings(Path store, int sealed) throws IOException {
    Path killed = scratch.resolve("killed");
    String image;
    try (PinfoldStore idle = PinfoldStore.open(store, SmallStore.OPTIONS)) {
      image = StoreImage.of(idle);
      long unused = idle.snapshot();
      SmallStore.copyRunning(store, sealed, killed);
    }
    for (int zeroed = 0; zeroed <= HEAD_BYTES; zeroed = Math.max(4, zeroed * 2)) {
      Path copy = Directories.copy(killed, scratch.resolve("copy"));
      zeroHead(SmallStore.segments(copy).get(sealed), zeroed);
      try (PinfoldStore opened = PinfoldStore.open(copy, SmallStore.OPTIONS)) {
        assertThat(StoreImage.of(opened)).as(zeroed + " bytes zeroed").isEqualTo(image);
        SmallStore.transactions(sealed).forEach(transaction -> transaction.accept(opened));
      }
      Directories.delete(copy);
    }
  }

  private static void zeroHead(Path segment, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      int written = channel.write(ByteBuffer.allocate(bytes), 0);
      assertThat(written).isEqualTo(bytes);
    }
  }
}
