package dev.pinfold.tools;

import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * A pass over the numbers of the messages that are to be had, from an end of a queue. It holds no
 * payload, so that the heap does not have to hold what is printed next.
 */
final class Selection {
  private static final long NONE = -1;

  private final boolean newest;
  private final LongPredicate isEnough;
  private long last = NONE;
  private boolean enough;

  private Selection(boolean newest, LongPredicate isEnough) {
    this.newest = newest;
    this.isEnough = isEnough;
  }

  /**
   * Goes through the numbers until there are no more or it is enough.
   *
   * @param isEnough is given each number, once, and may use the queue
   */
  static void pass(MessageQueue<byte[]> queue, boolean newest, LongPredicate isEnough) {
    Selection selection = new Selection(newest, isEnough);
    if (newest) {
      queue.peekNewest(selection::isLast);
    } else {
      queue.peekOldest(selection::isLast);
    }
  }

  /** The first numbers of a pass, up to {@code max}. */
  static long[] of(MessageQueue<byte[]> queue, boolean newest, int max) {
    long[] numbers = new long[max];
    int[] size = new int[1];
    pass(
        queue,
        newest,
        number -> {
          numbers[size[0]++] = number;
          return size[0] == max;
        });
    return Arrays.copyOf(numbers, size[0]);
  }

  /** The queue may show a message more than once, and go on when the last one just expired. */
  private boolean isLast(MessageInfo message) {
    long number = message.number();
    if (enough) {
      return true;
    }
    if (last != NONE && (newest ? number >= last : number <= last)) {
      return false;
    }
    last = number;
    enough = isEnough.test(number);
    return enough;
  }
}
