package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.PastQueue;
import dev.pinfold.offline.PastQueues;
import dev.pinfold.offline.ReadProgress;
import dev.pinfold.offline.Salvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an opening gave up after a loss of power, and what it used the same numbers for again. */
class SalvageAfterPowerLossTest {
  @TempDir Path scratch;

  private Path lost;

  /** Of eight messages the power took the fourth; nothing was forced. */
  @BeforeEach
  void losePower() throws IOException {
    Path store = scratch.resolve("store");
    lost = scratch.resolve("lost");
    try (PinfoldStore open = PowerLoss.openOn(store, SmallStore.OPTIONS, new UUID(1, 1))) {
      MessageQueue<byte[]> queue = open.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 8; i++) {
        queue.add(new byte[] {1, (byte) i});
      }
      Path unused = Directories.copyOpen(store, lost);
    }
    byte[] bytes = Files.readAllBytes(segment(lost, 1));
    List<Integer> ends = new SegmentBytes(bytes).ends();
    int from = ends.get(4); // behind the opening of the queue and three messages
    for (int at = from; at < ends.get(5); at++) {
      bytes[at] = 0;
    }
    Files.write(segment(lost, 1), bytes);
    Files.delete(lost.resolve("lock"));
  }

  private static Path segment(Path store, int number) {
    return store.resolve(String.format("journal/%010d.pfj", number));
  }

  private static Map<Long, Byte> content(Path store) {
    Map<Long, Byte> messages = new TreeMap<>();
    try (PastQueues past = OfflineStore.at(store).replay(Optional.empty(), ReadProgress.NONE)) {
      for (PastQueue queue : past.queues()) {
        past.read(queue.name(), message -> messages.put(message.number(), message.payload()[0]));
      }
    }
    return messages;
  }

  private Salvage salvage(Path store) throws IOException {
    return OfflineStore.salvage(
        store, scratch.resolve("new"), StoreOptions.DEFAULTS, ReadProgress.NONE);
  }

  /** An opening would give up what is behind the hole. */
  @Test
  void whatIsBehindTheHoleComesBack() throws IOException {
    Salvage found = salvage(lost);
    assertThat(content(found.directory()).keySet()).containsExactly(1L, 2L, 3L, 5L, 6L, 7L, 8L);
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  private Path openedAgain() throws IOException {
    Path after = scratch.resolve("after");
    try (PinfoldStore open = PowerLoss.openOn(lost, SmallStore.OPTIONS, new UUID(2, 2))) {
      MessageQueue<byte[]> queue = open.queue("q");
      assertThat(queue.count()).isEqualTo(3);
      for (int i = 0; i < 6; i++) {
        queue.add(new byte[] {2, (byte) i});
      }
      Path unused = Directories.copyOpen(lost, after);
    }
    Files.delete(after.resolve("lock"));
    return after;
  }

  @Test
  void whatWasGivenUpStaysSo() throws IOException {
    Path after = openedAgain();
    Salvage found = salvage(after);
    assertThat(content(found.directory())).isEqualTo(content(after)).containsEntry(4L, (byte) 2);
    assertThat(found.state()).as("%s", found).isEqualTo(Salvage.State.WHOLE);
  }

  @Test
  void alsoWithoutTheHeaderThatTells() throws IOException {
    Path after = openedAgain();
    Map<Long, Byte> wanted = content(after);
    for (boolean isBegunThere : new boolean[] {true, false}) {
      if (isBegunThere) {
        byte[] bytes = Files.readAllBytes(segment(after, 2));
        bytes[50] = (byte) ~bytes[50];
        Files.write(segment(after, 2), bytes);
      } else {
        Files.delete(after.resolve("journal/begun"));
      }
      Salvage found = salvage(after);
      assertThat(content(found.directory())).as("%s", found).isEqualTo(wanted);
      assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
      Directories.delete(found.directory());
    }
  }
}
