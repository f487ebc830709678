package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.snapshot.SnapshotName;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a journal, where a loss leaves the least traces. */
class SalvageEndTest {
  @TempDir Path scratch;

  private final SettableClock clock = new SettableClock(1_700_000_000_000L);

  private StoreOptions options() {
    return Written.options(clock, SegmentRetention.DELETE);
  }

  /** A store as a killed process leaves it. */
  private Path killed(Consumer<PinfoldStore> work) throws IOException {
    Path original = scratch.resolve("store");
    Path killed = scratch.resolve("killed");
    try (PinfoldStore store = PinfoldStore.open(original, options())) {
      work.accept(store);
      Path unused = Directories.copyOpen(original, killed);
    }
    Files.delete(killed.resolve("lock"));
    return killed;
  }

  private static MessageQueue<byte[]> queue(PinfoldStore store) {
    return store.queue("q", QueuePolicy.PROCESS_CRASH);
  }

  /** Five of 50,000 bytes fill a segment. */
  private Path killed(int messages, int bytes) throws IOException {
    return killed(
        store -> {
          MessageQueue<byte[]> queue = queue(store);
          for (int i = 0; i < messages; i++) {
            queue.add(new byte[bytes]);
          }
        });
  }

  private Salvage salvage(Path store) throws IOException {
    return OfflineStore.salvage(store, scratch.resolve("new"), options(), ReadProgress.NONE);
  }

  private void require(Path store, int messages, Salvage.State state) throws IOException {
    Salvage found = salvage(store);
    assertThat(found.messages()).as("%s", found).isEqualTo(messages);
    assertThat(found.state()).as("%s", found).isEqualTo(state);
  }

  private static List<String> content(Path store) {
    List<String> messages = new ArrayList<>();
    try (PastQueues past = OfflineStore.at(store).replay(Optional.empty(), ReadProgress.NONE)) {
      for (PastQueue queue : past.queues()) {
        past.read(queue.name(), message -> messages.add(queue.name() + "/" + message.number()));
      }
    }
    return messages;
  }

  @Test
  void aKilledStoreIsWhole() throws IOException {
    require(killed(12, 50_000), 12, Salvage.State.WHOLE);
  }

  /** The end mark of the one before says that there was one. */
  @Test
  void theLastSegmentIsGone() throws IOException {
    Path store = killed(12, 50_000);
    for (Path file : SegmentFile.all(store).subList(2, SegmentFile.all(store).size())) {
      Files.delete(file);
    }
    require(store, 10, Salvage.State.INCOMPLETE);
  }

  @Test
  void theLastSegmentIsGoneAndPreparedOnesAreThere() throws IOException {
    Path store = killed(12, 50_000);
    Path last = SegmentFile.all(store).get(2);
    Files.delete(last);
    Path prepared = store.resolve("journal/0000000004.pfj");
    if (!Files.exists(prepared)) {
      Files.write(prepared, new byte[256 << 10]);
    }
    require(store, 10, Salvage.State.INCOMPLETE);
  }

  private static Path prepare(Path store, int segment) throws IOException {
    return Files.write(store.resolve("journal/%010d.pfj".formatted(segment)), new byte[256 << 10]);
  }

  private static JournalVerdict verified(Path store) {
    return OfflineStore.at(store).verify(ReadProgress.NONE).journal();
  }

  /** Nobody leaves one out that he prepares: what is missing may have been begun. */
  @Test
  void aGapBetweenPreparedSegments() throws IOException {
    Path store = killed(12, 50_000);
    for (int segment : List.of(4, 5, 7)) {
      prepare(store, segment);
    }
    Files.deleteIfExists(store.resolve("journal/0000000006.pfj"));
    assertThat(verified(store).state()).isEqualTo(JournalVerdict.State.DAMAGED);
    Salvage found = salvage(store);
    assertThat(found.messages()).isEqualTo(12);
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
    assertThat(found.holes()).extracting(Salvage.Hole::why).contains("segment 6 is missing");
  }

  @Test
  void manyPreparedSegments() throws IOException {
    Path store = killed(12, 50_000);
    for (int segment = 4; segment < 40; segment++) {
      prepare(store, segment);
    }
    assertThat(verified(store).state()).isEqualTo(JournalVerdict.State.SOUND);
    require(store, 12, Salvage.State.WHOLE);
  }

