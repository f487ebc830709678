package dev.pinfold.archive;

import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * Something whose state an archive keeps. All methods are called under the archive's lock, except
 * {@link Capture#writeTo} and those of recovery, which happen before anybody else can see it.
 */
public interface StateMachine {

  /** Names the kind of state in snapshots: one kind never reads another's. */
  String kind();

  /** The version of what {@link Capture#writeTo} writes; a machine reads its own and older ones. */
  int version();

  /**
   * Applies one operation of a transaction again. Operations come in their order; a transaction
   * comes as a whole or not at all.
   *
   * @param transaction the transaction's number
   * @param place where the operation lies
   * @param operation its bytes, little-endian, valid during the call
   * @param last whether it is the last of its transaction
   * @throws IllegalStateException when it does not fit the state
   */
  void replay(long transaction, long place, ByteBuffer operation, boolean last);

  /**
   * Takes in what a capture wrote; the machine is empty before.
   *
   * @param version the version that wrote it
   * @throws IOException when the input ends early or makes no sense
   */
  void restore(SnapshotInput in, int version) throws IOException;

  /** The state as of now, unaffected by what follows. Must be quick: everybody waits. */
  Capture capture();

  /** What in the journal this state still needs, beside what a snapshot covers; ascending. */
  Collection<SegmentNeed> segmentNeeds();

  /**
   * Moves what still lives in a segment to the journal's end, so that the segment may go. Called
   * without the lock. A segment for which it throws {@link dev.pinfold.MessageTooLargeException} or
   * {@link dev.pinfold.StoreCorruptException} is left alone until the next opening; what could be
   * moved out of it was.
   */
  default void evacuate(int segment) {}

  /**
   * Commits a transaction that changes nothing, so that another snapshot can be taken. A machine
   * that does not may have to wait for its next transaction until a full disk has room again.
   * Called without the lock.
   */
  default void advance() {}

  /**
   * Does what the machine does for itself in the background, now and then, for a short time each.
   * Called without the lock, on the archive's thread.
   */
  default void tidy() {}

  /**
   * Does what lets the next opening begin sooner, for a short time. Called when the archive closes
   * in good order and on a disk that is not full: nothing is appended any more. Without the lock.
   */
  default void prepareForOpening() {}

  /**
   * Only these segments are left beside the open one: what was derived from others must go, for a
   * segment that was cut off as a whole leaves its number to another.
   */
  default void segmentsGone(Collection<Integer> sealed) {}

  /** The state at one moment. */
  interface Capture {
    /** Writes the state; called once, by another thread, while the machine goes on. */
    void writeTo(SnapshotOutput out) throws IOException;

    /** The segments that this state reads from. */
    Collection<Integer> segments();
  }

  /**
   * A segment that the state reads from.
   *
   * @param segment its number
   * @param records how many live records it holds
   * @param bytes their bytes
   * @param views how many open views read from it
   */
  record SegmentNeed(int segment, long records, long bytes, int views) {}
}
