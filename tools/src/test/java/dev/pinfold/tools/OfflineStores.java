package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Stores for the commands that look at them, in each state that they tell apart. */
final class OfflineStores {
  static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");
  static final String NASTY = "\u001b[31mred\u0007\u202e";
  static final byte[] RAW = {(byte) 0xff, 0, 27, '[', '2', 'J', (byte) 0xc3};
  static final String SECRET = "top-secret";

  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS
          .withSegmentBytes(256 << 10)
          .withSnapshots(SnapshotPolicy.NEVER)
          .withRetention(SegmentRetention.KEEP)
          .withClock(InstantSource.fixed(NOW));

  private OfflineStores() {}

  static PinfoldStore open(Path directory) {
    return PinfoldStore.open(directory, OPTIONS);
  }

  /** A little of everything, closed: transactions 1 to 10, with two snapshots. */
  static Path sound(Path directory) {
    try (PinfoldStore store = open(directory)) {
      fill(store);
    }
    return directory;
  }

  static void fill(PinfoldStore store) {
    MessageQueue<String> orders =
        store.queue("orders", Codecs.text(), QueuePolicy.POWER_LOSS.withMaxCount(1000));
    orders.add("{\"item\":\"tea\"}", Map.of("secret", SECRET)); // 2
    orders.add(NASTY); // 3
    store.queue("orders").add(RAW); // 4
    Message<String> leased = orders.lease(Duration.ofMinutes(5)).orElseThrow(); // 5
    boolean unused = orders.acknowledge(leased); // 6
    assertThat(store.snapshot()).isEqualTo(6);
    orders.takeOldest(); // 7
    store.queue("bills", Codecs.text(), QueuePolicy.PROCESS_CRASH).add(SECRET); // 8, 9
    assertThat(store.snapshot()).isEqualTo(9);
    assertThat(orders.add("last one")).isEqualTo(4); // 10
  }

  /** The same as a process leaves it that is killed between two operations. */
  static Path killed(Path directory) throws IOException {
    try (RestingWriter writer = RestingWriter.start(directory)) {
      writer.kill();
    }
    return directory;
  }

  /** The same as one leaves it that is killed while it writes: the last document has no length. */
  static Path torn(Path directory) throws IOException {
    return changeSegment(
        killed(directory),
        bytes -> {
          int last = lastDocument(bytes);
          bytes.putInt(last, 0);
          flip(bytes, last + 40);
        });
  }

  /** A byte flipped in the last document, of which it is told that it was forced. */
  static Path damagedBehindSnapshot(Path directory) {
    return changeSegment(sound(directory), bytes -> flip(bytes, lastDocument(bytes) + 40));
  }

  /** A byte flipped in the first document, which both snapshots know. */
  static Path damagedJournal(Path directory) {
    return damageFirstDocument(sound(directory));
  }

  private static Path damageFirstDocument(Path directory) {
    return changeSegment(directory, bytes -> flip(bytes, 120));
  }

  private static void flip(ByteBuffer bytes, int at) {
    bytes.put(at, (byte) ~bytes.get(at));
  }

  static Path damagedSnapshot(Path directory) throws IOException {
    damage(newestSnapshot(sound(directory)));
    return directory;
  }

  /** Flips a bit in the middle of a snapshot. */
  static void damage(Path snapshot) throws IOException {
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[bytes.length / 2] ^= 4;
    Files.write(snapshot, bytes);
  }

  /** Its newest snapshot is whole, and of a store that went another way from transaction 10 on. */
  static Path anotherHistory(Path directory) throws IOException {
    Path other = directory.resolveSibling("other");
    sound(directory);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve(directory.relativize(file).toString()));
      }
    }
    alter(directory, 100);
    alter(other, 200);
    Files.copy(
        newestSnapshot(other), newestSnapshot(directory), StandardCopyOption.REPLACE_EXISTING);
    return directory;
  }

  private static void alter(Path directory, int maxCount) {
    try (PinfoldStore store = open(directory)) {
      store
          .queue("orders", Codecs.text())
          .alter(QueuePolicy.POWER_LOSS.withMaxCount(maxCount)); // 11
      assertThat(store.snapshot()).isEqualTo(11);
    }
  }

  static Path damagedJournalAndSnapshot(Path directory) throws IOException {
    return damageFirstDocument(damagedSnapshot(directory));
  }

  /** Of a later release: the version in a segment's header, which is sound otherwise. */
  static Path tooNew(Path directory) {
    return changeSegment(
        sound(directory),
        bytes -> {
          bytes.putInt(4, 9);
          CRC32C crc = new CRC32C();
          crc.update(bytes.duplicate().limit(96).position(4));
          bytes.putInt(0, (int) crc.getValue());
        });
  }

  static Path newestSnapshot(Path directory) throws IOException {
    List<Path> snapshots = snapshots(directory);
    return snapshots.get(snapshots.size() - 1);
  }

  /** Its snapshots, oldest first. */
  static List<Path> snapshots(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("snapshots"))) {
      return files.sorted().toList();
    }
  }

  private static Path changeSegment(Path directory, Consumer<ByteBuffer> change) {
    Path segment = directory.resolve("journal/0000000001.pfj");
    try {
      byte[] bytes = Files.readAllBytes(segment);
      change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
      Files.write(segment, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  private static int lastDocument(ByteBuffer bytes) {
    int at = 96;
    int last = at;
    while (bytes.getInt(at) > 0) {
      last = at;
      at += 4 + bytes.getInt(at);
    }
    return last;
  }

  /**
   * Everything about a directory that writing would change: names, numbers, owners, permissions,
   * sizes, times, checksums. But for the content of {@code .lock}, which must not be opened in the
   * owner's process.
   */
  static Map<String, String> fingerprint(Path directory) throws IOException {
    Map<String, String> found = new TreeMap<>();
    List<Path> all;
    try (Stream<Path> paths = Files.walk(directory)) {
      all = paths.toList();
    }
    for (Path path : all) {
      String content = "";
      if (Files.isRegularFile(path) && !path.endsWith(".lock")) {
        CRC32C crc = new CRC32C();
        crc.update(Files.readAllBytes(path));
        content = Files.size(path) + " " + Long.toHexString(crc.getValue());
      }
      found.put(
          directory.relativize(path).toString(),
          Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
              + " "
              + Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS)
              + " "
              + Files.readAttributes(path, "unix:ino,uid,gid,mode", LinkOption.NOFOLLOW_LINKS)
              + " "
              + content);
    }
    return found;
  }

  /**
   * Waits for a store's owner to have done what it does by itself: it prepares segments.
   *
   * @param begun how many segments there are that are not only prepared
   */
  static void awaitRest(Path directory, int begun) throws IOException {
    long start = System.nanoTime();
    Map<String, String> before = Map.of();
    Map<String, String> now = Map.of();
    while (now.isEmpty() || !now.equals(before)) {
      assertThat(System.nanoTime() - start).as("time to come to rest").isLessThan(60_000_000_000L);
      before = now;
      now = isPreparing(directory, begun) ? Map.of() : fingerprint(directory);
    }
  }

  private static boolean isPreparing(Path directory, int begun) {
    String[] names =
        directory.resolve("journal").toFile().list((parent, name) -> name.contains(".pfj"));
    return names.length != begun + OPTIONS.archive().journal().segmentsAhead()
        || !Stream.of(names).allMatch(name -> name.endsWith(".pfj"));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, bytes.length));
  }
}
