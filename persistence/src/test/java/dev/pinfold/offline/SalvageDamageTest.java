package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.StoreMark;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to the files of a store, each message whose bytes are whole comes back, and what
 * is said to be whole is as it was.
 */
class SalvageDamageTest {
  @TempDir Path scratch;

  private final SettableClock clock = new SettableClock(1_700_000_000_000L);
  private final Map<Salvage.State, Integer> states = new EnumMap<>(Salvage.State.class);
  private Path store;
  private Random random;
  private List<LivingMessage> living;
  private List<String> files;
  private long whole;
  private long lost;

  @BeforeEach
  void seed() {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("SalvageDamageTest: -Dpinfold.seed=" + seed);
    random = new Random(seed);
    store = scratch.resolve("store");
  }

  @AfterEach
  void tell() {
    System.out.printf(
        "SalvageDamageTest: %s; %,d messages were whole and came back, %,d were not%n",
        states, whole, lost);
  }

  @Test
  @Timeout(240)
  void aClosedStore() throws IOException {
    closed();
    damage(25);
  }

  @Test
  @Timeout(240)
  void aKilledStore() throws IOException {
    killed();
    damage(25);
  }

  @Test
  @Tag("long")
  void aClosedStoreOften() throws IOException {
    closed();
    damage(1_000);
  }

  @Test
  @Tag("long")
  void aKilledStoreOften() throws IOException {
    killed();
    damage(1_000);
  }

  @Test
  @Timeout(240)
  void storesThatWereTornAndOpenedAgain() throws IOException {
    histories(5);
  }

  @Test
  @Tag("long")
  void manyStoresThatWereTornAndOpenedAgain() throws IOException {
    histories(400);
  }

  /** Of each the header of every segment is damaged by itself, with `begun` and without. */
  private void histories(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      store = new TornHistory(scratch, clock, random).make();
      living = LivingMessage.all(store);
      files = files(store);
      Map<String, byte[]> original = originals();
      salvage(store, original, "nothing", true);
      int segments = SegmentFile.begun(store).size();
      for (int j = 0; j < 2 * segments; j++) {
        Path copy = Directories.copy(store, scratch.resolve("copy"));
        Path header = SegmentFile.begun(copy).get(j / 2);
        SegmentFile.at(header).flip(50).write();
        String what = header.getFileName() + " has a damaged header";
        if (j % 2 == 1) {
          Files.delete(copy.resolve("journal/begun"));
          what += ", and begun is gone";
        }
        salvage(copy, original, what, false);
        Directories.delete(copy);
      }
      damage(3);
      Directories.delete(store);
    }
  }

  private void closed() {
    for (int round = 0; round < 4; round++) {
      fill(round, () -> {});
    }
  }

  private void killed() {
    for (int round = 0; round < 3; round++) {
      fill(round, round < 2 ? () -> {} : this::copyOpen);
    }
    store = scratch.resolve("killed");
  }

  private void copyOpen() {
    try {
      Path killed = Directories.copyOpen(store, scratch.resolve("killed"));
      Files.deleteIfExists(killed.resolve("lock"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void fill(int round, Runnable last) {
    StoreOptions options = Written.options(clock, SegmentRetention.DELETE);
    try (PinfoldStore open = PinfoldStore.open(store, options)) {
      Written written = new Written(open, clock, random);
      written.work(400);
      assertThat(open.snapshot()).isPositive();
      if (round == 2) {
        int unused = open.compact();
      }
      written.work(200);
      last.run();
    }
  }

  private void damage(int times) throws IOException {
    living = LivingMessage.all(store);
    files = files(store);
    Map<String, byte[]> original = originals();
    for (int i = 0; i < times; i++) {
      Path copy = Directories.copy(store, scratch.resolve("copy"));
      String what = damage(copy);
      salvage(copy, original, what, false);
      Directories.delete(copy);
    }
  }

  private Map<String, byte[]> originals() throws IOException {
    Map<String, byte[]> original = new HashMap<>();
    for (String file : files) {
      original.put(file, Files.readAllBytes(store.resolve(file)));
    }
    return original;
  }

  private void salvage(Path copy, Map<String, byte[]> original, String what, boolean isSound)
      throws IOException {
    Map<String, ByteBuffer> before = contents(copy);
    Salvage found;
    try {
      found =
          OfflineStore.salvage(
              copy, scratch.resolve("new"), StoreOptions.DEFAULTS, ReadProgress.NONE);
    } catch (NoStoreException e) {
      assertThat(contents(copy)).as("the source is not touched: %s", what).isEqualTo(before);
      assertThat(segments(before)).as(what).isEmpty();
      assertThat(before.keySet()).as(what).noneMatch(file -> file.endsWith(".pfs"));
      assertThat(before.get(StoreMark.FILE))
          .as(what)
          .isNotEqualTo(ByteBuffer.wrap(original.get(StoreMark.FILE)));
      return;
    }
    assertThat(contents(copy)).as("the source is not touched: %s", what).isEqualTo(before);
    requireBack(found, original, segments(before), what);
    if (isSound) {
      assertThat(found.state()).as("%s", found).isNotEqualTo(Salvage.State.INCOMPLETE);
    }
    if (isSound || found.state() == Salvage.State.WHOLE) {
      requireSame(found, what);
    }
    states.merge(found.state(), 1, Integer::sum);
    Directories.delete(found.directory());
  }

  /** Damages one to four files, most often those that matter. */
  private String damage(Path copy) throws IOException {
    StringBuilder what = new StringBuilder();
    for (int more = random.nextInt(4); more >= 0; more--) {
      List<String> there = files.stream().filter(file -> Files.exists(copy.resolve(file))).toList();
      List<String> important =
          there.stream().filter(file -> file.matches("(journal|snapshots)/.*")).toList();
      List<String> from = random.nextInt(4) == 0 || important.isEmpty() ? there : important;
      if (!from.isEmpty()) {
        String file = from.get(random.nextInt(from.size()));
        what.append(RandomDamage.to(copy, file, there, random)).append("; ");
      }
    }
    return what.toString();
  }

  private void requireBack(
      Salvage found, Map<String, byte[]> original, List<byte[]> damaged, String what) {
    List<LivingMessage> wanted =
        living.stream().filter(message -> message.isWhole(original, damaged)).toList();
    assertThat(LivingMessage.missing(found.directory(), wanted))
        .as("%s: %s", what, found)
        .isEmpty();
    whole += wanted.size();
    lost += living.size() - wanted.size();
  }

  private void requireSame(Salvage found, String what) {
    List<Change> changes = new ArrayList<>();
    try (PastQueues one = OfflineStore.at(store).replay(Optional.empty(), ReadProgress.NONE);
        PastQueues other =
            OfflineStore.at(found.directory()).replay(Optional.empty(), ReadProgress.NONE)) {
      one.changesTo(other, changes::add);
    }
    assertThat(changes).as("%s: %s", what, found).isEmpty();
  }

  private static List<byte[]> segments(Map<String, ByteBuffer> contents) {
    return contents.entrySet().stream()
        .filter(file -> file.getKey().matches("journal/\\d{10}\\.pfj"))
        .map(file -> file.getValue().array())
        .toList();
  }

  private static List<String> files(Path store) throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(Files::isRegularFile)
          .map(path -> store.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private static Map<String, ByteBuffer> contents(Path store) throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    for (String file : files(store)) {
      contents.put(file, ByteBuffer.wrap(Files.readAllBytes(store.resolve(file))));
    }
    return contents;
  }
}
