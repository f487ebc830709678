package dev.pinfold.durable;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The bytes of an operation in a journal record; the record around it carries length and checksum.
 * Little-endian. Every operation begins with
 *
 * <pre>
 * offset size
 *      0    1  kind
 *      1    1  flags or code, as the kind says; else 0
 *      2    4  queue identity
 * </pre>
 *
 * and goes on by its kind:
 *
 * <pre>
 * 1 add, 2 move     6  8  message number
 *                  14  8  arrival, ms since 1970
 *   flag 1:         +  4  delivery count, else 0
 *   flag 2:         +  4  length of the headers, then the headers, else none
 *                   +  …  payload to the end
 * 3 remove          6  8  first number     code: see RemoveReason
 *                  14  8  last number
 * 4 lease           6  8  message number
 *                  14  8  until, ms since 1970
 *                  22  4  delivery count
 * 5 release         6  8  message number
 * 6 open            6  8  next number
 *                  14 26  policy
 *   flag 1:         +  8  no arrival before this, ms since 1970, else 0
 *                   +  …  name, UTF-8, to the end
 * 7 alter           6 26  policy
 * 8 drop
 *
 * policy            0  1  durability (0 memory, 1 process crash, 2 power loss)
 *                   1  1  overflow (0 drop oldest, 1 reject)
 *                   2  8  most messages, 2^63-1 for no limit
 *                  10  8  most bytes, 2^63-1 for no limit
 *                  18  8  greatest age in ms, 2^63-1 for no limit
 * </pre>
 */
final class OperationFormat {
  private static final byte ADD = 1;
  private static final byte MOVE = 2;
  private static final byte REMOVE = 3;
  private static final byte LEASE = 4;
  private static final byte RELEASE = 5;
  private static final byte OPEN = 6;
  private static final byte ALTER = 7;
  private static final byte DROP = 8;

  private static final int DELIVERED = 1;
  private static final int HEADERS = 2;
  private static final int ARRIVED = 1;
  private static final int COMMON_BYTES = 6;
  private static final int MESSAGE_BYTES = 22;
  private static final int POLICY_BYTES = 26;

  /** The most that an added message takes beside its headers and its payload. */
  static final int MAX_BESIDE_MESSAGE = MESSAGE_BYTES + 4;

  /** What a moved message may take beyond that. */
  static final int MORE_WHEN_MOVED = 4;

  static final int REMOVE_BYTES = COMMON_BYTES + 16;

  private OperationFormat() {}

  /** Appends an operation as a record and returns the record's offset in the document. */
  static int write(Operation operation, boolean lastOfTransaction, DocumentBuffer document) {
    int record = document.beginRecord();
    if (operation instanceof Operation.Add add) {
      writeMessage(document, ADD, add.queueId(), add.message());
    } else if (operation instanceof Operation.Remove remove) {
      begin(document, 16, REMOVE, remove.reason().code(), remove.queueId())
          .putLong(remove.first())
          .putLong(remove.last());
    } else if (operation instanceof Operation.Move move) {
      writeMessage(document, MOVE, move.queueId(), move.message());
    } else if (operation instanceof Operation.Lease lease) {
      begin(document, 20, LEASE, 0, lease.queueId())
          .putLong(lease.number())
          .putLong(lease.untilMillis())
          .putInt(lease.deliveryCount());
    } else if (operation instanceof Operation.Release release) {
      begin(document, 8, RELEASE, 0, release.queueId()).putLong(release.number());
    } else if (operation instanceof Operation.OpenQueue open) {
      writeOpen(document, open);
    } else if (operation instanceof Operation.AlterQueue alter) {
      writePolicy(begin(document, POLICY_BYTES, ALTER, 0, alter.queueId()), alter.policy());
    } else if (operation instanceof Operation.DropQueue drop) {
      var unused = begin(document, 0, DROP, 0, drop.queueId());
    }
    document.endRecord(lastOfTransaction);
    return record;
  }