  @Test
  void aPreparedSegmentThatIsLongerThanAnyIsMade() throws IOException {
    Path store = killed(12, 50_000);
    prepare(store, 4);
    try (FileChannel file = FileChannel.open(prepare(store, 5), StandardOpenOption.WRITE)) {
      assertThat(file.write(ByteBuffer.allocate(1), 3L << 30)).isEqualTo(1);
    }
    assertThat(verified(store).cut().orElseThrow().reason())
        .isEqualTo("no segment is made of this size: 3221225473 bytes");
  }

  /** As when its process died between the end mark and the next header. */
  @Test
  void theLastSegmentIsZeroed() throws IOException {
    Path store = killed(12, 50_000);
    SegmentFile.of(store, 3).zeroFrom(0).write();
    require(store, 10, Salvage.State.TORN);
  }

  /** What the last opening began is known. */
  @Test
  void theSegmentOfTheLastOpeningIsZeroed() throws IOException {
    Path store = killed(3, 100);
    SegmentFile.of(store, 1).zeroFrom(0).write();
    require(store, 0, Salvage.State.INCOMPLETE);
  }

  @Test
  void aFileCutBetweenDocuments() throws IOException {
    Path store = killed(5, 1);
    SegmentFile file = SegmentFile.of(store, 1);
    file.cut(file.lastDocument());
    require(store, 4, Salvage.State.INCOMPLETE);
  }

  @Test
  void aFileCutInTheHeadOfADocument() throws IOException {
    Path store = killed(5, 1);
    SegmentFile file = SegmentFile.of(store, 1);
    file.cut(file.lastDocument() + 22);
    require(store, 4, Salvage.State.INCOMPLETE);
  }

  /** Prefix and header are there. */
  @Test
  void theRecordsOfTheLastDocumentAreZeroed() throws IOException {
    Path store = killed(5, 1);
    SegmentFile file = SegmentFile.of(store, 1);
    file.zeroFrom(file.lastDocument() + 16).write();
    assertThatThrownBy(() -> PinfoldStore.open(store, options()))
        .isInstanceOf(StoreCorruptException.class);
    require(store, 4, Salvage.State.INCOMPLETE);
  }

  @Test
  void theEndOfTheLastTransactionIsZeroed() throws IOException {
    Path store = killed(one -> queue(one).addAll(List.of(new byte[3], new byte[3])));
    SegmentFile file = SegmentFile.of(store, 1);
    file.zeroFrom(file.record(file.lastDocument(), 1)).write();
    require(store, 1, Salvage.State.INCOMPLETE);
  }

  /** Its prefix is written last. */
  @Test
  void aTornTail() throws IOException {
    Path store = killed(2, 3);
    SegmentFile file = SegmentFile.of(store, 1);
    int last = file.lastDocument();
    file.set(last, 0).zeroFrom(last + 30).write();
    assertThat(content(store)).containsExactly("q/1");
    require(store, 1, Salvage.State.TORN);
  }

  /** All of it is there but the prefix: for an opening, too, it happened. */
  @Test
  void aLastDocumentWithoutPrefix() throws IOException {
    Path store = killed(2, 3);
    SegmentFile file = SegmentFile.of(store, 1);
    file.set(file.lastDocument(), 0).write();
    require(store, 2, Salvage.State.WHOLE);
  }

  /** Killed in the middle of a transaction that moves a message: it never happened. */
  private Path tornMove() throws IOException {
    Path store =
        killed(
            one -> {
              queue(one).add(new byte[] {7});
              MessageQueue<byte[]> unused = one.queue("log", QueuePolicy.PROCESS_CRASH);
              long number =
                  one.transact(
                      tx ->
                          tx.queue("log").add(tx.queue("q").takeOldest().orElseThrow().payload()));
              assertThat(number).isEqualTo(1);
            });
    SegmentFile file = SegmentFile.of(store, 1);
    int last = file.lastDocument();
    file.set(last, 0).zeroFrom(file.record(last, 1) + 5).write();
    return store;
  }

  @Test
  void aTornMove() throws IOException {
    Path store = tornMove();
    assertThat(content(store)).containsExactly("q/1");
    Salvage found = salvage(store);
    assertThat(content(found.directory())).containsExactly("q/1");
    assertThat(found.state()).isEqualTo(Salvage.State.TORN);
  }

