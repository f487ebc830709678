package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Durability;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import dev.pinfold.archive.snapshot.SnapshotUnreadableException;
import dev.pinfold.docs.DocumentedBytes;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import dev.pinfold.state.Transaction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a snapshot's body says is read again as it was. */
class SnapshotBodyTest {
  private final MessageJournal journal = new MessageJournal(new NoFiles(), 1 << 20);
  private final EngineState state =
      new EngineState(
          (queueId, first) -> new JournalContent(journal, queueId, first, new PlacesInUse()));
  private long offset;

  private void apply(int segment, Operation operation) {
    state.apply(
        new Transaction(state.lastTransaction() + 1, List.of(operation)),
        index -> Place.of(segment, (int) (offset += 64)));
  }

  private void add(int queue, int from, int to, int segment) {
    for (int number = from; number <= to; number++) {
      apply(
          segment,
          new Operation.Add(
              queue, new StoredMessage(number, 1_000 + number, 0, new byte[0], new byte[3])));
    }
  }

  private static byte[] write(SnapshotBody body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SnapshotOutput out = new KryoSnapshotEncoding().output(bytes);
    body.writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static EngineState read(byte[] bytes) throws IOException {
    MessageJournal journal = new MessageJournal(new NoFiles(), 1 << 20);
    EngineState state =
        new EngineState(
            (queueId, first) -> new JournalContent(journal, queueId, first, new PlacesInUse()));
    SnapshotBody.read(
        new KryoSnapshotEncoding().input(new ByteArrayInputStream(bytes), bytes.length),
        state,
        (queueId, first, inUse) -> new JournalContent(journal, queueId, first, inUse));
    return state;
  }

  @Test
  void everythingComesBack() throws IOException {
    QueuePolicy policy =
        QueuePolicy.POWER_LOSS
            .withMaxCount(50_000)
            .withMaxBytes(7_000_000)
            .withMaxAge(Duration.ofDays(3))
            .withOverflow(Overflow.REJECT);
    apply(1, new Operation.OpenQueue(1, "Ærø 鹿", policy, 1, 0));
    apply(1, new Operation.OpenQueue(2, "in memory", QueuePolicy.MEMORY, 1, 0));
    apply(1, new Operation.OpenQueue(3, "empty", QueuePolicy.PROCESS_CRASH, 77, 0));
    add(1, 1, 3_000, 2); // a chunk over two segments, with holes; a full one; a beginning
    add(1, 3_001, 9_000, 3);
    apply(3, new Operation.Remove(1, 1, 100, RemoveReason.TAKEN));
    apply(3, new Operation.Remove(1, 2_000, 2_001, RemoveReason.REMOVED));
    apply(3, new Operation.Lease(1, 500, 123_456, 2));
    apply(3, new Operation.Lease(1, 501, 5, 1));
    apply(3, new Operation.Release(1, 501));
    apply(4, new Operation.Move(1, new StoredMessage(600, 1, 0, new byte[0], new byte[3])));
    SnapshotBody body = SnapshotBody.of(state);
    assertThat(body.segments()).containsExactly(2, 3, 4);
    EngineState again = read(write(body));
    assertThat(write(SnapshotBody.of(again))).isEqualTo(write(body));
    assertThat(again.lastTransaction()).isEqualTo(state.lastTransaction());
    assertThat(again.nextQueueId()).isEqualTo(4);
    assertThat(again.queue("in memory")).isNull();
    assertThat(again.queue("empty").nextNumber()).isEqualTo(77);
    QueueState queue = again.queue(1);
    assertThat(queue.name()).isEqualTo("Ærø 鹿");
    assertThat(queue.policy()).isEqualTo(policy);
    assertThat(queue.nextNumber()).isEqualTo(9_001);
    assertThat(queue.lastArrivalMillis()).isEqualTo(10_000);
    assertThat(queue.live().count()).isEqualTo(8_898);
    assertThat(queue.live().bytes()).isEqualTo(3L * 8_898);
    assertThat(queue.live().contains(2_000)).isFalse();
    assertThat(queue.live().contains(2_002)).isTrue();
    assertThat(queue.live().chunks()).hasSize(3);
    assertThat(queue.leases().byNumber())
        .isEqualTo(Map.of(500L, new MessageLease(123_456, 2), 501L, new MessageLease(0, 1)));
  }

  /** Hardly any bytes for a queue: that is no damage. */
  @Test
  void theSmallestQueueComesBack() throws IOException {
    QueuePolicy tight =
        QueuePolicy.of(Durability.PROCESS_CRASH)
            .withMaxCount(1)
            .withMaxBytes(1)
            .withMaxAge(Duration.ofMillis(1));
    apply(1, new Operation.OpenQueue(1, "q", tight, 1, 0));
    EngineState again = read(write(SnapshotBody.of(state)));
    assertThat(again.queue("q").policy()).isEqualTo(tight);
  }

  /** A queue through which much has gone takes no more than one that is new. */
  @Test
  void numbersThatAreGoneTakeNoSpace() throws IOException {
    apply(1, new Operation.OpenQueue(1, "q", QueuePolicy.PROCESS_CRASH, 5_000, 0));
    add(1, 4_000, 4_001, 2);
    byte[] late = write(SnapshotBody.of(state));
    assertThat(late).hasSizeLessThan(100);
    QueueState again = read(late).queue("q");
    assertThat(again.live().contains(3_999)).isFalse();
    assertThat(again.live().contains(4_000)).isTrue();
    assertThat(again.live().contains(4_001)).isTrue();
    assertThat(again.live().contains(4_002)).isFalse();
    byte[] beyond = late.clone();
    int words = indexOf(beyond, new byte[] {62, 1}); // 62 empty ones, then one
    beyond[words] = 63;
    assertThat(read(beyond).queue("q").live().contains(4_064)).isTrue();
    beyond[words] = 64;
    assertThatThrownBy(() -> read(beyond))
        .isInstanceOf(SnapshotUnreadableException.class)
        .hasMessageContaining("1 words of bits from word 64");
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    int at = 0;
    while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
      at++;
    }
    return at;
  }

