package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.journal.Environment;
import dev.pinfold.codec.Codecs;
import dev.pinfold.docs.DocumentedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The annotated bytes in docs/file-format.md are those of the store that they are said to be of.
 */
class DocumentedBytesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");
  private static final UUID BOOT = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final long NONCE = 0x4c43d45d5288a028L;
  private static final int SEGMENT = 256 << 10;

  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS.withSegmentBytes(SEGMENT).withClock(InstantSource.fixed(NOW));

  private static final Environment ENVIRONMENT =
      new Environment(() -> BOOT, NOW::toEpochMilli, () -> NONCE, Device.SYSTEM);

  @TempDir Path root;
  private Path directory;
  private String documentedStore;

  @BeforeEach
  void makeTheStore() throws IOException {
    directory = root.resolve("store");
    Matcher line = Pattern.compile("(?m)^pinfold-store 1 .*\\n").matcher(DocumentedBytes.page());
    assertThat(line.find()).isTrue();
    documentedStore = line.group();
    Files.createDirectories(directory.resolve("journal")); // a store with this identity
    Files.writeString(directory.resolve("pinfold.store"), documentedStore);
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS, ENVIRONMENT)) {
      MessageQueue<String> orders = store.queue("orders", Codecs.text(), QueuePolicy.POWER_LOSS);
      long unused = orders.add("one", Map.of("k", "v"));
      unused = orders.add("two");
      assertThat(orders.takeOldest()).isPresent();
      unused = store.snapshot();
    }
  }

  @Test
  void theSegment() throws IOException {
    byte[] file = Files.readAllBytes(directory.resolve("journal").resolve("0000000001.pfj"));
    assertThat(file).hasSize(SEGMENT);
    DocumentedBytes dump = DocumentedBytes.behind("### A real one");
    dump.requireSame(file);
    assertThat(Arrays.mismatch(file, Arrays.copyOf(dump.bytes(), SEGMENT)))
        .as("bytes behind what is shown")
        .isNegative();
  }

  @Test
  void theSnapshot() throws IOException {
    List<Path> snapshots = StoreFiles.snapshots(directory);
    assertThat(snapshots).hasSize(1);
    byte[] file = Files.readAllBytes(snapshots.get(0));
    DocumentedBytes dump = DocumentedBytes.behind("The snapshot of the store above");
    dump.requireSame(file);
    assertThat(dump.bytes()).hasSameSizeAs(file);
  }

  @Test
  void theIndex() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory, OPTIONS, ENVIRONMENT)) {
      MessageQueue<String> orders = store.queue("orders", Codecs.text());
      assertThat(orders.peekOldest().orElseThrow().payload()).isEqualTo("two");
    }
    byte[] file = Files.readAllBytes(directory.resolve("index").resolve("00000001.index"));
    DocumentedBytes dump = DocumentedBytes.behind("Of the segment above");
    dump.requireSame(file);
    assertThat(dump.bytes()).hasSameSizeAs(file);
  }
}
