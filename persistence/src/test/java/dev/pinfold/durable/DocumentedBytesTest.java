package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.journal.Environment;
import dev.pinfold.codec.Codecs;
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
  private String page;
  private String documentedStore;

  @BeforeEach
  void makeTheStore() throws IOException {
    directory = root.resolve("store");
    page = Files.readString(Path.of("..", "docs", "file-format.md"));
    Matcher line = Pattern.compile("(?m)^pinfold-store 1 .*\\n").matcher(page);
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
    Dump dump = dumpBehind("### A real one");
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
    Dump dump = dumpBehind("The snapshot of the store above");
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
    Dump dump = dumpBehind("Of the segment above");
    dump.requireSame(file);
    assertThat(dump.bytes()).hasSameSizeAs(file);
  }

  private Dump dumpBehind(String text) {
    int from = page.indexOf("```\n", page.indexOf(text));
    assertThat(page.indexOf(text)).as(text).isPositive();
    return new Dump(page.substring(from + 4, page.indexOf("```", from + 4)).lines().toList());
  }

  /**
   * Lines of an offset in hex, bytes in the columns that are theirs in lines of 16, and words; or
   * empty lines.
   */
  private static final class Dump {
    private static final int WORDS_AT = 60;

    private final List<String> lines;

    Dump(List<String> lines) {
      this.lines = lines;
    }

    private static int offset(String line) {
      return Integer.parseInt(line.substring(0, 8), 16);
    }

    private static String hex(String line) {
      return line.substring(8, Math.min(WORDS_AT, line.length())).replace(" ", "");
    }

    /** The bytes, which must be shown without gaps from 0 on. */
    byte[] bytes() {
      StringBuilder all = new StringBuilder();
      for (String line : lines) {
        if (!line.isEmpty()) {
          assertThat(offset(line)).as(line).isEqualTo(all.length() / 2);
          all.append(hex(line));
        }
      }
      return java.util.HexFormat.of().parseHex(all);
    }

    /** Requires the bytes of this file, in the columns that are theirs. */
    void requireSame(byte[] file) {
      String should = String.join("\n", lines.stream().map(line -> with(file, line)).toList());
      assertThat(String.join("\n", lines)).as("it should be%n%s%n", should).isEqualTo(should);
    }

    private static String with(byte[] file, String line) {
      if (line.isEmpty()) {
        return line;
      }
      StringBuilder right = new StringBuilder(line.substring(0, 8));
      int from = offset(line);
      for (int at = from; at < from + hex(line).length() / 2; at++) {
        int column = at & 15;
        pad(right, 10 + 3 * column + (column >= 8 ? 1 : 0));
        right.append(String.format("%02x", at < file.length ? file[at] : 0));
      }
      if (line.length() > WORDS_AT) {
        pad(right, WORDS_AT);
        right.append(line.substring(WORDS_AT));
      }
      return right.toString();
    }

    private static void pad(StringBuilder line, int to) {
      line.append(" ".repeat(Math.max(0, to - line.length())));
    }
  }
}