  @Test
  void nonsenseIsUnreadable() throws IOException {
    apply(1, new Operation.OpenQueue(1, "q", QueuePolicy.PROCESS_CRASH, 1, 0));
    add(1, 1, 10, 2);
    byte[] good = write(SnapshotBody.of(state));
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(SnapshotUnreadableException.class);
    }
  }

  /** Each by one byte of the documented snapshot. */
  @ParameterizedTest
  @CsvSource({
    "0x79, 0, a queue in memory",
    "0x96, 2, messages from the next number on",
    "0xa0, 1, a chunk of numbers from 1",
    "0xa1, 0, a chunk of 0 messages and other bits",
    "0xa1, 2, a chunk of 2 messages and other bits",
    "0xa6, 1, a message of number 0",
    "0xa6, 6, a chunk of 1 messages and other bits",
    "0xae, 0, 1 messages of which 0 are in segments",
    "0xaf, 0, 1 messages in segment 0",
    "0xb0, 0, 0 messages in segment 1"
  })
  void whatDoesNotAddUpIsUnreadable(String at, byte value, String reason) throws IOException {
    byte[] body = Arrays.copyOfRange(documented(), 0x6e, 0xb2);
    assertThat(read(body).queue("orders").live().count()).isEqualTo(1);
    body[Integer.decode(at) - 0x6e] = value;
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(SnapshotUnreadableException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] documented() throws IOException {
    return DocumentedBytes.behind("The snapshot of the store above").bytes();
  }

  @Test
  void aLeaseIsOfALiveMessage() throws IOException {
    apply(1, new Operation.OpenQueue(1, "q", QueuePolicy.PROCESS_CRASH, 1, 0));
    add(1, 1, 2, 2);
    apply(3, new Operation.Lease(1, 1, 77, 5));
    byte[] body = write(SnapshotBody.of(state));
    body[indexOf(body, new byte[] {1, 77, 5})] = 3;
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(SnapshotUnreadableException.class)
        .hasMessageContaining("a lease of a message that does not live");
  }
}
