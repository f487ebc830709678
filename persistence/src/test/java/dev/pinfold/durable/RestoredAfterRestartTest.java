package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.offline.BackupOptions;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.ReadProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All of a copy was on the device: a hole in it is never what the power took. */
@Timeout(60)
class RestoredAfterRestartTest {
  @TempDir Path scratch;

  private Path restored;

  @BeforeEach
  void restore() throws IOException {
    Path directory = scratch.resolve("store");
    restored = scratch.resolve("restored");
    try (PinfoldStore store = PinfoldStore.open(directory, SmallStore.OPTIONS)) {
      MessageQueue<byte[]> queue = store.queue("cached", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 12; i++) {
        long unused = queue.add(new byte[50_000]);
      }
      OfflineStore offline = OfflineStore.at(directory);
      Path backup = scratch.resolve("backup");
      assertThat(offline.backup(backup, BackupOptions.DEFAULTS, ReadProgress.NONE).run()).exists();
      assertThat(
              OfflineStore.restore(backup, restored, Optional.empty(), ReadProgress.NONE)
                  .messages())
          .isEqualTo(12);
    }
  }

  private PinfoldStore open() {
    return PowerLoss.openOn(restored, SmallStore.OPTIONS, new UUID(7, 7));
  }

  @Test
  void itOpens() {
    try (PinfoldStore store = open()) {
      assertThat(store.recovery().cut()).isEmpty();
      assertThat(store.queue("cached").count()).isEqualTo(12);
    }
  }

  @Test
  void damageIsToldAsDamage() throws IOException {
    Path segment = restored.resolve("journal/0000000002.pfj");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[20_000] ^= 1;
    Files.write(segment, bytes);
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            StoreCorruptException.class, e -> assertThat(e.file()).isEqualTo(segment));
  }
}
