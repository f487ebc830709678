package dev.pinfold.durable;

import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.StateMachine;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.state.Chunk;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.Operation;
import dev.pinfold.state.Places;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/** The queues as a state machine of an archive. */
final class QueueMachine implements StateMachine {
  static final String KIND = "pinfold-queues";
  static final int VERSION = 1;
  private static final int MESSAGE_OVERHEAD = 32; // what a moved message takes beside its bytes

  private final MessageJournal journal;
  private final RestoredContents contents;
  private final EngineState state;
  private final List<Operation> operations = new ArrayList<>(); // of the transaction replayed
  private long[] places = new long[16];
  private volatile IntConsumer evacuator = segment -> {};
  private volatile Runnable advancer = () -> {};
  private volatile Runnable indexer = () -> {};
  private volatile Runnable closer = () -> {};

  QueueMachine(JournalReader reader, long residentBytes) {
    this.journal = new MessageJournal(reader, residentBytes);
    this.contents = (queueId, first, inUse) -> new JournalContent(journal, queueId, first, inUse);
    this.state = empty();
  }

  /** A machine that does not know where messages lie: it can be replayed and compared. */
  private QueueMachine(JournalReader reader) {
    this.journal = new MessageJournal(reader, 0);
    this.contents = (queueId, first, inUse) -> new NumbersOnly();
    this.state = empty();
  }

  static QueueMachine ofNumbersOnly(JournalReader reader) {
    return new QueueMachine(reader);
  }

  private EngineState empty() {
    return new EngineState((queueId, first) -> contents.create(queueId, first, new PlacesInUse()));
  }

  EngineState state() {
    return state;
  }

  MessageJournal journal() {
    return journal;
  }

  /**
   * Says who does what the archive asks for: all need the engine, which does not exist before this.
   *
   * @param moves moves messages out of a segment
   * @param nothing commits a transaction that changes nothing
   * @param indexing makes the indexes that are wanted
   * @param closing makes the indexes that the next opening looks into first
   */
  void helpedBy(IntConsumer moves, Runnable nothing, Runnable indexing, Runnable closing) {
    evacuator = moves;
    advancer = nothing;
    indexer = indexing;
    closer = closing;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void replay(long transaction, long place, ByteBuffer operation, boolean last) {
    if (operations.size() == places.length) {
      places = Arrays.copyOf(places, places.length * 2);
    }
    places[operations.size()] = place;
    try {
      operations.add(OperationFormat.read(operation));
    } catch (OperationFormat.FormatException e) {
      throw journal.unreadable(place, e);
    }
    if (last) {
      Places where = index -> places[index];
      journal.residency().begin();
      state.apply(new Transaction(transaction, operations), where);
      operations.clear();
    }
  }

  @Override
  public Capture capture() {
    return SnapshotBody.of(state);
  }

  @Override
  public void restore(SnapshotInput in, int version) throws IOException {
    SnapshotBody.read(in, state, contents);
    journal.residency().begin(); // what is looked at before the first transaction may go again
  }

  @Override
  public Collection<SegmentNeed> segmentNeeds() {
    List<SegmentNeed> needs = new ArrayList<>();
    journal
        .usage()
        .uses()
        .forEach(
            (segment, use) ->
                needs.add(
                    new SegmentNeed(
                        segment,
                        use.messages(),
                        use.bytes() + use.messages() * MESSAGE_OVERHEAD,
                        use.views())));
    return needs;
  }

  @Override
  public void evacuate(int segment) {
    evacuator.accept(segment);
  }

  @Override
  public void advance() {
    advancer.run();
  }

  @Override
  public void tidy() {
    indexer.run();
  }

  @Override
  public void prepareForOpening() {
    closer.run();
  }

  /** Where the oldest messages of each journaled queue lie: their first chunk's segments. */
  Set<Integer> oldestSegments() {
    Set<Integer> segments = new TreeSet<>();
    for (QueueState queue : state.queues()) {
      if (queue.policy().durability().isJournaled() && queue.live().count() > 0) {
        Chunk oldest = queue.live().chunks().iterator().next();
        PlacesInUse inUse = ((JournalContent) oldest.content()).inUse();
        for (int i = 0; i < inUse.size(); i++) {
          segments.add(inUse.segment(i));
        }
      }
    }
    return segments;
  }

  @Override
  public void segmentsGone(Collection<Integer> sealed) {
    Set<Integer> segments = new HashSet<>(sealed);
    try {
      journal.indexes().keepOnly(segments::contains);
    } catch (IOException e) {
      throw new UncheckedIOException("indexes of segments that are gone cannot be removed", e);
    }
  }
}
