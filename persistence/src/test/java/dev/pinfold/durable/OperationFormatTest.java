package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Durability;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.Operation;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OperationFormatTest {

  @Property(tries = 1000)
  void whatIsWrittenIsRead(@ForAll long seed) throws Exception {
    Operation operation = anyOperation(new Random(seed));
    ByteBuffer bytes = bytesOf(operation);
    assertThat(OperationFormat.bytes(operation)).isEqualTo(bytes.remaining());
    assertThat(OperationFormat.queueId(bytes)).isEqualTo(operation.queueId());
    StoredMessage message = messageOf(operation);
    assertThat(OperationFormat.isMessage(bytes)).isEqualTo(message != null);
    if (message == null) {
      assertThat(OperationFormat.read(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN)))
          .isEqualTo(operation);
      return;
    }
    Operation light = OperationFormat.read(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    assertThat(light).hasSameClassAs(operation);
    requireSame(messageOf(light), message);
    StoredMessage full =
        OperationFormat.readMessage(
            bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN), OperationFormat.Part.ALL);
    requireSame(full, message);
    assertThat(full.headers()).isEqualTo(message.headers());
    assertThat(full.payload()).isEqualTo(message.payload());
    StoredMessage envelope =
        OperationFormat.readMessage(
            bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN), OperationFormat.Part.HEADERS);
    requireSame(envelope, message);
    assertThat(envelope.headers()).isEqualTo(message.headers());
    assertThat(envelope.payload()).isNull();
  }

  /** Cut anywhere it is another operation at most, never another kind of failure. */
  @Property(tries = 300)
  void cutBytesAreRefusedOrRead(@ForAll long seed) {
    ByteBuffer bytes = bytesOf(anyOperation(new Random(seed)));
    for (int length = 0; length < bytes.limit(); length++) {
      ByteBuffer cut = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(length);
      try {
        assertThat(OperationFormat.read(cut)).isNotNull();
      } catch (OperationFormat.FormatException e) {
        assertThat(e).hasMessageContaining(" ");
      }
    }
  }

  @Test
  void unknownKindsAndReasonsAreRefused() {
    ByteBuffer kind = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN).put(0, (byte) 99);
    assertThatThrownBy(() -> OperationFormat.read(kind)).hasMessageContaining("99");
    ByteBuffer reason = bytesOf(new Operation.Remove(1, 2, 3, RemoveReason.TAKEN));
    reason.put(1, (byte) 77);
    assertThatThrownBy(() -> OperationFormat.read(reason)).hasMessageContaining("77");
  }

  static ByteBuffer bytesOf(Operation operation) {
    try (DocumentBuffer document = new DocumentBuffer(1 << 20)) {
      Capturing capturing = new Capturing(document);
      return capturing.write(operation);
    }
  }

  /** Takes the operation's bytes from behind the frame of its record. */
  private record Capturing(DocumentBuffer document) {
    ByteBuffer write(Operation operation) {
      int record = OperationFormat.write(operation, true, document);
      int end = document.size();
      document.beginRecord();
      ByteBuffer target = document.target(1);
      int frame = target.position() - end;
      ByteBuffer copy = ByteBuffer.allocate(end - record - frame).order(ByteOrder.LITTLE_ENDIAN);
      copy.put(target.duplicate().limit(end).position(record + frame)).flip();
      document.cancelRecord();
      return copy;
    }
  }

  private static void requireSame(StoredMessage seen, StoredMessage expected) {
    assertThat(seen.number()).isEqualTo(expected.number());
    assertThat(seen.arrivalMillis()).isEqualTo(expected.arrivalMillis());
    assertThat(seen.deliveryCount()).isEqualTo(expected.deliveryCount());
    assertThat(seen.size()).isEqualTo(expected.size());
  }

  private static StoredMessage messageOf(Operation operation) {
    if (operation instanceof Operation.Add add) {
      return add.message();
    }
    return operation instanceof Operation.Move move ? move.message() : null;
  }

  static Operation anyOperation(Random random) {
    int queue = 1 + random.nextInt(Integer.MAX_VALUE - 1);
    long number = random.nextLong(Long.MAX_VALUE);
    return switch (random.nextInt(8)) {
      case 0 -> new Operation.Add(queue, anyMessage(random));
      case 1 -> new Operation.Move(queue, anyMessage(random));
      case 2 ->
          new Operation.Remove(
              queue, number, random.nextLong(), one(random, RemoveReason.values()));
      case 3 -> new Operation.Lease(queue, number, random.nextLong(), random.nextInt());
      case 4 -> new Operation.Release(queue, number);
      case 5 ->
          new Operation.OpenQueue(
              queue,
              "a鹿" + random.nextInt(),
              anyPolicy(random),
              number,
              random.nextBoolean() ? 0 : random.nextLong());
      case 6 -> new Operation.AlterQueue(queue, anyPolicy(random));
      default -> new Operation.DropQueue(queue);
    };
  }

  private static <E> E one(Random random, E[] all) {
    return List.of(all).get(random.nextInt(all.length));
  }

  private static StoredMessage anyMessage(Random random) {
    byte[] payload = new byte[random.nextInt(200)];
    random.nextBytes(payload);
    byte[] headers =
        HeadersFormat.encode(
            random.nextBoolean() ? Map.of() : Map.of("key", "value " + random.nextInt()));
    return new StoredMessage(
        random.nextLong(), random.nextLong(), random.nextInt(3), headers, payload);
  }

  private static QueuePolicy anyPolicy(Random random) {
    return new QueuePolicy(
        one(random, Durability.values()),
        new Retention(
            1 + random.nextLong(Long.MAX_VALUE),
            1 + random.nextLong(Long.MAX_VALUE),
            Duration.ofMillis(1 + random.nextLong(Long.MAX_VALUE)),
            one(random, Overflow.values())));
  }
}
