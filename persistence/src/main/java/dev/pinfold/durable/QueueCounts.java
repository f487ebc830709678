package dev.pinfold.durable;

import java.util.Arrays;

/**
 * Counts messages by queue, in 8 bytes for each queue or a few times that, and without boxes
 * (docs/design/0008).
 */
final class QueueCounts {
  private int[] ids = new int[16]; // an open table, its length a power of two; free: count 0
  private int[] counts = new int[16];
  private int size;

  /** How many queues have been counted. */
  int size() {
    return size;
  }

  void add(int queueId) {
    int at = slot(queueId);
    if (counts[at]++ == 0) {
      ids[at] = queueId;
      if (++size * 2 > ids.length) {
        grow();
      }
    }
  }

  int count(int queueId) {
    return counts[slot(queueId)];
  }

  /** The identities of all queues, ascending. */
  int[] queueIds() {
    int[] found = new int[size];
    int next = 0;
    for (int at = 0; at < ids.length; at++) {
      if (counts[at] > 0) {
        found[next++] = ids[at];
      }
    }
    Arrays.sort(found);
    return found;
  }

  private int slot(int queueId) {
    int at = (queueId * 0x9E3779B9) >>> 7 & (ids.length - 1);
    while (counts[at] > 0 && ids[at] != queueId) {
      at = (at + 1) & (ids.length - 1);
    }
    return at;
  }

  private void grow() {
    int[] oldIds = ids;
    int[] oldCounts = counts;
    ids = new int[oldIds.length * 2];
    counts = new int[oldIds.length * 2];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldCounts[i] > 0) {
        int at = slot(oldIds[i]);
        ids[at] = oldIds[i];
        counts[at] = oldCounts[i];
      }
    }
  }
}
