package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.codec.Codecs;
import dev.pinfold.offline.EntryVisitor;
import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.JournalEntry;
import dev.pinfold.offline.JournalQuery;
import dev.pinfold.offline.JournalVerdict;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.ReadProgress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What power took of segments before a snapshot that nothing reads from is no damage. */
@Timeout(60)
class LookAfterPowerLossTest {
  private static final String SECOND = "journal/0000000002.pfj";

  private Scratch scratch;
  private Path left;

  /** Segment 2 and its followers were given up unforced by a snapshot. */
  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
    SimulatedDisk disk = new SimulatedDisk(scratch.resolve("disk"));
    try (PinfoldStore store = PowerLoss.open(disk, SmallStore.OPTIONS)) {
      MessageQueue<String> queue = store.queue("cached", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      long unused = queue.add("stays");
      for (int i = 0; i < 25; i++) {
        unused = queue.add("x".repeat(40_000));
        assertThat(queue.takeNewest()).isPresent();
      }
      unused = store.snapshot();
      disk.freeze().worst().writeTo(scratch.resolve("left"));
      Path whole = scratch.resolve("whole");
      assertThat(Directories.copy(PowerLoss.store(disk), whole)).exists();
    }
    left = scratch.resolve("left/store");
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  private void requireSound(Path store) throws IOException {
    OfflineStore offline = OfflineStore.at(store);
    Inspection seen = offline.inspect(ReadProgress.NONE, InstantSource.system());
    assertThat(seen.journal().damages()).isEmpty();
    assertThat(seen.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    List<JournalEntry> forward = new ArrayList<>();
    List<Long> missed = new ArrayList<>();
    EntryVisitor visitor =
        new EntryVisitor() {
          @Override
          public boolean entry(JournalEntry entry) {
            return forward.add(entry);
          }

          @Override
          public void missed(long first, long last) {
            missed.add(first);
          }
        };
    assertThat(offline.read(JournalQuery.ALL, visitor, ReadProgress.NONE).journal().damages())
        .isEmpty();
    List<JournalEntry> backward = new ArrayList<>();
    assertThat(offline.readBackward(JournalQuery.ALL, backward::add).journal().damages()).isEmpty();
    assertThat(backward).hasSameSizeAs(forward);
    assertThat(seen.segments())
        .filteredOn(segment -> segment.segment() == 2)
        .allMatch(
            segment -> segment.begun().isPresent() == segment.pinnedBy().get(0).contains("1 good"));
    assertThat(missed).hasSize(1);
    try (PinfoldStore opened = PowerLoss.openOn(store, SmallStore.OPTIONS, new UUID(7, 7))) {
      assertThat(opened.recovery().cut()).isEmpty();
    }
  }

  @Test
  void headersThatWentWithThePower() throws IOException {
    requireSound(left);
  }

  /** It dies wherever it makes something durable: the next one, on the same boot, opens. */
  @Test
  void anOpeningThatDies() throws IOException {
    UUID boot = new UUID(7, 7);
    boolean died = true;
    for (int calls = 0; died; calls++) {
      Path copy = Directories.copy(left, scratch.resolve("copy"));
      died = diesAfter(calls, copy, boot);
      try (PinfoldStore opened = PowerLoss.openOn(copy, SmallStore.OPTIONS, boot)) {
        assertThat(opened.recovery().cut()).as("after %d calls", calls).isEmpty();
        assertThat(opened.queue("cached").count()).isEqualTo(1);
      }
      Directories.delete(copy);
    }
  }

  private static boolean diesAfter(int calls, Path store, UUID boot) {
    Device device = new DyingDevice(calls);
    try (PinfoldStore opened =
        PinfoldStore.open(store, SmallStore.OPTIONS, PowerLoss.environment(boot, device))) {
      assertThat(opened.queue("cached").count()).isEqualTo(1);
      return false;
    } catch (DyingDevice.Death e) {
      return true;
    }
  }

  @Test
  void documentsThatWentWithThePower() throws IOException {
    Path whole = scratch.resolve("whole");
    try (FileChannel file = FileChannel.open(whole.resolve(SECOND), StandardOpenOption.WRITE)) {
      int unused = file.write(ByteBuffer.allocate(8192), 8192);
    }
    requireSound(whole);
  }

  @Test
  void aFileThatIsShort() throws IOException {
    requireSoundWhenCutTo(8192);
  }

  @Test
  void aFileThatIsEmpty() throws IOException {
    requireSoundWhenCutTo(0);
  }

  private void requireSoundWhenCutTo(int bytes) throws IOException {
    Path whole = scratch.resolve("whole");
    try (FileChannel file = FileChannel.open(whole.resolve(SECOND), StandardOpenOption.WRITE)) {
      FileChannel unused = file.truncate(bytes);
    }
    requireSound(whole);
  }
}
