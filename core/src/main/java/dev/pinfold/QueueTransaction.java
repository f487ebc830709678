package dev.pinfold;

import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;

/** Several operations on several queues that happen together or not at all. */
public interface QueueTransaction {

  /** A queue of this transaction. It need not exist; its first add creates it, in memory only. */
  <T> TransactionQueue<T> queue(String name, Codec<T> codec);

  /** A queue of raw bytes. */
  default TransactionQueue<byte[]> queue(String name) {
    return queue(name, Codecs.bytes());
  }
}