  /** After an orderly close all is known to have been there: nothing is torn. */
  @Test
  void whatLooksTornInAClosedStore() throws IOException {
    Path store = scratch.resolve("store");
    try (PinfoldStore one = PinfoldStore.open(store, options())) {
      long unused = queue(one).addAll(List.of(new byte[3], new byte[3]));
    }
    SegmentFile file = SegmentFile.of(store, 1);
    int last = file.lastDocument();
    file.set(last, 0).zeroFrom(file.record(last, 1)).write();
    require(store, 1, Salvage.State.INCOMPLETE);
  }

  /** By its name alone, it tells how far the journal went. */
  @Test
  void aSnapshotThatCannotBeRead() throws IOException {
    Path store =
        killed(
            one -> {
              for (int i = 0; i < 5; i++) {
                queue(one).add(new byte[3]);
              }
              assertThat(one.snapshot()).isPositive();
            });
    SegmentFile file = SegmentFile.of(store, 1);
    file.zeroFrom(file.lastDocument()).write();
    Path snapshot;
    try (var files = Files.list(store.resolve("snapshots"))) {
      snapshot = files.findFirst().orElseThrow();
    }
    Files.write(snapshot, new byte[100]);
    Salvage found = salvage(store);
    assertThat(found.messages()).isEqualTo(4);
    assertThat(found.holes())
        .extracting(Salvage.Hole::why)
        .anyMatch(why -> why.contains("there were 6"));
  }

  /** Six messages, and a snapshot behind the fifth that is damaged; the journal has everything. */
  private Path withoutSnapshot() throws IOException {
    Path store =
        killed(
            one -> {
              for (int i = 0; i < 5; i++) {
                queue(one).add(new byte[50_000]);
              }
              assertThat(one.snapshot()).isEqualTo(6);
              queue(one).add(new byte[3]);
            });
    try (var files = Files.list(store.resolve("snapshots"))) {
      Files.write(files.findFirst().orElseThrow(), new byte[100]);
    }
    return store;
  }

  @Test
  void aSnapshotThatCannotBeReadAndAllOfTheJournal() throws IOException {
    Path store = withoutSnapshot();
    Salvage found = salvage(store);
    assertThat(found.messages()).isEqualTo(6);
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
    assertThat(found.holes())
        .singleElement()
        .satisfies(hole -> assertThat(hole.meaning()).isEqualTo(Salvage.Meaning.KNOWN));
  }

  /** It says that there was more than the journal has. */
  @Test
  void aSnapshotThatCannotBeReadAndALaterName() throws IOException {
    Path store = withoutSnapshot();
    Path snapshots = store.resolve("snapshots");
    Files.move(
        snapshots.resolve(new SnapshotName(6).fileName()),
        snapshots.resolve(new SnapshotName(8).fileName()));
    require(store, 6, Salvage.State.INCOMPLETE);
  }

  @Test
  void aSnapshotThatCannotBeReadAndAHoleBeforeIt() throws IOException {
    Path store = withoutSnapshot();
    SegmentFile.of(store, 1).flip(60_000).write();
    require(store, 5, Salvage.State.INCOMPLETE);
  }

