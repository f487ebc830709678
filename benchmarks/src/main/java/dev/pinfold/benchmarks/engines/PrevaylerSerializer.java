package dev.pinfold.benchmarks.engines;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.prevayler.foundation.serialization.Serializer;

/** The bytes of the two transactions in Prevayler's journal. */
final class PrevaylerSerializer implements Serializer {
  private static final int ADD = 1;
  private static final int TAKE = 2;

  @Override
  public void writeObject(OutputStream stream, Object transaction) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    if (transaction instanceof PrevaylerQueues.Add add) {
      out.writeByte(ADD);
      out.writeUTF(add.queue);
      out.writeInt(add.payloads.length);
      for (byte[] payload : add.payloads) {
        out.writeInt(payload.length);
        out.write(payload);
      }
    } else if (transaction instanceof PrevaylerQueues.Take take) {
      out.writeByte(TAKE);
      out.writeUTF(take.queue());
      out.writeInt(take.max());
    } else {
      throw new IllegalArgumentException("no transaction of ours: " + transaction);
    }
    out.flush();
  }

  @Override
  public Object readObject(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int kind = in.readByte();
    String queue = in.readUTF();
    int count = in.readInt();
    if (kind == TAKE) {
      return new PrevaylerQueues.Take(queue, count);
    }
    byte[][] payloads = new byte[count][];
    for (int i = 0; i < count; i++) {
      payloads[i] = new byte[in.readInt()];
      in.readFully(payloads[i]);
    }
    return new PrevaylerQueues.Add(queue, payloads);
  }
}
