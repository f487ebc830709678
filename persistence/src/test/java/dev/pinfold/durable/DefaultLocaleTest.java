package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program's locale, which may have other digits, is nothing to a store's files. */
class DefaultLocaleTest {
  private static final Locale OTHER_DIGITS = Locale.forLanguageTag("ar-EG-u-nu-arab");

  @TempDir Path directory;

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void aStoreIsTheSameWhateverTheLocale() throws IOException {
    Locale.setDefault(OTHER_DIGITS);
    assertThat(String.format("%d", 12)).isNotEqualTo("12"); // or this shows nothing
    StoreOptions options = StoreOptions.DEFAULTS.withSegmentBytes(256 << 10);
    for (int i = 0; i < 3; i++) {
      try (PinfoldStore store = PinfoldStore.open(directory, options)) {
        MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
        assertThat(queue.count()).isEqualTo(3L * i);
        for (int k = 0; k < 3; k++) {
          assertThat(queue.add(new byte[40_000])).isPositive();
        }
        assertThat(queue.peekOldest()).isPresent();
      }
    }
    for (String part : List.of("journal", "snapshots", "index")) {
      assertThat(StoreFiles.list(directory.resolve(part)))
          .isNotEmpty()
          .allMatch(file -> StandardCharsets.US_ASCII.newEncoder().canEncode(file.toString()));
    }
    Locale.setDefault(Locale.ROOT);
    try (PinfoldStore store = PinfoldStore.open(directory, options)) {
      assertThat(store.recovery().snapshotTransaction()).isPresent();
      assertThat(store.queue("q").takeOldest(10)).hasSize(9);
    }
  }
}
