package dev.pinfold.offline;

import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.durable.StoreWriter;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The journaled queues of a store as they were after a transaction. Messages are read from the
 * journal when they are asked for, in files that stay open until this is closed. One thread at a
 * time.
 */
public final class PastQueues implements Closeable {
  private static final long TELL_EVERY = 1 << 20;

  private final OfflineJournal journal;
  private final RestoredQueues restored;
  private final ReadReport report;
  private final UUID storeId;
  private final int segmentBytes;
  private final Predicate<String> wanted; // by the names of queues

  PastQueues(OfflineJournal journal, RestoredQueues restored, ReadReport report, int segmentBytes) {
    this(journal, restored, report, segmentBytes, name -> true);
  }

  private PastQueues(
      OfflineJournal journal,
      RestoredQueues restored,
      ReadReport report,
      int segmentBytes,
      Predicate<String> wanted) {
    this.report = report;
    this.storeId = journal.storeId();
    this.journal = journal;
    this.restored = restored;
    this.segmentBytes = segmentBytes;
    this.wanted = wanted;
  }

  /**
   * The same with these queues alone: no other is listed, compared or copied. Reads the same files
   * and ends with these.
   *
   * @param names of queues, each there or not
   */
  public PastQueues ofQueues(Set<String> names) {
    Set<String> those = Set.copyOf(names);
    return new PastQueues(journal, restored, report, segmentBytes, those::contains);
  }

  /** The last transaction that they know of. */
  public long transaction() {
    return restored.state().lastTransaction();
  }

  /** The size of the store's largest segment, in bytes: large enough for all of its messages. */
  public int segmentBytes() {
    return segmentBytes;
  }

  /**
   * The same options, with segments of {@link #segmentBytes} at least: for a store with room for
   * each of the messages.
   *
   * @param options not null
   */
  public StoreOptions largeEnough(StoreOptions options) {
    int usual = options.archive().journal().segmentBytes();
    return options.withSegmentBytes(Math.max(segmentBytes, usual));
  }

  /**
   * What is wrong in the store, behind the moment too: of the journal, what is behind the newest
   * good snapshot was judged.
   */
  public ReadReport report() {
    return report;
  }

  /** The identity of the store that they are of. */
  public UUID storeId() {
    return storeId;
  }

  /** The states of the journaled queues, in no order. */
  Stream<QueueState> states() {
    return restored.state().queues().stream()
        .filter(queue -> queue.policy().durability().isJournaled() && wanted.test(queue.name()));
  }

  /**
   * Tells in what they differ from others, of another moment or another store: by the names of
   * queues, and within a queue by the numbers of messages. Of two stores, messages of the same
   * number are read and compared. Takes the heap for one message of each.
   *
   * @param after the others, which came after these
   * @param visitor is shown the changes, queue by queue in the order of their names
   * @throws dev.pinfold.StoreCorruptException as for {@link #read}
   */
  public void changesTo(PastQueues after, Consumer<Change> visitor) {
    Changes.between(this, after, journal.isOf(after.journal), visitor);
  }

  /** The queues, by their names. */
  public List<PastQueue> queues() {
    return states().map(PastQueue::of).sorted(Comparator.comparing(PastQueue::name)).toList();
  }

  /**
   * The queues, by their names, with the messages of these numbers alone.
   *
   * @param numbers not null
   */
  public List<PastQueue> queues(NumberRange numbers) {
    return states()
        .map(queue -> PastQueue.of(queue, numbers))
        .sorted(Comparator.comparing(PastQueue::name))
        .toList();
  }

  /**
   * Reads the messages of a queue, oldest first. Takes one of them onto the heap at a time.
   *
   * @param queue the name of one of {@link #queues}
   * @param visitor is shown them; what it throws ends the reading
   * @throws IllegalArgumentException when there was no such queue
   * @throws dev.pinfold.StoreCorruptException when a message is damaged, or its segment was given
   *     back by the store's owner meanwhile
   */
  public void read(String queue, Consumer<SeenMessage> visitor) {
    read(queue, new NumberRange(1, Long.MAX_VALUE), visitor);
  }

  /**
   * The same of those that have these numbers.
   *
   * @param numbers not null
   */
  public void read(String queue, NumberRange numbers, Consumer<SeenMessage> visitor) {
    QueueState state = restored.state().queue(queue);
    if (state == null || !state.policy().durability().isJournaled()) {
      throw new IllegalArgumentException("there was no queue \"" + queue + "\"");
    }
    LiveSet live = state.live();
    long number = live.next(numbers.first());
    while (number != LiveSet.NONE && number <= numbers.last()) {
      visitor.accept(message(state, number));
      number = number == Long.MAX_VALUE ? LiveSet.NONE : live.next(number + 1);
    }
  }

  private static SeenMessage message(QueueState queue, long number) {
    StoredMessage message = queue.read(number);
    MessageLease lease = queue.leases().get(number);
    return new SeenMessage(
        queue.name(),
        number,
        Instant.ofEpochMilli(message.arrivalMillis()),
        HeadersFormat.decode(message.headers()),
        message.payload(),
        lease == null ? 0 : lease.untilMillis(),
        message.deliveryCount());
  }

  /**
   * Writes them as a new store, messages with their numbers, arrivals and leases. Whatever
   * interrupts this, there is a whole store afterwards, or none. Durable on return.
   *
   * @param directory where it is to be: missing, or an empty directory
   * @param options of the new store; its segments must be {@linkplain #largeEnough large enough}
   * @param policies of the new queues, from those of the old ones; by a limit of age, old messages
   *     go when the new store is opened
   * @param progress told how many bytes of messages were written, and of how many
   * @throws IOException when there is something already, it lies in the store, or it cannot be
   *     written
   * @throws dev.pinfold.MessageTooLargeException when the segments are too small
   * @throws dev.pinfold.StoreFullException when the disk is full
   * @throws dev.pinfold.StoreCorruptException as for {@link #read}
   */
  public void copyTo(
      Path directory,
      StoreOptions options,
      UnaryOperator<QueuePolicy> policies,
      ReadProgress progress)
      throws IOException {
    StoreCopy.requireNewPlace(journal.root(), directory);
    List<PastQueue> queues = queues();
    long total = queues.stream().mapToLong(PastQueue::bytes).sum();
    long[] done = {0, 0}; // and told of
    try (StoreWriter writer = StoreWriter.create(directory, options)) {
      for (PastQueue queue : queues) {
        writer.open(
            queue.name(), policies.apply(queue.policy()), queue.nextNumber(), queue.lastArrival());
        read(
            queue.name(),
            message -> {
              writer.add(
                  message.queue(),
                  message.number(),
                  message.arrival(),
                  message.headers(),
                  message.payload(),
                  message.leasedUntil(),
                  message.deliveries());
              done[0] += message.payload().length;
              if (done[0] - done[1] >= TELL_EVERY) {
                done[1] = done[0];
                progress.read(done[0], Math.max(total, done[0]));
              }
            });
      }
      progress.read(total, total);
      writer.finish();
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
