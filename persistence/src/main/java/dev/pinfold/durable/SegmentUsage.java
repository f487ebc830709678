package dev.pinfold.durable;

import java.util.Map;
import java.util.TreeMap;

/**
 * What lives in each segment over all queues, and which segments open views read from. Guarded by
 * the engine's lock.
 */
final class SegmentUsage {

  /** One segment's share. */
  static final class Use {
    private long messages;
    private long bytes;
    private int views;

    long messages() {
      return messages;
    }

    long bytes() {
      return bytes;
    }

    int views() {
      return views;
    }

    private boolean isNone() {
      return messages == 0 && views == 0;
    }
  }

  private final TreeMap<Integer, Use> uses = new TreeMap<>();
  private int recentSegment;
  private Use recent; // or null; mostly it is asked for again (docs/design/0008)

  void add(int segment, long messages, long bytes) {
    Use use = use(segment);
    use.messages += messages;
    use.bytes += bytes;
  }

  void remove(int segment, long messages, long bytes) {
    Use use = use(segment);
    use.messages -= messages;
    use.bytes -= bytes;
    forgetIfUnused(segment, use);
  }

  void pin(int segment) {
    use(segment).views++;
  }

  void unpin(int segment) {
    Use use = use(segment);
    use.views--;
    forgetIfUnused(segment, use);
  }

  /** Segments in which something lives or which a view reads, ascending; not a copy. */
  Map<Integer, Use> uses() {
    return uses;
  }

  private void forgetIfUnused(int segment, Use use) {
    if (use.isNone()) {
      uses.remove(segment);
      recent = null;
    }
  }

  private Use use(int segment) {
    if (recent == null || recentSegment != segment) {
      recent = uses.computeIfAbsent(segment, s -> new Use());
      recentSegment = segment;
    }
    return recent;
  }
}
