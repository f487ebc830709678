package dev.pinfold.benchmarks.engines;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.core.journal.EncodingSupport;

/** The bytes of a record as Artemis' journal wants them. */
final class ArtemisRecord implements EncodingSupport {
  private final byte[] bytes;

  ArtemisRecord(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int getEncodeSize() {
    return bytes.length;
  }

  @Override
  public void encode(ActiveMQBuffer buffer) {
    buffer.writeBytes(bytes);
  }

  @Override
  public void decode(ActiveMQBuffer buffer) {
    buffer.readBytes(bytes);
  }
}
