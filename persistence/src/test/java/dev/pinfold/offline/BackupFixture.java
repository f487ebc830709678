package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A store, and a backup of it, whose clocks are one. */
final class BackupFixture {
  static final long START = 1_700_000_000_000L;
  static final int LARGE = 50_000; // four of them are a segment

  final SettableClock clock = new SettableClock(START);
  final Path directory;
  final Path target;

  BackupFixture(Path scratch) {
    directory = scratch.resolve("store");
    target = scratch.resolve("backup");
  }

  PinfoldStore open() {
    return open(directory);
  }

  PinfoldStore open(Path store) {
    return PinfoldStore.open(store, Written.options(clock, SegmentRetention.DELETE));
  }

  /** Adds large messages to the queue {@code q}. */
  void fill(PinfoldStore store, int messages) {
    MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
    for (int i = 0; i < messages; i++) {
      long number = queue.add(new byte[LARGE]);
      assertThat(number).isPositive();
    }
  }

  /** A store that was closed, with so many large messages. */
  void filled(int messages) {
    try (PinfoldStore store = open()) {
      fill(store, messages);
    }
  }

  BackupOptions options() {
    return BackupOptions.DEFAULTS.withClock(clock);
  }

  /** A run that must be sound. */
  Backup backup() throws IOException {
    return backup(ReadProgress.NONE);
  }

  Backup backup(ReadProgress progress) throws IOException {
    clock.advance(1);
    Backup done = OfflineStore.at(directory).backup(target, options(), progress);
    requireSound(done.run());
    return done;
  }

  static void requireSound(Path store) {
    Verification found = OfflineStore.at(store).verify(ReadProgress.NONE);
    assertThat(found.journal().state())
        .as("%s", found.journal())
        .isEqualTo(JournalVerdict.State.SOUND);
    assertThat(found.snapshots()).allMatch(SeenSnapshot::isGood);
    assertThat(found.agrees()).as("%s", found.comparisons()).isTrue();
  }

  List<Path> runs() {
    return OfflineStore.runs(target).stream().map(BackupRun::directory).toList();
  }

  static PastQueues past(Path store) {
    return OfflineStore.at(store).replay(Optional.empty(), ReadProgress.NONE);
  }

  /** The same queues with the same messages. */
  static void requireSame(Path one, Path other) {
    try (PastQueues before = past(one);
        PastQueues after = past(other)) {
      List<Change> changes = new ArrayList<>();
      before.changesTo(after, changes::add);
      assertThat(changes).isEmpty();
      assertThat(after.transaction()).isEqualTo(before.transaction());
    }
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static List<Path> segments(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".pfj")).sorted().toList();
    }
  }

  static Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** All in a directory, by name: which file it is, and what is in it. */
  static Map<String, String> content(Path directory) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        found.put(
            directory.relativize(file).toString(),
            identity(file) + " " + bytes.length + " " + SegmentBytes.crc(bytes, 0, bytes.length));
      }
    }
    return found;
  }

  static void flip(Path file, int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset] ^= 1;
    Files.write(file, bytes);
  }
}
