package dev.pinfold.durable;

import dev.pinfold.MessageTooLargeException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreLockedException;
import dev.pinfold.archive.files.PartialDirectory;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a new store with queues and messages that have their numbers and arrivals already. The
 * store is made under another name beside its own, and gets its own once it is whole and on the
 * device: whatever interrupts this, there is a whole store of that name, or none. Limits of queues
 * are kept, but nothing goes by them until the store is opened. One thread at a time.
 */
public final class StoreWriter implements AutoCloseable {
  /**
   * The greatest number of a message that is brought: no additions after it ever use up the rest.
   */
  public static final long LAST_NUMBER = 1L << 62;

  private static final int BYTES_AT_ONCE = 32 * 1024;
  private static final int BYTES_EACH = 64; // more than a record takes beside its message

  private final PartialDirectory partial;
  private final PinfoldStore store;
  private final Map<String, Integer> queues = new HashMap<>(); // their identities
  private final Map<Integer, NumberSet> numbers = new HashMap<>(); // of each queue's messages
  private final List<Operation> operations = new ArrayList<>(); // of the next transaction
  private int bytes; // theirs

  private StoreWriter(PartialDirectory partial, PinfoldStore store) {
    this.partial = partial;
    this.store = store;
  }

  /**
   * Begins a store.
   *
   * @param directory where it is to be: missing, or an empty directory
   * @param options of the store that writes; their clock is not looked at
   * @throws IOException when there is something already, also of an interrupted writer, or it
   *     cannot be written
   */
  public static StoreWriter create(Path directory, StoreOptions options) throws IOException {
    PartialDirectory partial = PartialDirectory.of(directory);
    // At the beginning of time nothing has reached its age.
    StoreOptions timeless = options.withClock(InstantSource.fixed(Instant.EPOCH));
    try {
      return new StoreWriter(partial, PinfoldStore.open(partial.path(), timeless));
    } catch (StoreLockedException e) { // somebody else has begun there meanwhile
      throw new IOException(directory + " is just being written by somebody else", e);
    } catch (UncheckedIOException e) {
      partial.close();
      throw e.getCause();
    } catch (RuntimeException | Error e) {
      partial.close();
      throw e;
    }
  }

  /**
   * Opens a queue; what is added next may be for any that was opened.
   *
   * @param policy a journaled one
   * @param nextNumber the number that the next message gets that somebody adds to the store
   * @param lastArrival when the newest message ever added arrived
   * @throws IllegalArgumentException for a name that is opened already, a policy of memory, or a
   *     number that is none
   */
  public void open(String queue, QueuePolicy policy, long nextNumber, Instant lastArrival) {
    if (nextNumber < 1 || nextNumber - 1 > LAST_NUMBER) {
      throw new IllegalArgumentException(
          "the next number of queue \""
              + queue
              + "\" is "
              + nextNumber
              + "; they begin with 1, and go to "
              + (LAST_NUMBER + 1));
    }
    if (queues.containsKey(queue)) {
      throw new IllegalArgumentException("queue \"" + queue + "\" is there twice");
    }
    if (!policy.durability().isJournaled()) {
      throw new IllegalArgumentException("queue \"" + queue + "\" is in memory, not in a store");
    }
    String name = store.queue(queue).name(); // or it is refused
    flush();
    int id = store.nextQueueId();
    queues.put(queue, id);
    operations.add(
        new Operation.OpenQueue(id, name, policy, nextNumber, lastArrival.toEpochMilli()));
    flush();
  }

  /**
   * Adds a message; a queue's come in any order, though in that of their numbers it is quickest.
   *
   * @param queue one that was opened
   * @param number 1 to 2^62; none of a message that was added to it before
   * @param leasedUntil in milliseconds since 1970, 0 when it is not leased
   * @param deliveries how often it was handed out
   * @throws IllegalArgumentException for a number that was there before, a queue that was not
   *     opened, or headers that are no text
   * @throws MessageTooLargeException when it does not fit into the segments of the new store
   * @throws dev.pinfold.StoreFullException when the disk is full
   */
  public void add(
      String queue,
      long number,
      Instant arrival,
      Map<String, String> headers,
      byte[] payload,
      long leasedUntil,
      int deliveries) {
    Integer target = queues.get(queue);
    if (target == null) {
      throw new IllegalArgumentException("queue \"" + queue + "\" was not opened");
    }
    if (number < 1 || number > LAST_NUMBER) {
      throw new IllegalArgumentException(
          "message " + number + " of queue \"" + queue + "\"; numbers are 1 to " + LAST_NUMBER);
    }
    if (!numbers.computeIfAbsent(target, none -> new NumberSet()).add(number)) {
      throw new IllegalArgumentException(
          "message " + number + " of queue \"" + queue + "\" is there twice");
    }
    StoredMessage message =
        new StoredMessage(
            number, arrival.toEpochMilli(), 0, HeadersFormat.encode(headers), payload);
    if (bytes + message.size() + BYTES_EACH > BYTES_AT_ONCE) {
      flush();
    }
    operations.add(new Operation.Add(target, message));
    bytes += message.size() + BYTES_EACH;
    if (leasedUntil != 0 || deliveries != 0) {
      operations.add(new Operation.Lease(target, number, leasedUntil, deliveries));
      bytes += BYTES_EACH;
    }
  }

  private void flush() {
    if (!operations.isEmpty()) {
      List<Operation> transaction = List.copyOf(operations);
      operations.clear();
      bytes = 0;
      store.commit(transaction);
    }
  }

  /**
   * Ends the store: it has its own name, and is on the device, when this returns.
   *
   * @throws IOException when it cannot be written to its end, or given its name; then there is no
   *     store
   */
  public void finish() throws IOException {
    try {
      flush();
      store.force();
      long unused = store.snapshot();
      store.close();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    partial.finish();
  }

  /** Removes what was written, unless it was {@linkplain #finish finished}. */
  @Override
  public void close() {
    try {
      store.close();
    } finally {
      partial.close();
    }
  }
}
