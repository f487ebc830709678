package dev.pinfold.archive.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.Pinfold;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.docs.DocumentedBytes;
import dev.pinfold.durable.NoFiles;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.durable.SmallStore;
import dev.pinfold.fuzz.Fuzzer;
import dev.pinfold.fuzz.Heap;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.QueueState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as a snapshot's body, or as its whole file, on demand with checksums that are right: a
 * state that makes sense comes of it and can be written again, or it is rejected.
 */
@Tag("fuzz")
public class SnapshotFuzzTest {
  private static final SnapshotEncoding ENCODING = new KryoSnapshotEncoding();
  private static final long TRANSACTION = 7;
  private static final int CRC_BYTES = 4;

  /** How often numbers are stepped over, in one direction. */
  private static final int MOST_STEPS = 10_000;

  /** Of an input: flags; then bytes. */
  private static final int WHOLE_FILE = 1;

  private static final int MENDED = 2;

  private static final Path DIRECTORY = Fuzzer.scratch();

  private static final Path PATH = DIRECTORY.resolve(new SnapshotName(TRANSACTION).fileName());

  static Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    byte[] documented = DocumentedBytes.behind("The snapshot of the store above").bytes();
    for (byte[] file : List.of(documented, written(), withBody(new byte[0]))) {
      seeds.add(input(0, bodyOf(file)));
      seeds.add(input(WHOLE_FILE, file));
      seeds.add(input(WHOLE_FILE | MENDED, file));
    }
    return seeds.stream();
  }

  /** A snapshot of queues with holes, leases, a full chunk, and none. */
  private static byte[] written() throws IOException {
    Path store = Files.createTempDirectory(DIRECTORY, "seed").resolve("store");
    try (PinfoldStore pinfold = PinfoldStore.open(store, SmallStore.OPTIONS)) {
      for (Consumer<Pinfold> transaction : SmallStore.transactions(0)) {
        transaction.accept(pinfold);
      }
      MessageQueue<String> full =
          pinfold.queue("full", Codecs.text(), QueuePolicy.POWER_LOSS.withMaxCount(9_000));
      for (int i = 0; i < 9; i++) {
        long unused = full.addAll(Collections.nCopies(920, "m"));
      }
      long unused = pinfold.snapshot();
    }
    try (Stream<Path> files = Files.list(store.resolve("snapshots"))) {
      return Files.readAllBytes(files.findFirst().orElseThrow());
    }
  }

  private static byte[] bodyOf(byte[] file) {
    int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
    return Arrays.copyOfRange(file, header, file.length - SnapshotFormat.TRAILER_BYTES);
  }

  private static byte[] input(int flags, byte[] bytes) {
    return ByteBuffer.allocate(1 + bytes.length).put((byte) flags).put(bytes).array();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void knownBytes(byte[] input) throws IOException {
    fuzzerTestOneInput(input);
  }

  @Test
  void anyBytesAsASnapshot() throws Exception {
    Fuzzer.run(SnapshotFuzzTest.class, seeds());
  }

  /** Is given an input by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length < 1) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    byte[] file = (input[0] & WHOLE_FILE) == 0 ? withBody(bytes) : bytes;
    Files.write(PATH, (input[0] & MENDED) == 0 ? file : mended(file));
    Optional<RestoredQueues> loaded = Heap.bounded(file.length, SnapshotFuzzTest::load);
    if (loaded.isPresent()) {
      loaded.get().state().queues().forEach(SnapshotFuzzTest::requireSound);
      byte[] body = write(loaded.get());
      assertThat(body).hasSizeLessThanOrEqualTo(file.length);
      Files.write(PATH, withBody(body));
      RestoredQueues again = load().orElseThrow();
      assertThat(write(again)).isEqualTo(body);
      assertThat(again.state().lastTransaction()).isEqualTo(loaded.get().state().lastTransaction());
      assertThat(again.state().nextQueueId()).isEqualTo(loaded.get().state().nextQueueId());
      again.state().queues().forEach(SnapshotFuzzTest::requireSound);
    }
  }

  private static Optional<RestoredQueues> load() throws IOException {
    SnapshotSearch<RestoredQueues> search =
        SnapshotStore.readOnly(DIRECTORY, ENCODING)
            .newestGood(
                (header, in) -> {
                  RestoredQueues queues = new RestoredQueues(new NoFiles(), 1 << 20);
                  queues.machine().restore(in, header.machineVersion());
                  return queues;
                });
    search.rejected().forEach(no -> assertThat(no.reason()).startsWith("at byte "));
    return search.loaded().map(SnapshotSearch.Loaded::state);
  }

  private static byte[] write(RestoredQueues queues) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SnapshotOutput out = ENCODING.output(bytes);
    queues.machine().capture().writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }

  /** What the engine takes for granted of a queue. */
  private static void requireSound(QueueState queue) {
    assertThat(queue.policy().durability().isJournaled()).isTrue();
    LiveSet live = queue.live();
    long count = 0;
    long number = live.first();
    while (number != LiveSet.NONE && count < MOST_STEPS) {
      assertThat(number).isBetween(1L, queue.nextNumber() - 1);
      assertThat(live.contains(number)).isTrue();
      assertThat(live.previous(number)).isEqualTo(number);
      count++;
      number = live.next(number + 1);
    }
    assertThat(live.count()).isGreaterThanOrEqualTo(count);
    if (count < MOST_STEPS) {
      assertThat(live.count()).isEqualTo(count);
    }
    assertThat(live.last()).isBetween(live.first(), queue.nextNumber() - 1);
    for (Map.Entry<Long, MessageLease> lease : queue.leases().byNumber().entrySet()) {
      assertThat(live.contains(lease.getKey())).isTrue();
      long until = lease.getValue().untilMillis();
      assertThat(queue.leases().isHidden(lease.getKey(), until)).isFalse();
      if (until != 0 && until != Long.MIN_VALUE) {
        assertThat(queue.leases().isHidden(lease.getKey(), until - 1)).isTrue();
      }
    }
  }

  private static byte[] withBody(byte[] body) {
    SnapshotHeader header =
        new SnapshotHeader(
            new UUID(7, 8),
            RestoredQueues.KIND,
            RestoredQueues.VERSION,
            TRANSACTION,
            1,
            96,
            TRANSACTION + 1,
            0,
            new TreeMap<>());
    ByteBuffer head = SnapshotFormat.header(header, body.length);
    ByteBuffer tail = SnapshotFormat.trailer(crc(body, 0, body.length));
    return ByteBuffer.allocate(head.remaining() + body.length + tail.remaining())
        .put(head)
        .put(body)
        .put(tail)
        .array();
  }

  private static int crc(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }

  /** With all that is checked before a header is read, and before a body is. */
  private static byte[] mended(byte[] bytes) {
    byte[] right = bytes.clone();
    ByteBuffer file = ByteBuffer.wrap(right).order(ByteOrder.LITTLE_ENDIAN);
    int most = bytes.length - SnapshotFormat.TRAILER_BYTES;
    byte[] like = withBody(new byte[0]);
    if (most < like.length) {
      return bytes;
    }
    file.put(like, 0, 12); // magic and version
    int headerBytes = file.getInt(12);
    if (headerBytes >= 88 && headerBytes <= most) {
      file.putLong(32, TRANSACTION).putLong(64, most - headerBytes);
      file.putInt(headerBytes - CRC_BYTES, crc(right, 0, headerBytes - CRC_BYTES));
      ByteBuffer trailer = SnapshotFormat.trailer(crc(right, headerBytes, most - headerBytes));
      file.position(most).put(trailer);
    }
    return right;
  }
}
