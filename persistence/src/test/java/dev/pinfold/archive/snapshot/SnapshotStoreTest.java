package dev.pinfold.archive.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
  private static final UUID STORE = new UUID(1, 2);
  private static final SnapshotEncoding KRYO = new KryoSnapshotEncoding();

  @TempDir Path temp;

  private Path directory() {
    return temp.resolve("snapshots");
  }

  private SnapshotStore open() throws IOException {
    return SnapshotStore.open(directory(), STORE, KRYO, Device.SYSTEM);
  }

  private static SnapshotHeader header(long transaction) {
    return new SnapshotHeader(
        STORE,
        "näme",
        3,
        transaction,
        7,
        0xFFFF_FFFCL,
        transaction + 1,
        1234,
        new TreeMap<>(Map.of(0, 96, 5, 1 << 30, 7, 100)));
  }

  private static SnapshotFile write(SnapshotStore store, long transaction) throws IOException {
    return store.write(header(transaction), out -> out.writeLong(transaction * 10));
  }

  private static long read(SnapshotHeader header, SnapshotInput in) throws IOException {
    assertThat(header).isEqualTo(header(header.transaction()));
    return in.readLong();
  }

  private static void damage(SnapshotFile file) throws IOException {
    byte[] bytes = Files.readAllBytes(file.path());
    bytes[bytes.length / 2] ^= 1;
    Files.write(file.path(), bytes);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Long> transactions(List<SnapshotFile> files) {
    return files.stream().map(SnapshotFile::transaction).toList();
  }

  @Test
  void everyKindOfValueComesBack() throws IOException {
    long[] longs = new long[100_000];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = i * 0x9E3779B97F4A7C15L;
    }
    byte[] bytes = new byte[200_000];
    bytes[199_999] = 1;
    int[] ints = {0, 1, 127, 128, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    long[] some = {0, 1, 127, 128, -1, Long.MAX_VALUE, Long.MIN_VALUE};
    SnapshotStore store = open();
    store.write(
        header(1),
        out -> {
          out.writeBoolean(true);
          out.writeBoolean(false);
          for (int each : ints) {
            out.writeInt(each);
          }
          for (long each : some) {
            out.writeLong(each);
          }
          out.writeString("");
          out.writeString("größer \uD83D\uDE00");
          out.writeBytes(new byte[0]);
          out.writeBytes(bytes);
          out.writeLongs(longs, 10, 99_990);
          out.writeLongs(longs, 0, 0);
          out.writeInt(2);
          out.writeString("a");
          out.writeString("b");
        });
    SnapshotSearch<String> found =
        open()
            .newestGood(
                (header, in) -> {
                  assertThat(in.readBoolean()).isTrue();
                  assertThat(in.readBoolean()).isFalse();
                  for (int each : ints) {
                    assertThat(in.readInt()).isEqualTo(each);
                  }
                  for (long each : some) {
                    assertThat(in.readLong()).isEqualTo(each);
                  }
                  assertThat(in.readString()).isEmpty();
                  assertThat(in.readString()).isEqualTo("größer \uD83D\uDE00");
                  assertThat(in.readBytes()).isEmpty();
                  assertThat(in.readBytes()).isEqualTo(bytes);
                  long[] read = in.readLongs();
                  assertThat(read).hasSize(99_990).startsWith(longs[10]).endsWith(longs[99_999]);
                  assertThat(in.readLongs()).isEmpty();
                  int count = in.readCount(1);
                  StringBuilder text = new StringBuilder();
                  for (int i = 0; i < count; i++) {
                    text.append(in.readString());
                  }
                  assertThat(in.remaining()).isZero();
                  return text.toString();
                });
    assertThat(found.loaded().orElseThrow().state()).isEqualTo("ab");
    assertThat(found.rejected()).isEmpty();
  }

  @Test
  void anEmptyBodyAndNoSegments() throws IOException {
    SnapshotHeader bare = new SnapshotHeader(STORE, "", 0, 0, 0, 0, 1, -5, new TreeMap<>());
    open().write(bare, out -> {});
    assertThat(open().newestGood((header, in) -> header).loaded().orElseThrow().state())
        .isEqualTo(bare);
  }

  @Test
  void filesAreForTheOwnerOnlyAndNothingElseIsLeft() throws IOException {
    SnapshotFile file = write(open(), 12);
    assertThat(names()).containsExactly("snapshot-00000000000000000012.pfs");
    assertThat(file.bytes()).isEqualTo(Files.size(file.path()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void theNewestGoodOneIsReadAndTheOthersAreReported() throws IOException {
    SnapshotStore store = open();
    for (long transaction : new long[] {3, 100, 20}) {
      write(store, transaction);
    }
    List<SnapshotFile> files = store.list();
    assertThat(transactions(files)).containsExactly(100L, 20L, 3L);
    damage(files.get(0));
    SnapshotSearch<Long> found = store.newestGood(SnapshotStoreTest::read);
    assertThat(found.loaded().orElseThrow().state()).isEqualTo(200);
    assertThat(found.loaded().orElseThrow().snapshot().header()).isEqualTo(header(20));
    assertThat(found.rejected()).hasSize(1);
    assertThat(found.rejected().get(0).file()).isEqualTo(files.get(0));
    assertThat(found.rejected().get(0).reason()).contains("CRC-32C");
    damage(files.get(1));
    damage(files.get(2));
    found = store.newestGood(SnapshotStoreTest::read);
    assertThat(found.loaded()).isEmpty();
    assertThat(found.rejected()).hasSize(3);
  }

  @Test
  void aReaderCanRefuseAndMustReadAll() throws IOException {
    SnapshotStore store = open();
    write(store, 1);
    write(store, 2);
    write(store, 3);
    SnapshotSearch<Long> found =
        store.newestGood(
            (header, in) -> {
              if (header.transaction() == 3) {
                throw new SnapshotUnreadableException(72, "machine version 2", "3");
              }
              return header.transaction() == 2 ? Long.valueOf(0) : (Long) in.readLong();
            });
    assertThat(found.loaded().orElseThrow().state()).isEqualTo(10);
    assertThat(found.rejected().get(0).reason())
        .isEqualTo("at byte 72: expected machine version 2, found 3");
    assertThat(found.rejected().get(1).reason()).contains("does not know");
  }

  @Test
  void anotherExceptionOfAReaderEndsTheSearch() throws IOException {
    SnapshotStore store = open();
    write(store, 1);
    assertThatThrownBy(
            () ->
                store.newestGood(
                    (header, in) -> {
                      throw new IllegalStateException("a bug");
                    }))
        .hasMessage("a bug");
  }

  @Test
  void readingFurtherThanTheBodyIsRefused() throws IOException {
    SnapshotStore store = open();
    store.write(
        header(1),
        out -> {
          out.writeInt(Integer.MAX_VALUE);
          out.writeInt(-1);
        });
    List<SnapshotStore.Reader<Object>> readers =
        List.of(
            (header, in) -> in.readBytes(),
            (header, in) -> in.readString(),
            (header, in) -> in.readLongs(),
            (header, in) -> in.readCount(1),
            (header, in) -> in.readBoolean(),
            (header, in) -> in.readInt() + in.readCount(1),
            (header, in) -> in.readInt() + in.readInt() + in.readInt(),
            (header, in) -> in.readInt() + in.readInt() + in.readLong(),
            (header, in) -> in.readInt() + in.readInt() + "" + in.readBoolean());
    for (SnapshotStore.Reader<Object> each : readers) {
      SnapshotSearch<Object> found = store.newestGood(each);
      assertThat(found.loaded()).isEmpty();
      assertThat(found.rejected().get(0).reason()).contains("of the body");
    }
  }

  @Test
  void aSnapshotOfAnotherStoreOrUnderAnotherNameIsRejected() throws IOException {
    SnapshotFile file = write(open(), 5);
    SnapshotStore other = SnapshotStore.open(directory(), new UUID(8, 9), KRYO, Device.SYSTEM);
    assertThat(other.newestGood(SnapshotStoreTest::read).rejected().get(0).reason())
        .contains("the store " + new UUID(8, 9));
    assertThatThrownBy(() -> write(other, 6)).isInstanceOf(IllegalArgumentException.class);
    Files.copy(file.path(), directory().resolve(new SnapshotName(6).fileName()));
    SnapshotSearch<Long> found = open().newestGood(SnapshotStoreTest::read);
    assertThat(found.loaded().orElseThrow().state()).isEqualTo(50);
    assertThat(found.rejected().get(0).reason()).contains("transaction 6 as in its name");
  }

  @Test
  void aFailedWriteLeavesWhatWasThere() throws IOException {
    SnapshotStore store = open();
    write(store, 1);
    assertThatThrownBy(
            () ->
                store.write(
                    header(2),
                    out -> {
                      out.writeBytes(new byte[1 << 20]);
                      throw new IOException("no more");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no more");
    assertThatThrownBy(
            () ->
                store.write(
                    header(1),
                    out -> {
                      throw new IllegalStateException("a bug");
                    }))
        .hasMessage("a bug");
    assertThatThrownBy(() -> store.write(header(2), out -> out.writeString("\uD800")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("surrogate");
    assertThat(names()).containsExactly("snapshot-00000000000000000001.pfs");
    assertThat(store.newestGood(SnapshotStoreTest::read).loaded().orElseThrow().state())
        .isEqualTo(10);
  }

  @Test
  void oneOfTheSameTransactionIsReplaced() throws IOException {
    SnapshotStore store = open();
    store.write(header(4), out -> out.writeLong(1));
    store.write(header(4), out -> out.writeLong(2));
    assertThat(store.list()).hasSize(1);
    assertThat(store.newestGood(SnapshotStoreTest::read).loaded().orElseThrow().state())
        .isEqualTo(2);
  }

  /** It counts as damaged, and is not deleted. */
  @Test
  void whatHasTheNameOfASnapshotAndIsNoFile() throws IOException {
    SnapshotStore store = open();
    for (int transaction : List.of(3, 4, 7)) {
      write(store, transaction);
    }
    for (int transaction : List.of(2, 9)) {
      Files.createDirectories(
          directory().resolve(new SnapshotName(transaction).fileName()).resolve("mine"));
    }
    assertThat(transactions(store.list())).containsExactly(9L, 7L, 4L, 3L, 2L);
    assertThat(store.newestGood(SnapshotStoreTest::read).rejected())
        .singleElement()
        .satisfies(one -> assertThat(one.file().transaction()).isEqualTo(9))
        .satisfies(one -> assertThat(one.reason()).contains("found a directory"));
    SnapshotPruning pruning = store.keepNewest(2);
    assertThat(transactions(pruning.deleted())).containsExactly(3L);
    assertThat(transactions(store.list())).containsExactly(9L, 7L, 4L, 2L);
  }

  @Test
  void staleTemporariesGoWhenItOpensAndOtherFilesStay() throws IOException {
    write(open(), 1);
    Path stale = directory().resolve(new SnapshotName(2).temporaryFileName());
    Files.write(stale, new byte[10]);
    List<String> others =
        List.of("snapshot-1.pfs", "snapshot-99999999999999999999.pfs", "x.tmp", "notes");
    for (String other : others) {
      Files.writeString(directory().resolve(other), "mine");
    }
    SnapshotStore looking = SnapshotStore.readOnly(directory(), KRYO);
    assertThat(transactions(looking.list())).containsExactly(1L);
    assertThat(stale).exists();
    SnapshotStore store = open();
    assertThat(store.removedTemporaries()).containsExactly(stale);
    assertThat(stale).doesNotExist();
    assertThat(transactions(store.list())).containsExactly(1L);
    store.keepNewest(1);
    assertThat(names()).containsAll(others);
  }

  @Test
  void damagedOnesDoNotCountAmongTheKept() throws IOException {
    SnapshotStore store = open();
    for (long transaction = 1; transaction <= 6; transaction++) {
      write(store, transaction);
    }
    List<SnapshotFile> files = store.list();
    damage(files.get(0));
    damage(files.get(2));
    damage(files.get(4));
    SnapshotPruning pruning = store.keepNewest(2);
    assertThat(pruning.kept())
        .extracting(VerifiedSnapshot::header)
        .containsExactly(header(5), header(3));
    assertThat(pruning.damaged())
        .extracting(RejectedSnapshot::file)
        .containsExactly(files.get(0), files.get(2));
    assertThat(pruning.deleted()).containsExactly(files.get(4), files.get(5));
    assertThat(transactions(store.list())).containsExactly(6L, 5L, 4L, 3L);
    assertThatThrownBy(() -> store.keepNewest(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withTooFewGoodOnesNothingIsDeleted() throws IOException {
    SnapshotStore store = open();
    for (long transaction = 1; transaction <= 4; transaction++) {
      damage(write(store, transaction));
    }
    write(store, 5);
    assertThat(store.keepNewest(2).deleted()).isEmpty();
    assertThat(store.list()).hasSize(5);
  }

  @Test
  void readOnlyNeverWrites() throws IOException {
    SnapshotStore missing = SnapshotStore.readOnly(directory(), KRYO);
    assertThat(missing.list()).isEmpty();
    assertThat(missing.newestGood(SnapshotStoreTest::read).loaded()).isEmpty();
    assertThat(directory()).doesNotExist();
    SnapshotFile file = write(open(), 1);
    SnapshotStore store = SnapshotStore.readOnly(directory(), KRYO);
    assertThat(store.verify(file).header()).isEqualTo(header(1));
    assertThat(store.newestGood(SnapshotStoreTest::read).loaded()).isPresent();
    assertThatThrownBy(() -> write(store, 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.keepNewest(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFileThatVanishesWhileItIsLookedForIsRejected() throws IOException {
    SnapshotStore store = open();
    write(store, 1);
    SnapshotFile newest = write(store, 2);
    List<Long> seen = new ArrayList<>();
    SnapshotSearch<Long> found =
        store.newestGood(
            (header, in) -> {
              seen.add(header.transaction());
              if (header.transaction() == 2) {
                byte[] bytes = Files.readAllBytes(newest.path());
                bytes[bytes.length - SnapshotFormat.TRAILER_BYTES - 1] ^= 1;
                Files.write(newest.path(), bytes); // after it was verified
              }
              return in.readLong();
            });
    assertThat(seen).containsExactly(2L, 1L);
    assertThat(found.rejected().get(0).reason()).contains("changed while it was read");
    Files.delete(newest.path());
    assertThatThrownBy(() -> store.verify(newest)).isInstanceOf(IOException.class);
  }

  @Test
  void damageCanBeToldAsTheEnginesException() {
    Path file = directory().resolve("f");
    StoreCorruptException corrupt =
        new SnapshotUnreadableException(5, "a", "b").asCorrupt(file, "Run pinfold verify.");
    assertThat(corrupt.offset()).isEqualTo(5);
    assertThat(corrupt.file()).isEqualTo(file);
    assertThat(corrupt).hasMessageContaining("expected a, found b. Run pinfold verify.");
  }
}
