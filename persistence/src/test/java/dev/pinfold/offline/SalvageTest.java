package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.durable.StoreWriter;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to the files of a store: each message whose bytes are whole comes back. */
class SalvageTest {
  private static final int HEADER_BYTES = 96;

  @TempDir Path scratch;

  private final SettableClock clock = new SettableClock(1_700_000_000_000L);

  private Path directory() {
    return scratch.resolve("store");
  }

  private StoreOptions options() {
    return Written.options(clock, SegmentRetention.DELETE);
  }

  private static Salvage salvage(Path store, Path target) throws IOException {
    return OfflineStore.salvage(store, target, StoreOptions.DEFAULTS, ReadProgress.NONE);
  }

  private void fill(Random random) {
    for (int round = 0; round < 4; round++) {
      try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
        Written written = new Written(store, clock, random);
        written.work(400);
        assertThat(store.snapshot()).isPositive();
        if (round == 2) {
          int unused = store.compact();
        }
        written.work(200);
      }
    }
  }

  @Test
  void allOfASoundStore() throws IOException {
    fill(new Random(3));
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
    assertThat(found.snapshot()).isPresent();
    assertThat(found.messages()).isPositive();
    requireSame(found);
  }

  /** The new store is as the old one, as long as that can be replayed. */
  private void requireSame(Salvage found) {
    try (PastQueues one = OfflineStore.at(directory()).replay(Optional.empty(), ReadProgress.NONE);
        PastQueues other =
            OfflineStore.at(found.directory()).replay(Optional.empty(), ReadProgress.NONE)) {
      List<Change> changes = new ArrayList<>();
      one.changesTo(other, changes::add);
      assertThat(changes).isEmpty();
    }
  }

  /** Whatever lives is in the new store, as it was. */
  private static void requireBack(Salvage found, List<LivingMessage> wanted, String what) {
    assertThat(LivingMessage.missing(found.directory(), wanted)).as(what).isEmpty();
  }

  /** Its salt is lost with it, and documents give it away. */
  @Test
  void aDamagedHeaderTakesNothingWithIt() throws IOException {
    fill(new Random(5));
    List<LivingMessage> living = LivingMessage.all(directory());
    for (int at : new int[] {0, 3, 20, 50, 90}) {
      Path copy = Directories.copy(directory(), scratch.resolve("copy" + at));
      for (Path file : segments(copy)) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
      }
      Salvage found = salvage(copy, scratch.resolve("new" + at));
      requireBack(found, living, "byte " + at + " of all headers");
      assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
      assertThat(found.holes()).extracting(Salvage.Hole::why).contains("no intact header");
    }
  }

  private static List<Path> segments(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".pfj")).sorted().toList();
    }
  }

  /** Cut files end in the middle of anything, of a document's prefix too. */
  @Test
  void aFileThatEndsAnywhere() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 5; i++) {
        queue.add(new byte[] {(byte) i});
      }
    }
    Path file = directory().resolve("journal/0000000001.pfj");
    byte[] bytes = Files.readAllBytes(file);
    long before = -1;
    for (int length = 0; length < 600; length += 7) {
      Files.write(file, Arrays.copyOf(bytes, length));
      Path target = scratch.resolve("new" + length);
      long messages = salvage(directory(), target).messages();
      assertThat(messages).as("%s bytes", length).isGreaterThanOrEqualTo(before);
      before = messages;
      Directories.delete(target);
    }
    assertThat(before).isEqualTo(5);
  }

  @Test
  void withoutSnapshotsAndMark() throws IOException {
    fill(new Random(6));
    List<LivingMessage> living = LivingMessage.all(directory());
    Directories.delete(directory().resolve("snapshots"));
    Files.delete(directory().resolve("pinfold.store"));
    Salvage found = salvage(directory(), scratch.resolve("new"));
    requireBack(found, living, "no snapshots");
    assertThat(found.snapshot()).isEmpty();
  }

  @Test
  void whatIsMissingIsTold() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 12; i++) {
        queue.add(new byte[50_000]); // five in a segment
      }
      assertThat(queue.takeOldest()).isPresent();
    }
    Files.delete(directory().resolve("journal/0000000002.pfj"));
    Salvage found = salvage(directory(), scratch.resolve("new"));
    SalvagedQueue queue = found.queues().get(0);
    assertThat(queue.name()).isEqualTo("q");
    assertThat(queue.messages() + queue.unknown().get(0).count() + queue.lost().size())
        .isEqualTo(11);
    assertThat(queue.unknown()).hasSize(1);
    assertThat(found.holes())
        .extracting(Salvage.Hole::why)
        .singleElement()
        .asString()
        .matches("transactions \\d+ to \\d+ are missing");
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  private void fill50Kilobytes(int messages) {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < messages; i++) {
        byte[] payload = new byte[50_000]; // five in a segment
        Arrays.fill(payload, (byte) (i + 1));
        queue.add(payload);
      }
    }
  }

  private static boolean isBlank(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }

  /** A loss of power may leave one: only that its header is gone was made durable. */
  @Test
  void aPreparedFileWithWhatAnEarlierUseLeftInIt() throws IOException {
    fill50Kilobytes(12);
    byte[] old = Files.readAllBytes(segments(directory()).get(0));
    Arrays.fill(old, 0, HEADER_BYTES, (byte) 0);
    for (Path file : segments(directory())) {
      if (isBlank(Files.readAllBytes(file))) {
        Files.write(file, old);
      }
    }
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.messages()).isEqualTo(12);
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
  }

  @Test
  void aDamagedHeaderUnderAnotherSegmentsName() throws IOException {
    fill50Kilobytes(12);
    List<Path> files = segments(directory());
    byte[] first = Files.readAllBytes(files.get(0));
    byte[] third = Files.readAllBytes(files.get(2));
    first[20] ^= 4;
    Files.write(files.get(0), third);
    Files.write(files.get(2), first);
    assertThat(salvage(directory(), scratch.resolve("new")).messages()).isEqualTo(12);
  }

  @Test
  void aSegmentThatIsThereTwice() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 12; i++) {
        queue.add(new byte[50_000]);
      }
      assertThat(queue.takeOldest(2)).hasSize(2);
    }
    Files.copy(segments(directory()).get(0), directory().resolve("journal/0000000099.pfj"));
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.messages()).isEqualTo(10);
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
  }

  /** Beside the segment itself; it must not turn anything back. */
  @Test
  void anOlderCopyOfASegment() throws IOException {
    byte[] old;
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH.withMaxCount(5));
      queue.add(new byte[] {7});
      Message<byte[]> lease = queue.lease(Duration.ofMinutes(1)).orElseThrow();
      old = Files.readAllBytes(segments(directory()).get(0));
      queue.release(lease);
      queue.alter(QueuePolicy.PROCESS_CRASH.withMaxCount(500));
    }
    Files.write(directory().resolve("journal/0000000099.pfj"), old);
    Salvage found = salvage(directory(), scratch.resolve("new"));
    Files.delete(directory().resolve("journal/0000000099.pfj"));
    requireSame(found);
  }

  @Test
  void theMarkOfAnotherStore() throws IOException {
    fill50Kilobytes(5);
    try (PinfoldStore other = PinfoldStore.open(scratch.resolve("other"), options())) {
      assertThat(other.queues()).isEmpty();
    }
    Files.copy(
        scratch.resolve("other/pinfold.store"),
        directory().resolve("pinfold.store"),
        StandardCopyOption.REPLACE_EXISTING);
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.messages()).isEqualTo(5);
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  /** A prepared file may still hold what was in it before, also of a segment that is gone. */
  @Test
  void whatASegmentThatWasGivenBackHadLeft() throws IOException {
    byte[] old;
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 12; i++) {
        queue.add(new byte[50_000]);
      }
      old = Files.readAllBytes(segments(directory()).get(0));
      assertThat(queue.takeOldest(11)).hasSize(11);
      for (int i = 0; i < 3; i++) {
        assertThat(store.snapshot()).isPositive();
        int unused = store.compact();
      }
      queue.add(new byte[3]);
    }
    Arrays.fill(old, 0, HEADER_BYTES, (byte) 0);
    for (Path file : segments(directory())) {
      if (isBlank(Files.readAllBytes(file))) {
        Files.write(file, old);
        break;
      }
    }
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
    assertThat(found.messages()).isEqualTo(2);
  }

  /** With a right checksum; no release writes one. */
  @Test
  void anOpeningThatCannotBe() throws IOException {
    fill50Kilobytes(1);
    Directories.delete(directory().resolve("snapshots"));
    Path path = segments(directory()).get(0);
    SegmentFile file = SegmentFile.at(path);
    int record = file.record(file.documents().get(0), 0);
    int operation = record + 8;
    byte[] bytes = Files.readAllBytes(path);
    bytes[operation + 14] = 0; // durability: memory
    int length = file.numberAt(record + 4) & 0x3fff_ffff;
    int sum = SegmentBytes.crc(bytes, record + 4, operation + length);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(record, file.numberAt(0) ^ record ^ sum);
    Files.write(path, bytes);
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.messages()).isEqualTo(1);
    assertThat(found.queues().get(0).isNamed()).isFalse();
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  /** Where the last document ends is not told when its length is lost. */
  @Test
  void aLastMessageThatEndsInZerosBehindALostLength() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      queue.add(new byte[] {1});
      byte[] payload = new byte[1_000];
      payload[0] = 7;
      queue.add(payload);
    }
    Path file = segments(directory()).get(0);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int at = HEADER_BYTES;
    int last = at;
    while (bytes.getInt(at) > 0) {
      last = at;
      at += 4 + bytes.getInt(at);
    }
    bytes.putInt(last, bytes.getInt(last) ^ 0x4000_0000);
    Files.write(file, bytes.array());
    assertThat(salvage(directory(), scratch.resolve("new")).messages()).isEqualTo(2);
  }

  @Test
  @Timeout(60)
  void numbersAsHighAsCanBe() throws IOException {
    try (StoreWriter writer = StoreWriter.create(directory(), StoreOptions.DEFAULTS)) {
      writer.open("q", QueuePolicy.PROCESS_CRASH, 1L << 55, Instant.ofEpochMilli(5));
      writer.add("q", 1L << 54, Instant.ofEpochMilli(5), Map.of(), new byte[3], 0, 0);
      writer.finish();
    }
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.messages()).isEqualTo(1);
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
  }

  @Test
  void aQueueThatBecameOneInMemory() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      queue.add(new byte[] {1});
      queue.alter(QueuePolicy.MEMORY);
      queue.add(new byte[] {2});
      store.queue("r", QueuePolicy.PROCESS_CRASH).add(new byte[] {3});
    }
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
    assertThat(found.queues()).extracting(SalvagedQueue::name).containsExactly("r");
  }

  /** Where nothing lives any more, segments are given back; a sound store has gaps. */
  @Test
  void gapsThatTheSnapshotKnows() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 33; i++) {
        queue.add(new byte[50_000]);
        if (i >= 3 && i < 23) {
          assertThat(queue.takeNewest()).isPresent();
        }
      }
      for (int i = 0; i < 3; i++) {
        assertThat(store.snapshot()).isPositive();
        int unused = store.compact();
        queue.add(new byte[] {1});
        assertThat(queue.takeNewest()).isPresent();
      }
      assertThat(store.snapshot()).isPositive();
      queue.add(new byte[] {1});
    }
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
    assertThat(found.messages()).isEqualTo(14);
  }

  @Test
  void anEndThatIsGone() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 12; i++) {
        queue.add(new byte[50_000]);
      }
      assertThat(store.snapshot()).isPositive();
    }
    Files.delete(segments(directory()).get(2));
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.messages()).isEqualTo(10); // five are in a segment
    assertThat(found.queues().get(0).lost()).containsExactly(new NumberRange(11, 12));
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  /** How often it was handed out is told by what moved it, too. */
  @Test
  void deliveriesOfAMovedMessage() throws IOException {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      queue.add(new byte[] {1});
      queue.release(queue.lease(Duration.ofMinutes(1)).orElseThrow());
      queue.release(queue.lease(Duration.ofMinutes(1)).orElseThrow());
      for (int i = 0; i < 20; i++) {
        queue.add(new byte[50_000]);
        assertThat(queue.takeNewest()).isPresent();
      }
      for (int i = 0; i < 3; i++) {
        assertThat(store.snapshot()).isPositive();
        int unused = store.compact();
      }
    }
    Directories.delete(directory().resolve("snapshots"));
    Salvage found = salvage(directory(), scratch.resolve("new"));
    Map<Long, Integer> deliveries = new TreeMap<>();
    try (PastQueues past =
        OfflineStore.at(found.directory()).replay(Optional.empty(), ReadProgress.NONE)) {
      past.read("q", message -> deliveries.put(message.number(), message.deliveries()));
    }
    assertThat(deliveries).containsEntry(1L, 2);
  }

  /** Each number in it could be the length of a record, which would be read to its end. */
  @Test
  @Timeout(60)
  void aLargeMessageFullOfLengths() throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(4_000_000).order(ByteOrder.LITTLE_ENDIAN);
    while (payload.hasRemaining()) {
      payload.putInt(2_000_000);
    }
    try (PinfoldStore store =
        PinfoldStore.open(directory(), StoreOptions.DEFAULTS.withClock(clock))) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      queue.add(payload.array());
      queue.add(new byte[] {1});
    }
    Path file = segments(directory()).get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[1_000] ^= 1;
    Files.write(file, bytes);
    Salvage found = salvage(directory(), scratch.resolve("new"));
    assertThat(found.messages()).isEqualTo(1);
    assertThat(found.queues().get(0).lost()).containsExactly(new NumberRange(1, 1));
  }

  @Test
  void nothingIsWrittenIntoTheStore() {
    fill50Kilobytes(1);
    assertThatThrownBy(() -> salvage(directory(), directory().resolve("index/new")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lie in each other");
  }

  @Test
  void noLinkLeadsIntoTheStore() throws IOException {
    fill50Kilobytes(1);
    Path outside = Files.createDirectories(scratch.resolve("outside"));
    Path link = Files.createSymbolicLink(directory().resolve("link"), outside);
    assertThatThrownBy(() -> salvage(directory(), link)).hasMessageContaining("is a link");
    Path dangling =
        Files.createSymbolicLink(scratch.resolve("dangling"), directory().resolve("journal/sub"));
    assertThatThrownBy(() -> salvage(directory(), dangling.resolve("new")))
        .hasMessageContaining("lie in each other");
    assertThat(directory().resolve("journal/sub")).doesNotExist();
    Path disk = scratch.resolve("disk");
    Files.move(directory().resolve("journal"), disk);
    Files.createSymbolicLink(directory().resolve("journal"), disk);
    assertThatThrownBy(() -> salvage(directory(), disk.resolve("new")))
        .hasMessageContaining("lie in each other");
    assertThat(salvage(directory(), scratch.resolve("new")).messages()).isEqualTo(1);
  }

  /** It must not be taken for what an interrupted run left, which somebody would delete. */
  @Test
  void aStoreWithTheNameOfWhatIsBeingMade() {
    fill50Kilobytes(1);
    Path source = scratch.resolve("new.partial");
    assertThat(directory().toFile().renameTo(source.toFile())).isTrue();
    assertThatThrownBy(() -> salvage(source, scratch.resolve("new")))
        .hasMessageContaining("lie in each other")
        .hasMessageNotContaining("delete");
  }

  @Test
  void whatIsNoStore() throws IOException {
    assertThatThrownBy(() -> salvage(directory(), scratch.resolve("new")))
        .isInstanceOf(NoStoreException.class);
    Files.createDirectories(directory().resolve("journal"));
    assertThatThrownBy(() -> salvage(directory(), scratch.resolve("new")))
        .isInstanceOf(NoStoreException.class);
    assertThat(scratch.resolve("new")).doesNotExist();
  }

  @Test
  void anOpenStoreIsNotSalvaged() {
    try (PinfoldStore store = PinfoldStore.open(directory(), options())) {
      assertThat(store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH).add("x")).isEqualTo(1);
      assertThatThrownBy(() -> salvage(directory(), scratch.resolve("new")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is open in process");
    }
    assertThat(scratch.resolve("new")).doesNotExist();
  }
}
