package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreLockedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One owner at a time; and what may be made a store at all. */
@Timeout(60)
class OwnershipTest {
  @TempDir Path parent;

  private PinfoldStore open(Path directory) {
    return PinfoldStore.open(directory, SmallStore.OPTIONS);
  }

  private void requireRefusedByLock(Path directory, String... words) {
    assertThatThrownBy(() -> open(directory).close())
        .isInstanceOf(StoreLockedException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void aSecondOpeningInTheSameProcess() throws IOException {
    Path directory = parent.resolve("store");
    try (PinfoldStore store = open(directory)) {
      requireRefusedByLock(directory, "this process");
      Path other = Files.createDirectory(parent.resolve("other"));
      requireRefusedByLock(other.resolve("..").resolve("store"), "this process");
      Path link = Files.createSymbolicLink(parent.resolve("link"), directory);
      requireRefusedByLock(link, "this process");
      SmallStore.transactions(0).forEach(transaction -> transaction.accept(store));
    }
    try (PinfoldStore store = open(directory)) {
      assertThat(SmallStore.kept(store).count()).isEqualTo(2);
    }
  }

  @Test
  void anotherProcessUntilItIsKilled() throws Exception {
    Path directory = parent.resolve("store");
    Process holder = ChildJvm.of(HolderChild.class, List.of(directory.toString())).start();
    try (BufferedReader output = holder.inputReader()) {
      assertThat(output.readLine()).isEqualTo("open");
      requireRefusedByLock(directory, "another process", "process " + holder.pid());
      holder.destroyForcibly();
      assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
      try (PinfoldStore store = open(directory)) {
        assertThat(SmallStore.kept(store).count()).isEqualTo(2);
        requireRefusedByLock(directory, "this process");
      }
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void aChildIsRefusedAndNamesUs() throws Exception {
    Path directory = parent.resolve("store");
    try (PinfoldStore store = open(directory)) {
      Process child =
          ChildJvm.of(HolderChild.class, List.of(directory.toString()))
              .redirectErrorStream(true)
              .start();
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(said).contains("StoreLockedException", "process " + ProcessHandle.current().pid());
      assertThat(store.queues()).isEmpty();
    }
  }

  @Test
  void aForeignDirectoryIsLeftAlone() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("photos"));
    Files.writeString(directory.resolve("holiday.jpg"), "sea");
    assertThatThrownBy(() -> open(directory).close())
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("holiday.jpg");
    assertThat(names(directory)).containsExactly("holiday.jpg");
  }

  @Test
  void whatACreationLeftThatDidNotEndIsNoForeignDirectory() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("store"));
    for (String part : List.of("journal", "snapshots", "index")) {
      Files.createDirectory(directory.resolve(part));
      try (PinfoldStore store = open(Directories.copy(directory, parent.resolve("to-" + part)))) {
        assertThat(store.recovery().created()).isTrue();
      }
    }
    Files.writeString(directory.resolve("journal").resolve("letter.txt"), "Dear");
    assertThatThrownBy(() -> open(directory).close()).isInstanceOf(StoreCorruptException.class);
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(parent.resolve("store"), "text");
    assertThatThrownBy(() -> open(file).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("it is a file, and a store is a directory");
    assertThat(file).hasContent("text");
    assertThatThrownBy(() -> open(file.resolve("below")).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aDirectoryThatMayNotBeWritten() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("store"));
    boolean restricted = directory.toFile().setWritable(false);
    assumeTrue(restricted && !Files.isWritable(directory), "this user may write everywhere");
    assertThatThrownBy(() -> open(directory).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("may not write");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