  private static void writeOpen(DocumentBuffer document, Operation.OpenQueue open) {
    byte[] name = open.name().getBytes(StandardCharsets.UTF_8);
    int flags = open.lastArrivalMillis() == 0 ? 0 : ARRIVED;
    ByteBuffer out =
        begin(document, 16 + POLICY_BYTES + name.length, OPEN, flags, open.queueId())
            .putLong(open.nextNumber());
    writePolicy(out, open.policy());
    if (flags != 0) {
      out.putLong(open.lastArrivalMillis());
    }
    out.put(name);
  }

  private static ByteBuffer begin(
      DocumentBuffer document, int more, byte kind, int flags, int queueId) {
    return document.target(COMMON_BYTES + more).put(kind).put((byte) flags).putInt(queueId);
  }

  private static void writeMessage(
      DocumentBuffer document, byte kind, int queueId, StoredMessage message) {
    int flags =
        (message.deliveryCount() == 0 ? 0 : DELIVERED)
            | (message.headers().length == 0 ? 0 : HEADERS);
    int more = messageBytes(message) - COMMON_BYTES;
    ByteBuffer out = begin(document, more, kind, flags, queueId);
    out.putLong(message.number()).putLong(message.arrivalMillis());
    if (flags != 0) {
      if ((flags & DELIVERED) != 0) {
        out.putInt(message.deliveryCount());
      }
      if ((flags & HEADERS) != 0) {
        out.putInt(message.headers().length).put(message.headers());
      }
    }
    out.put(message.payload());
  }

  private static int messageBytes(StoredMessage message) {
    return MESSAGE_BYTES
        + (message.deliveryCount() == 0 ? 0 : 4)
        + (message.headers().length == 0 ? 0 : 4)
        + message.size();
  }

  /** How many bytes {@link #write} makes of an operation, its record's framing not included. */
  static int bytes(Operation operation) {
    if (operation instanceof Operation.Add add) {
      return messageBytes(add.message());
    } else if (operation instanceof Operation.Move move) {
      return messageBytes(move.message());
    } else if (operation instanceof Operation.Remove) {
      return REMOVE_BYTES;
    } else if (operation instanceof Operation.Lease) {
      return COMMON_BYTES + 20;
    } else if (operation instanceof Operation.Release) {
      return COMMON_BYTES + 8;
    } else if (operation instanceof Operation.OpenQueue open) {
      return COMMON_BYTES
          + 8
          + POLICY_BYTES
          + (open.lastArrivalMillis() == 0 ? 0 : 8)
          + open.name().getBytes(StandardCharsets.UTF_8).length;
    } else if (operation instanceof Operation.AlterQueue) {
      return COMMON_BYTES + POLICY_BYTES;
    }
    return COMMON_BYTES; // a drop
  }

  private static void writePolicy(ByteBuffer out, QueuePolicy policy) {
    Retention retention = policy.retention();
    out.put((byte) PolicyCodes.of(policy.durability()))
        .put((byte) PolicyCodes.of(retention.overflow()))
        .putLong(retention.maxCount())
        .putLong(retention.maxBytes())
        .putLong(retention.maxAge().toMillis());
  }

  /**
   * Reads an operation; of an added or moved message without its content.
   *
   * @param in from the first byte of the operation to its last; little-endian
   * @throws FormatException when the bytes are no operation
   */
  static Operation read(ByteBuffer in) throws FormatException {
    int start = in.position();
    requireLength(in, COMMON_BYTES);
    byte kind = in.get();
    int code = in.get();
    int queueId = in.getInt();
    return switch (kind) {
      case ADD -> new Operation.Add(queueId, readMessage(in.position(start), Part.NOTHING));
      case MOVE -> new Operation.Move(queueId, readMessage(in.position(start), Part.NOTHING));
      case REMOVE -> {
        requireLength(in, 16);
        RemoveReason reason = RemoveReason.ofCode(code);
        if (reason == null) {
          throw new FormatException("a removal for the unknown reason " + code);
        }
        yield new Operation.Remove(queueId, in.getLong(), in.getLong(), reason);
      }
      case LEASE -> {
        requireLength(in, 20);
        yield new Operation.Lease(queueId, in.getLong(), in.getLong(), in.getInt());
      }
      case RELEASE -> {
        requireLength(in, 8);
        yield new Operation.Release(queueId, in.getLong());
      }
      case OPEN -> readOpen(in, queueId, code);
      case ALTER -> new Operation.AlterQueue(queueId, readPolicy(in));
      case DROP -> new Operation.DropQueue(queueId);
      default -> throw new FormatException("an operation of the unknown kind " + kind);
    };
  }

