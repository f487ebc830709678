package dev.pinfold.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Says in one line what the journaled queues are: their policies, numbers, leases, and messages
 * with all their bytes. Two states with the same digest answer every question alike, however they
 * came about: live, from a snapshot and the journal after it, or from the journal alone. Where the
 * messages lie does not matter. Reads every message; under the engine's lock.
 */
public final class StateDigest {
  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  private StateDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The digest of a state: 64 hexadecimal digits. */
  public static String of(EngineState state) {
    StateDigest digest = new StateDigest();
    digest.put(state.lastTransaction());
    List<QueueState> queues = new ArrayList<>(state.queues());
    queues.removeIf(queue -> !queue.policy().durability().isJournaled());
    queues.sort(Comparator.comparingInt(QueueState::id));
    queues.forEach(digest::put);
    return HexFormat.of().formatHex(digest.digest.digest());
  }

  private void put(QueueState queue) {
    put(queue.id());
    put(queue.name().getBytes(StandardCharsets.UTF_8));
    put(queue.policy().toString().getBytes(StandardCharsets.UTF_8));
    put(queue.nextNumber());
    put(queue.lastArrivalMillis());
    put(queue.lastTransaction());
    Map<Long, MessageLease> leases = queue.leases().byNumber();
    put(leases.size());
    for (Map.Entry<Long, MessageLease> lease : leases.entrySet()) {
      put(lease.getKey());
      put(lease.getValue().untilMillis());
      put(lease.getValue().deliveryCount());
    }
    LiveSet live = queue.live();
    put(live.count());
    put(live.bytes());
    for (long n = live.first(); n != LiveSet.NONE; n = live.next(n + 1)) {
      StoredMessage message = live.get(n);
      put(n);
      put(message.arrivalMillis());
      put(message.deliveryCount());
      put(message.headers());
      put(message.payload());
    }
  }

  private void put(long value) {
    digest.update(number.putLong(0, value).array());
  }

  private void put(byte[] bytes) {
    put(bytes.length);
    digest.update(bytes);
  }
}
