package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import java.util.List;

/** One Kryo with its buffers: what one call at a time may use. */
final class KryoSession {
  /** Deep enough for what people send, and safe on the stack of a small thread. */
  static final int MAX_DEPTH = 256;

  private static final int MAX_MESSAGE_BYTES = 1 << 28;
  private static final int INITIAL_BYTES = 1 << 9;
  private static final int KEPT_BYTES = 1 << 16;
  private static final byte[] NOTHING = {};

  private final Kryo kryo;
  private final Output output = new Output(INITIAL_BYTES, MAX_MESSAGE_BYTES);
  private final BoundedInput input = new BoundedInput();
  private int largest;

  private KryoSession(List<Class<?>> listed) {
    WithoutUnsafe.initialise();
    kryo = new Kryo(new ListedClassResolver(listed), null);
    kryo.setRegistrationRequired(true);
    kryo.setOptimizedGenerics(false);
    kryo.setMaxDepth(MAX_DEPTH);
  }

  /** One that writes and reads values of the listed classes. */
  static KryoSession of(List<Class<?>> listed) {
    KryoSession session = new KryoSession(listed);
    listed.forEach(type -> Serializers.register(session.kryo, type));
    return session;
  }

  /** One that reads values of the described classes without them; see {@link KryoSchema}. */
  static KryoSession described(List<ClassLine> lines) {
    KryoSession session = new KryoSession(List.of());
    lines.forEach(line -> PlainSerializers.register(session.kryo, line));
    return session;
  }

  byte[] write(byte version, int fingerprint, Object value) {
    output.reset();
    output.writeByte(version);
    output.writeInt(fingerprint);
    kryo.writeClassAndObject(output, value);
    largest = Math.max(largest, output.position());
    return output.toBytes();
  }

  static int fingerprintOf(byte[] bytes) {
    return new BoundedInput().over(bytes, 1).readInt();
  }

  Object read(byte[] bytes, int from) {
    largest = Math.max(largest, bytes.length);
    input.over(bytes, from);
    Object value = kryo.readClassAndObject(input);
    input.requireEnd();
    input.over(NOTHING, 0);
    return value;
  }

  /** Whether the buffers are small enough to be kept for the next call. */
  boolean isSmall() {
    return largest <= KEPT_BYTES;
  }
}
