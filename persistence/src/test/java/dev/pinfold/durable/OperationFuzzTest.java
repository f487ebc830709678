package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.docs.DocumentedBytes;
import dev.pinfold.fuzz.Fuzzer;
import dev.pinfold.fuzz.Heap;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an operation of a transaction: they are one, or it is said that they are none. */
@Tag("fuzz")
public class OperationFuzzTest {
  private static final int FLAGS_AT = 1;
  private static final int OPEN = 6;

  /** Many of each kind, and those of the documented segment. */
  static Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 80; i++) {
      seeds.add(OperationFormatTest.bytesOf(OperationFormatTest.anyOperation(random)).array());
    }
    byte[] segment = DocumentedBytes.behind("### A real one").bytes();
    seeds.add(Arrays.copyOfRange(segment, 0x78, 0xa6));
    seeds.add(Arrays.copyOfRange(segment, 0xc0, 0xe1));
    seeds.add(Arrays.copyOfRange(segment, 0xfc, 0x115));
    seeds.add(Arrays.copyOfRange(segment, 0x130, 0x146));
    return seeds.stream();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void knownBytes(byte[] input) {
    fuzzerTestOneInput(input);
  }

  @Test
  void anyBytesAsAnOperation() throws Exception {
    Fuzzer.run(OperationFuzzTest.class, seeds());
  }

  /** Is given an input by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuffer record = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    Operation operation;
    try {
      operation = Heap.bounded(input.length, () -> OperationReader.readWhole(record));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(record.position()).isZero();
    requireSameEnvelope(OperationReader.read(record), operation);
    StoredMessage message = messageOf(operation);
    assertThat(OperationFormat.isMessage(record)).isEqualTo(message != null);
    if (message != null) {
      requireHeaders(message.headers());
    }
    byte[] written = OperationFormatTest.bytesOf(operation).array();
    assertThat(written).hasSize(OperationFormat.bytes(operation));
    requireSame(OperationReader.readWhole(wrap(written)), operation);
    requireSameBytes(written, input, operation);
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static StoredMessage messageOf(Operation operation) {
    if (operation instanceof Operation.Add add) {
      return add.message();
    }
    return operation instanceof Operation.Move move ? move.message() : null;
  }

  private static void requireSameEnvelope(Operation seen, Operation expected) {
    assertThat(seen).hasSameClassAs(expected);
    assertThat(seen.queueId()).isEqualTo(expected.queueId());
    StoredMessage message = messageOf(expected);
    if (message == null) {
      assertThat(seen).isEqualTo(expected);
    } else {
      StoredMessage brief = messageOf(seen);
      assertThat(brief.number()).isEqualTo(message.number());
      assertThat(brief.arrivalMillis()).isEqualTo(message.arrivalMillis());
      assertThat(brief.deliveryCount()).isEqualTo(message.deliveryCount());
      assertThat(brief.size()).isEqualTo(message.headers().length + message.payload().length);
    }
  }

  private static void requireSame(Operation seen, Operation expected) {
    requireSameEnvelope(seen, expected);
    StoredMessage message = messageOf(expected);
    if (message != null) {
      assertThat(messageOf(seen).headers()).isEqualTo(message.headers());
      assertThat(messageOf(seen).payload()).isEqualTo(message.payload());
    }
  }

  /**
   * What is read is written as it was, but for what means nothing: flags and bytes behind the end
   * that this version does not know, values that are left out when they are 0 or empty, and names
   * that are no UTF-8, whose bad bytes are replaced.
   */
  private static void requireSameBytes(byte[] written, byte[] input, Operation operation) {
    boolean isName = input[0] == OPEN;
    if (!isName) {
      assertThat(written.length).isLessThanOrEqualTo(input.length);
    }
    boolean saysLess = written.length < input.length;
    if (!saysLess && !(isName && ((Operation.OpenQueue) operation).name().contains("\ufffd"))) {
      byte[] expected = input.clone();
      expected[FLAGS_AT] = written[FLAGS_AT];
      assertThat(written).isEqualTo(expected);
      assertThat(written[FLAGS_AT] & ~input[FLAGS_AT]).isZero();
    }
  }

  private static void requireHeaders(byte[] bytes) {
    try {
      Map<String, String> headers = Heap.bounded(bytes.length, () -> HeadersFormat.decode(bytes));
      assertThat(HeadersFormat.decode(HeadersFormat.encode(headers))).isEqualTo(headers);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
