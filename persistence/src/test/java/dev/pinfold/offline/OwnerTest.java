package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.durable.ChildJvm;
import dev.pinfold.durable.HolderChild;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OwnerTest {
  @TempDir Path directory;
  private Path store;

  @BeforeEach
  void name() {
    store = directory.resolve("store");
  }

  private Owner.State state() {
    return OfflineStore.at(store).owner().orElseThrow().state();
  }

  @Test
  @Timeout(120)
  void aProcessThatHoldsItIsKilledAndLeavesATail() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/locks")));
    Process holder =
        ChildJvm.of(HolderChild.class, List.of(store.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("open");
      Owner owner = OfflineStore.at(store).owner().orElseThrow();
      assertThat(owner.pid()).isEqualTo(holder.pid());
      assertThat(owner.command()).endsWith("java");
      assertThat(owner.state()).isEqualTo(Owner.State.OPEN);
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertThat(state()).isEqualTo(Owner.State.GONE);
    ReadReport report =
        OfflineStore.at(store).read(JournalQuery.ALL, entry -> true, ReadProgress.NONE);
    assertThat(report.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
  }

  @Test
  void whatDoesNotSayWho() throws IOException {
    try (KilledStore killed = new KilledStore()) {
      store = killed.copy();
      for (String text :
          List.of("", "somebody\n", "process x\ntoken " + UUID.randomUUID() + "\n")) {
        Files.writeString(store.resolve("lock"), text);
        assertThat(OfflineStore.at(store).owner()).as(text).isEmpty();
      }
      Files.delete(store.resolve("lock"));
      assertThat(OfflineStore.at(store).owner()).isEmpty();
    }
  }

  /** A process of that number runs, but has nothing to do with the store. */
  @Test
  void anotherProcessOfTheSameNumber() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/locks")));
    try (KilledStore killed = new KilledStore()) {
      store = killed.copy();
      long self = ProcessHandle.current().pid();
      Files.writeString(
          store.resolve("lock"),
          "process " + self + " (/usr/bin/x)\ntoken " + UUID.randomUUID() + "\n");
      assertThat(OfflineStore.at(store).owner())
          .hasValue(new Owner(self, "/usr/bin/x", Owner.State.GONE));
      Files.writeString(
          store.resolve("lock"), "process 999999999999\ntoken " + UUID.randomUUID() + "\n");
      assertThat(OfflineStore.at(store).owner())
          .hasValue(new Owner(999_999_999_999L, "", Owner.State.GONE));
    }
  }
}
