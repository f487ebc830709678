package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreLockedException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
      assertThat(store.recoveredQueues())
          .extracting(RecoveredQueue::name)
          .containsExactly("kept", "orders", "ring");
      assertThat(store.recoveredQueues().get(0))
          .isEqualTo(new RecoveredQueue("kept", Durability.POWER_LOSS, 2, 18, 3));
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

  /** What a copy of the directory does, made in the owner's process. */
  @Test
  void readingTheFilesLetsNobodyIn() throws Exception {
    Path directory = parent.resolve("store");
    try (PinfoldStore store = open(directory)) {
      assertThat(Files.readString(directory.resolve("lock"))).startsWith("process ");
      assertThat(runHolder(directory)).contains("StoreLockedException");
      Directories.copy(directory, Files.createDirectory(parent.resolve("backup")));
      assertThat(store.queues()).isEmpty();
    }
    try (PinfoldStore copy = open(parent.resolve("backup"))) {
      assertThat(copy.queues()).isEmpty();
    }
  }

  private static String runHolder(Path directory) throws Exception {
    Process child =
        ChildJvm.of(HolderChild.class, List.of(directory.toString()))
            .redirectErrorStream(true)
            .start();
    child.outputWriter().close();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  /** As long as somebody takes the lock away again and again, another process gets in. */
  @Test
  void whoIsRobbedOfTheLockNoticesAndFails() throws Exception {
    Path directory = parent.resolve("store");
    AtomicBoolean stop = new AtomicBoolean();
    Thread thief = new Thread(() -> readUntil(stop, directory.resolve(".lock")));
    try (PinfoldStore store = open(directory)) {
      MessageQueue<byte[]> queue = store.queue("ours", QueuePolicy.PROCESS_CRASH);
      queue.add(new byte[] {1});
      thief.start();
      Process intruder = startUntilOpen(directory);
      try {
        requireFailed(store, queue, intruder.pid());
        assertThat(queue.count()).isPositive();
        assertThatThrownBy(store::snapshot)
            .isInstanceOf(StoreFailedException.class)
            .hasMessageContaining("may be missing");
        assertThatThrownBy(store::compact).isInstanceOf(StoreFailedException.class);
        assertThat(StoreFiles.snapshots(directory)).isEmpty();
        intruder.outputWriter().close();
        assertThat(intruder.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(intruder.exitValue()).isZero();
      } finally {
        intruder.destroyForcibly();
      }
    } finally {
      stop.set(true);
      thief.join();
    }
    try (PinfoldStore store = open(directory)) {
      assertThat(SmallStore.kept(store).count()).isEqualTo(2);
      assertThat(store.queue("ours").peekOldest().orElseThrow().payload()).containsExactly(1);
    }
  }

  private static void readUntil(AtomicBoolean stop, Path file) {
    while (!stop.get()) {
      try {
        assertThat(Files.readAllBytes(file)).isEmpty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** One that comes while the lock is being renewed is refused, and comes again. */
  private static Process startUntilOpen(Path directory) throws IOException {
    while (true) { // the timeout ends it
      Process child = ChildJvm.of(HolderChild.class, List.of(directory.toString())).start();
      if ("open".equals(child.inputReader().readLine())) {
        return child;
      }
    }
  }

  private static void requireFailed(PinfoldStore store, MessageQueue<byte[]> queue, long intruder) {
    AtomicReference<StoreFailedException> failure = new AtomicReference<>();
    Await.until(
        "the store fails",
        () -> {
          try {
            return queue.add(new byte[] {2}) < 0;
          } catch (StoreFailedException e) {
            failure.set(e);
            return true;
          }
        });
    assertThat(failure.get())
        .hasMessageContainingAll("opened by another", "process " + intruder, "may be missing");
    assertThat(store.exists("ours")).isTrue();
  }

  /** Another class loader has other statics, and the same process. */
  @Test
  void aSecondOpeningByAnotherClassLoader() throws Exception {
    Path directory = parent.resolve("store");
    List<URL> classes = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      classes.add(Path.of(path).toUri().toURL());
    }
    try (PinfoldStore store = open(directory);
        URLClassLoader loader =
            new URLClassLoader(classes.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Method opening = loader.loadClass(PinfoldStore.class.getName()).getMethod("open", Path.class);
      requireRefused(opening, directory);
      String registered =
          System.getProperties().stringPropertyNames().stream()
              .filter(name -> name.startsWith("dev.pinfold.owner:"))
              .findAny()
              .orElseThrow();
      String token = System.clearProperty(registered); // as those do who set all properties anew
      requireRefused(opening, directory);
      assertThat(runHolder(directory)).contains("StoreLockedException");
      System.setProperty(registered, token);
      SmallStore.transactions(0).forEach(transaction -> transaction.accept(store));
    }
    try (PinfoldStore store = open(directory)) {
      assertThat(SmallStore.kept(store).count()).isEqualTo(2);
    }
  }

  private static void requireRefused(Method opening, Path directory) {
    assertThatThrownBy(() -> opening.invoke(null, directory))
        .cause()
        .hasMessageContaining("open in this process already")
        .satisfies(
            cause ->
                assertThat(cause.getClass().getName())
                    .isEqualTo(StoreLockedException.class.getName()));
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
