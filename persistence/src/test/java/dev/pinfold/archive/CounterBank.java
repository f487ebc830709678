package dev.pinfold.archive;

import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A state machine that is no queue: named counters, to which transactions add. It needs nothing of
 * the journal once a snapshot covers it.
 */
final class CounterBank implements StateMachine {
  private final TreeMap<String, Long> counters = new TreeMap<>();

  Map<String, Long> counters() {
    return counters;
  }

  /** Commits changes of several counters as one transaction. */
  static void commit(
      Archive<CounterBank> archive, DocumentBuffer document, Map<String, Long> adds) {
    archive.lock().lock();
    try {
      document.clear();
      int left = adds.size();
      for (Map.Entry<String, Long> add : adds.entrySet()) {
        byte[] name = add.getKey().getBytes(StandardCharsets.UTF_8);
        document.beginRecord();
        document.target(8 + name.length).putLong(add.getValue()).put(name);
        document.endRecord(--left == 0);
      }
      archive.append(document, false);
      adds.forEach((name, by) -> archive.machine().add(name, by));
    } finally {
      archive.lock().unlock();
    }
  }

  private void add(String name, long by) {
    counters.merge(name, by, Long::sum);
  }

  @Override
  public String kind() {
    return "counters";
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public void replay(long transaction, long place, ByteBuffer operation, boolean last) {
    long by = operation.getLong();
    add(StandardCharsets.UTF_8.decode(operation).toString(), by);
  }

  @Override
  public void restore(SnapshotInput in, int version) throws IOException {
    for (int left = in.readCount(2); left > 0; left--) {
      counters.put(in.readString(), in.readLong());
    }
  }

  @Override
  public Capture capture() {
    TreeMap<String, Long> copy = new TreeMap<>(counters);
    return new Capture() {
      @Override
      public void writeTo(SnapshotOutput out) throws IOException {
        out.writeInt(copy.size());
        for (Map.Entry<String, Long> counter : copy.entrySet()) {
          out.writeString(counter.getKey());
          out.writeLong(counter.getValue());
        }
      }

      @Override
      public Collection<Integer> segments() {
        return List.of();
      }
    };
  }

  @Override
  public Collection<SegmentNeed> segmentNeeds() {
    return List.of();
  }
}
