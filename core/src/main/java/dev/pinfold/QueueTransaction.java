package dev.pinfold;

import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;

/**
 * Several operations on several queues that happen together or not at all. Each sees what those
 * before it did. Retention by count and bytes is the exception: what it drops is dropped at the
 * end, so until then a queue may hold more than its policy keeps.
 */
public interface QueueTransaction {

  /** A queue of this transaction. It need not exist; its first add creates it, in memory only. */
  <T> TransactionQueue<T> queue(String name, Codec<T> codec);

  /** A queue of raw bytes. */
  default TransactionQueue<byte[]> queue(String name) {
    return queue(name, Codecs.bytes());
  }
}
