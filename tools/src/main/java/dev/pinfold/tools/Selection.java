package dev.pinfold.tools;

import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import java.util.Arrays;

/**
 * Finds the numbers of the messages at an end of a queue. A pass over numbers holds no payload, so
 * that the heap does not have to hold what is printed next; it costs eight bytes a message.
 */
final class Selection {
  private final boolean newest;
  private final long max;
  private long[] numbers;
  private int size;

  private Selection(boolean newest, long max) {
    this.newest = newest;
    this.max = max;
    this.numbers = new long[(int) Math.min(max, 1024)];
  }

  /**
   * The numbers of up to {@code max} messages that are to be had, from the end that is asked for.
   */
  static long[] of(MessageQueue<byte[]> queue, boolean newest, long max) {
    Selection selection = new Selection(newest, max);
    if (newest) {
      queue.peekNewest(selection::isLast);
    } else {
      queue.peekOldest(selection::isLast);
    }
    return Arrays.copyOf(selection.numbers, selection.size);
  }

  /** Notes a message; the queue may show one more than once. */
  private boolean isLast(MessageInfo message) {
    if (size == 0 || isBehind(message.number(), numbers[size - 1])) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, size * 2);
      }
      numbers[size++] = message.number();
    }
    return size >= max;
  }

  private boolean isBehind(long number, long last) {
    return newest ? number < last : number > last;
  }
}
