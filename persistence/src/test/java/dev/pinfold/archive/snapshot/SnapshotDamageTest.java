package dev.pinfold.archive.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.archive.files.Device;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to the bytes of a snapshot, its reader sees none of them unless all are right.
 */
class SnapshotDamageTest {
  private static final UUID STORE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  /**
   * A file of version 1, which must open forever: magic, version, header length; store id;
   * transaction, segment, offset; next transaction, creation time; body length, machine version,
   * the lengths of name and segments; name, segments, header CRC-32C; body; trailer.
   */
  private static final String VERSION_1 =
      String.join(
          "",
          "895046530d0a1a0a010000006e000000",
          "7766554433221100ffeeddccbbaa99882a000000000000000300000000100000",
          "2b000000000000000068e5cf8b0100001900000000000000",
          "010000000600000002000000",
          "71756575657301000000a00f000003000000001000007eed0750",
          "057374617465020100000000000000feffffffffffffffac02",
          "39bd002d0a1a0a0d53465089");

  @TempDir Path directory;
  private SnapshotStore store;
  private SnapshotFile file;
  private byte[] good;

  private static SnapshotHeader header() {
    return new SnapshotHeader(
        STORE,
        "queues",
        1,
        42,
        3,
        4096,
        43,
        1_700_000_000_000L,
        new TreeMap<>(Map.of(1, 4000, 3, 4096)));
  }

  @BeforeEach
  void writeOne() throws IOException {
    store = SnapshotStore.open(directory, STORE, new KryoSnapshotEncoding(), Device.SYSTEM);
    file =
        store.write(
            header(),
            out -> {
              out.writeString("state");
              out.writeLongs(new long[] {1, -2}, 0, 2);
              out.writeInt(300);
            });
    good = Files.readAllBytes(file.path());
  }

  private void requireRejected(byte[] bytes) throws IOException {
    Files.write(file.path(), bytes);
    assertThatThrownBy(() -> store.verify(file)).isInstanceOf(SnapshotUnreadableException.class);
    SnapshotSearch<Object> found =
        store.newestGood(
            (header, in) -> {
              throw new AssertionError("the reader was asked");
            });
    assertThat(found.loaded()).isEmpty();
    assertThat(found.rejected()).hasSize(1);
  }

  @Test
  void aFileOfVersion1() throws IOException {
    assertThat(HexFormat.of().formatHex(good)).isEqualTo(VERSION_1);
    Files.write(file.path(), HexFormat.of().parseHex(VERSION_1));
    assertThat(store.verify(file).header()).isEqualTo(header());
    String read =
        store
            .newestGood(
                (header, in) -> in.readString() + Arrays.toString(in.readLongs()) + in.readInt())
            .loaded()
            .orElseThrow()
            .state();
    assertThat(read).isEqualTo("state[1, -2]300");
  }

  @Test
  void cutAtAnyByte() throws IOException {
    for (int length = 0; length < good.length; length++) {
      requireRejected(Arrays.copyOf(good, length));
    }
    requireRejected(Arrays.copyOf(good, good.length + 1));
    requireRejected(Arrays.copyOf(good, good.length * 2));
  }

  @Test
  void anyBitFlipped() throws IOException {
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bytes = good.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      requireRejected(bytes);
    }
  }

  @Test
  void anyFourBytesZeroedOrSetToOnes() throws IOException {
    for (int at = 0; at + 4 <= good.length; at++) {
      for (byte value : new byte[] {0, -1, 0x7F}) {
        byte[] bytes = good.clone();
        Arrays.fill(bytes, at, at + 4, value);
        if (!Arrays.equals(bytes, good)) {
          requireRejected(bytes);
        }
      }
    }
  }

  /** A length that was attacked together with the header's checksum, which is no secret. */
  @ParameterizedTest
  @CsvSource({
    "12,2147483647",
    "12,-1",
    "12,16777216",
    "12,87",
    "12,89",
    "64,9223372036854775807",
    "64,-1",
    "64,0",
    "76,2147483647",
    "76,-1",
    "76,1000",
    "76,0",
    "80,2147483647",
    "80,-1",
    "80,0",
    "80,1073741824",
    "40,-1",
    "48,0",
    "84,-1",
    "90,-1",
    "94,-1",
    "98,1"
  })
  void anAttackedHeader(int at, long value) throws IOException {
    byte[] bytes = good.clone();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (at == 64 || at == 48) {
      buffer.putLong(at, value);
    } else {
      buffer.putInt(at, (int) value);
    }
    int headerBytes = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, headerBytes - 4);
    buffer.putInt(headerBytes - 4, (int) crc.getValue());
    requireRejected(bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomFilesAndRandomTails(long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      System.arraycopy(good, 0, bytes, 0, Math.min(random.nextInt(100), bytes.length));
      requireRejected(bytes);
    }
  }

  @Test
  void aHugeClaimInASmallFileOrAHugeSparseFile() throws IOException {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 8L << 30);
    }
    assertThatThrownBy(() -> store.verify(file)).isInstanceOf(SnapshotUnreadableException.class);
  }
}