  @Test
  void aSnapshotThatCannotBeReadAndALostSegmentBeforeIt() throws IOException {
    Path store = withoutSnapshot();
    Files.delete(store.resolve("journal/0000000001.pfj"));
    assertThat(salvage(store).state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  /** Nothing tells of the first segment's header: the journal may have begun later. */
  @Test
  void aSnapshotThatCannotBeReadAndADamagedHeader() throws IOException {
    Path store = withoutSnapshot();
    SegmentFile.of(store, 1).flip(50).write();
    assertThat(salvage(store).state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  /** Neither header nor document tells the transaction; the lease was behind the snapshot. */
  @Test
  void aLeaseInADamagedDocumentWithoutHeader() throws IOException {
    Path store =
        killed(
            one -> {
              long unused = queue(one).addAll(List.of(new byte[3], new byte[3]));
              assertThat(one.snapshot()).isPositive();
              assertThat(queue(one).lease(Duration.ofMinutes(1))).isPresent();
            });
    SegmentFile file = SegmentFile.of(store, 1);
    file.flip(50).flip(file.lastDocument() + 4).write();
    Salvage found = salvage(store);
    List<Integer> deliveries = new ArrayList<>();
    try (PastQueues past =
        OfflineStore.at(found.directory()).replay(Optional.empty(), ReadProgress.NONE)) {
      past.read("q", message -> deliveries.add(message.deliveries()));
    }
    assertThat(deliveries).as("%s", found).containsExactly(1, 0);
  }

  /** The last whole transaction is the snapshot's, what follows is destroyed. */
  @Test
  void anEndBehindTheSnapshotWithoutHeader() throws IOException {
    Path store =
        killed(
            one -> {
              for (int i = 0; i < 5; i++) {
                queue(one).add(new byte[3]);
              }
              assertThat(one.snapshot()).isPositive();
              queue(one).add(new byte[3]);
            });
    SegmentFile file = SegmentFile.of(store, 1);
    file.flip(50).flip(file.record(file.lastDocument(), 0) + 20).write();
    require(store, 5, Salvage.State.INCOMPLETE);
  }

  /** Only bytes 0 to 3 of the header are its salt. */
  @Test
  void aWholeRecordWithoutAWholeDocument() throws IOException {
    Path store =
        killed(
            one -> {
              MessageQueue<byte[]> queue = queue(one);
              for (int i = 0; i < 5; i++) {
                queue.add(new byte[50_000]);
              }
              long unused =
                  queue.addAll(List.of(new byte[3], new byte[4], new byte[5], new byte[60_000]));
            });
    SegmentFile file = SegmentFile.of(store, 2);
    int document = file.lastDocument();
    assertThat(file.documents()).containsExactly(document);
    file.flip(50).flip(file.record(document, 0) + 9).write();
    require(store, 8, Salvage.State.INCOMPLETE);
    Directories.delete(scratch.resolve("new"));
    file.flip(2).write(); // now two records must agree
    require(store, 8, Salvage.State.INCOMPLETE);
  }

  /** It alone tells what the last opening began. */
  @Test
  void whatTheLastOpeningBeganAndWhatTellsOfIt() throws IOException {
    Path store = scratch.resolve("store");
    for (int i = 0; i < 2; i++) {
      try (PinfoldStore one = PinfoldStore.open(store, options())) {
        long unused = queue(one).add(new byte[10]);
      }
    }
    Files.delete(store.resolve("journal/begun"));
    for (Path file : SegmentFile.all(store).subList(1, SegmentFile.all(store).size())) {
      Files.delete(file);
    }
    require(store, 1, Salvage.State.INCOMPLETE);
  }

  /** A transaction that never happened, and the header that told so. */
  @Test
  void aTornMoveBeforeADamagedHeader() throws IOException {
    Path store = tornMove();
    for (int i = 0; i < 2; i++) {
      try (PinfoldStore one = PinfoldStore.open(store, options())) {
        assertThat(queue(one).count()).isEqualTo(1 + i);
        queue(one).add(new byte[3]);
      }
    }
    SegmentFile.of(store, 2).flip(50).write();
    require(store, 3, Salvage.State.INCOMPLETE);
  }

  @Test
  void theLargestMessageWithALease() throws IOException {
    Path store = scratch.resolve("store");
    try (PinfoldStore one = PinfoldStore.open(store, options())) {
      addLargest(queue(one));
      assertThat(queue(one).lease(Duration.ofMinutes(1))).isPresent();
    }
    require(store, 1, Salvage.State.WHOLE);
  }

  private static void addLargest(MessageQueue<byte[]> queue) {
    for (int size = 64 << 10; ; size--) {
      try {
        long unused = queue.add(new byte[size]);
        return;
      } catch (dev.pinfold.MessageTooLargeException e) {
        assertThat(size).isGreaterThan(60_000);
      }
    }
  }

  /** Its header says how large segments were. */
  @Test
  void aCutFileWithALargeMessage() throws IOException {
    Path store = scratch.resolve("store");
    try (PinfoldStore one = PinfoldStore.open(store, options().withSegmentBytes(1 << 20))) {
      long unused = queue(one).add(new byte[200_000]);
    }
    SegmentFile.of(store, 1).cut(300_000);
    require(store, 1, Salvage.State.INCOMPLETE);
  }

  @Test
  void largeMessagesOfWhichNothingTellsHowLargeSegmentsWere() throws IOException {
    Path store = scratch.resolve("store");
    try (PinfoldStore one = PinfoldStore.open(store, options().withSegmentBytes(1 << 20))) {
      long unused = queue(one).add(new byte[200_000]);
    }
    SegmentFile.of(store, 1).flip(50).cut(300_000);
    require(store, 1, Salvage.State.INCOMPLETE);
  }
}
