package dev.pinfold.durable;

import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.nio.ByteBuffer;

/** Reads the operations of the journal of a store of queues. Stateless. */
public final class OperationReader {
  private OperationReader() {}

  /**
   * Reads an operation; of an added or moved message without headers and payload.
   *
   * @param record as a visitor of the journal is shown it; its position is kept
   * @throws IllegalArgumentException when the bytes are no operation
   */
  public static Operation read(ByteBuffer record) {
    int start = record.position();
    try {
      return OperationFormat.read(record);
    } catch (OperationFormat.FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } finally {
      record.position(start);
    }
  }

  /**
   * The same with headers and payload of the message, if it has one.
   *
   * @throws IllegalArgumentException when the bytes are no operation
   */
  public static Operation readWhole(ByteBuffer record) {
    Operation operation = read(record);
    if (operation instanceof Operation.Add add) {
      return new Operation.Add(add.queueId(), message(record));
    }
    if (operation instanceof Operation.Move move) {
      return new Operation.Move(move.queueId(), message(record));
    }
    return operation;
  }

  private static StoredMessage message(ByteBuffer record) {
    int start = record.position();
    try {
      return OperationFormat.readMessage(record, OperationFormat.Part.ALL);
    } catch (OperationFormat.FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } finally {
      record.position(start);
    }
  }
}
