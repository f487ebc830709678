package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.SmallStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage in the segment of the newest snapshot's place, before that place: the store opens. */
class BeforeSnapshotTest {
  private KilledStore killed;
  private Path copy;
  private List<Integer> ends;
  private int damaged; // the document

  @BeforeEach
  void damage() throws IOException {
    killed = new KilledStore();
    copy = killed.copy();
    damaged = 2;
    byte[] bytes = killed.read(KilledStore.LAST);
    ends = SegmentBytes.ends(bytes);
    bytes[ends.get(damaged) + 24] ^= 1;
    Files.write(copy.resolve(KilledStore.LAST), bytes);
  }

  @AfterEach
  void clean() throws IOException {
    killed.close();
  }

  private int documentsSinceSnapshot() {
    return SmallStore.transactions(2).size();
  }

  @Test
  void itIsDamageForThoseWhoReadAll() {
    OfflineStore store = OfflineStore.at(copy);
    Inspection inspection = store.inspect(ReadProgress.NONE, InstantSource.system());
    assertThat(inspection.journal().state()).isEqualTo(JournalVerdict.State.DAMAGED);
    assertThat(inspection.journal().damages()).hasSize(1);
    assertThat(store.verify(ReadProgress.NONE).journal().damages())
        .isEqualTo(inspection.journal().damages());
  }

  /** As an opening would. */
  @Test
  void readingGoesOnAtThePlace() {
    List<Long> forward = new ArrayList<>();
    ReadReport report =
        OfflineStore.at(copy)
            .read(
                JournalQuery.ALL,
                entry -> entry.segment() != 2 || forward.add(entry.transaction()),
                ReadProgress.NONE);
    assertThat(report.journal().damages()).hasSize(1);
    List<Long> backward = new ArrayList<>();
    assertThat(
            OfflineStore.at(copy)
                .readBackward(
                    JournalQuery.ALL,
                    entry -> entry.segment() != 2 || backward.add(entry.transaction()))
                .journal()
                .damages())
        .isEqualTo(report.journal().damages());
    Collections.reverse(backward);
    assertThat(backward).isEqualTo(forward);
    assertThat(forward.stream().distinct()).hasSize(damaged + documentsSinceSnapshot());
  }

  @Test
  void whatOpensCanBeReplayed() throws IOException {
    Path opened = killed.copy();
    Files.copy(
        copy.resolve(KilledStore.LAST),
        opened.resolve(KilledStore.LAST),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    List<String> queues;
    try (PinfoldStore store = PinfoldStore.open(opened, SmallStore.OPTIONS)) {
      queues = store.queues().stream().map(info -> info.name() + " " + info.count()).toList();
    }
    try (PastQueues past = OfflineStore.at(copy).replay(Optional.empty(), ReadProgress.NONE)) {
      assertThat(past.queues().stream().map(queue -> queue.name() + " " + queue.count()).toList())
          .containsExactlyInAnyOrderElementsOf(queues);
    }
  }
}