  private static Operation readOpen(ByteBuffer in, int queueId, int flags) throws FormatException {
    requireLength(in, 8 + POLICY_BYTES);
    long nextNumber = in.getLong();
    QueuePolicy policy = readPolicy(in);
    long lastArrival = 0;
    if ((flags & ARRIVED) != 0) {
      requireLength(in, 8);
      lastArrival = in.getLong();
    }
    byte[] name = new byte[in.remaining()];
    in.get(name);
    return new Operation.OpenQueue(
        queueId, new String(name, StandardCharsets.UTF_8), policy, nextNumber, lastArrival);
  }

  /** The queue that an operation changes. */
  static int queueId(ByteBuffer in) throws FormatException {
    requireLength(in, COMMON_BYTES);
    return in.getInt(in.position() + 2);
  }

  /** Whether an operation holds a message: an add, or the move of one. */
  static boolean isMessage(ByteBuffer in) {
    return in.hasRemaining() && (in.get(in.position()) == ADD || in.get(in.position()) == MOVE);
  }

  /** How much of a message's content is read. */
  enum Part {
    NOTHING,
    HEADERS,
    ALL
  }

  /** Reads the message of an operation that holds one. */
  static StoredMessage readMessage(ByteBuffer in, Part part) throws FormatException {
    if (!isMessage(in)) {
      throw new FormatException("an operation that holds no message");
    }
    requireLength(in, MESSAGE_BYTES);
    int start = in.position();
    int flags = in.get(start + 1);
    long number = in.getLong(start + COMMON_BYTES);
    long arrival = in.getLong(start + COMMON_BYTES + 8);
    in.position(start + MESSAGE_BYTES);
    int deliveries = 0;
    if ((flags & DELIVERED) != 0) {
      requireLength(in, 4);
      deliveries = in.getInt();
    }
    int headerBytes = 0;
    if ((flags & HEADERS) != 0) {
      requireLength(in, 4);
      headerBytes = in.getInt();
      if (headerBytes < 0 || headerBytes > in.remaining()) {
        throw new FormatException("headers of " + headerBytes + " bytes");
      }
    }
    int size = in.remaining();
    if (part == Part.NOTHING) {
      return StoredMessage.withoutContent(number, arrival, deliveries, size);
    }
    byte[] headers = headerBytes == 0 ? HeadersFormat.NONE : new byte[headerBytes];
    in.get(headers);
    if (part == Part.HEADERS) {
      return StoredMessage.withoutPayload(number, arrival, deliveries, headers, size);
    }
    byte[] payload = new byte[in.remaining()];
    in.get(payload);
    return StoredMessage.readOnce(number, arrival, deliveries, headers, payload);
  }

  private static QueuePolicy readPolicy(ByteBuffer in) throws FormatException {
    requireLength(in, POLICY_BYTES);
    try {
      Durability durability = PolicyCodes.durability(in.get());
      Overflow overflow = PolicyCodes.overflow(in.get());
      return new QueuePolicy(
          durability,
          new Retention(in.getLong(), in.getLong(), Duration.ofMillis(in.getLong()), overflow));
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage());
    }
  }

  private static void requireLength(ByteBuffer in, int bytes) throws FormatException {
    if (in.remaining() < bytes) {
      throw new FormatException(
          "an operation with " + in.remaining() + " bytes left where " + bytes + " are needed");
    }
  }

  /** Bytes that are no operation of this format. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
      super(message);
    }
  }
}
