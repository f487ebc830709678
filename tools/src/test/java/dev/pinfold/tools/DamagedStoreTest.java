package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.PinfoldException;
import dev.pinfold.archive.RecoveryReport;
import dev.pinfold.archive.files.DirectoryTree;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to the files of a store: each command that only looks comes to an end with one
 * of the codes of docs/tools.md, says why in a line of its own, and calls nothing sound that an
 * opening refuses, cuts or passes over. What it makes is sound.
 */
class DamagedStoreTest {
  private static final List<String> LINES =
      List.of(
          "inspect",
          "inspect --json",
          "journal",
          "journal --json",
          "journal --reverse",
          "journal --last 2",
          "show orders 9",
          "show orders 9 --json",
          "verify",
          "verify --json",
          "report --out NEW",
          "replay",
          "replay --json",
          "replay --until 4",
          "diff --from 9 --json",
          "diff OTHER",
          "diff STORE --store OTHER",
          "export",
          "backup NEW --json",
          "restore STORE NEW --json",
          "restore STORE NEW --until 9");

  /** What may ask for a moment, or a message, of which a damaged journal tells nothing. */
  private static final Set<String> ASKING =
      Set.of(
          "show orders 9",
          "show orders 9 --json",
          "replay --until 4",
          "diff --from 9 --json",
          "restore STORE NEW --until 9");

  @TempDir Path scratch;
  private final Map<String, Integer> counts = new TreeMap<>();
  private Path killed;
  private Path other;
  private List<Path> files;
  private Random random;

  /** Two segments with documents, and a snapshot of each; killed behind the last one. */
  @BeforeEach
  void make() throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("tools.DamagedStoreTest: -Dpinfold.seed=" + seed);
    random = new Random(seed);
    killed = OfflineStores.sound(scratch.resolve("killed"));
    try (RestingWriter writer = RestingWriter.start(killed)) {
      assertThat(writer.add(9)).isPositive();
      assertThat(writer.snapshot()).isPositive();
      assertThat(writer.add(5)).isPositive();
      OfflineStores.awaitRest(killed, 2);
      writer.kill();
    }
    other = OfflineStores.killed(scratch.resolve("other")); // whose owner is known to be gone
    try (Stream<Path> all = Files.walk(killed)) {
      files = all.filter(Files::isRegularFile).map(killed::relativize).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(8);
  }

  @Test
  @Timeout(300)
  void randomDamages() throws IOException {
    damage(40);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void manyRandomDamages() throws IOException {
    damage(1000);
  }

  private void damage(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      Path round = Files.createDirectory(scratch.resolve("round"));
      Path copy = copy(round.resolve("store"));
      String what = damage(copy);
      try {
        look(copy, Files.createDirectory(round.resolve("places")));
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError(what, e);
      }
      DirectoryTree.delete(round);
    }
    System.out.println("tools.DamagedStoreTest: " + counts);
  }

  private Path copy(Path to) throws IOException {
    try (Stream<Path> all = Files.walk(killed)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.copy(path, to.resolve(killed.relativize(path).toString()));
      }
    }
    return to;
  }

  /** Cuts, zeroes, deletes or swaps files, or flips a bit; returns what was done. */
  private String damage(Path copy) throws IOException {
    Path file = files.get(random.nextInt(files.size()));
    Path path = copy.resolve(file.toString());
    byte[] bytes = Files.readAllBytes(path);
    int at = random.nextInt(Math.max(1, random.nextInt(4) == 0 ? bytes.length : content(bytes)));
    int kind = random.nextInt(5);
    switch (kind) {
      case 0 -> Files.write(path, Arrays.copyOf(bytes, Math.min(at, bytes.length)));
      case 1 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(600));
        Arrays.fill(bytes, Math.min(at, end), end, (byte) 0);
        Files.write(path, bytes);
      }
      case 2 -> Files.delete(path);
      case 3 -> {
        Path second = copy.resolve(files.get(random.nextInt(files.size())).toString());
        byte[] others = Files.readAllBytes(second);
        Files.write(second, bytes);
        Files.write(path, others);
        return file + " and " + second + " swapped";
      }
      default -> {
        if (bytes.length > 0) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
          Files.write(path, bytes);
        }
      }
    }
    return file + List.of(" cut", " zeroed", " deleted", "", " flipped").get(kind) + " at " + at;
  }

  /** Where what is not zero ends. */
  private static int content(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private void look(Path copy, Path places) throws IOException {
    OfflineLines lines = new OfflineLines(copy, other, places);
    Map<String, String> before = OfflineStores.fingerprint(copy);
    Set<Integer> codes = new HashSet<>(); // of those that say how sound it is
    Set<Integer> copied = new HashSet<>();
    for (String line : LINES) {
      CommandRun run = lines.run(line);
      requireInOrder(line, run);
      if (line.contains("NEW")) {
        requireSound(line, lines.fresh());
      }
      boolean isCopy = line.startsWith("backup") || line.startsWith("restore");
      (isCopy ? copied : codes).add(run.code());
      counts.merge((isCopy ? "copied " : "seen ") + run.code(), 1, Integer::sum);
    }
    assertThat(OfflineStores.fingerprint(copy)).isEqualTo(before);
    requireNotBetterThan(open(copy), codes, copied);
  }

  private static void requireInOrder(String line, CommandRun run) throws IOException {
    assertThat(run.code())
        .as("%s: %s", line, run)
        .isIn(
            OfflineExit.SOUND,
            OfflineExit.TORN,
            OfflineExit.JOURNAL_DAMAGED,
            OfflineExit.SNAPSHOT_DAMAGED,
            OfflineExit.NO_STORE,
            ASKING.contains(line) ? OfflineExit.USAGE : OfflineExit.SOUND);
    assertThat(run.err().lines())
        .as(line)
        .allMatch(text -> text.matches("pinfold: [^\\p{Cntrl}]{10,}"));
    if (line.contains("--json") || line.startsWith("export")) {
      for (String object : run.lines()) {
        JsonNode node = new ObjectMapper().readTree(object);
        assertThat(node.isObject()).as("%s: %s", line, object).isTrue();
        assertThat(node.path("exitCode").asInt(run.code())).as(line).isEqualTo(run.code());
      }
    }
  }

  /** What a line has made is sound, and nothing half made is left of it. */
  private static void requireSound(String line, Path made) throws IOException {
    assertThat(made.resolveSibling(made.getFileName() + ".partial")).as(line).doesNotExist();
    if (!Files.isDirectory(made)) {
      return;
    }
    try (Stream<Path> all = line.startsWith("backup") ? Files.list(made) : Stream.of(made)) {
      for (Path store : all.filter(Files::isDirectory).toList()) {
        CommandRun run = CommandRun.on(store, "verify");
        assertThat(run.code()).as("%s, %s: %s", line, store, run).isZero();
      }
    }
  }

  /** What an opening said. */
  private enum Opened {
    SILENT,
    CUT,
    PASSED_OVER,
    REFUSED
  }

  private static Opened open(Path copy) {
    try (PinfoldStore opened = OfflineStores.open(copy)) {
      RecoveryReport report = opened.recovery();
      if (!report.rejectedSnapshots().isEmpty()) {
        return Opened.PASSED_OVER;
      }
      return report.cut().isPresent() ? Opened.CUT : Opened.SILENT;
    } catch (PinfoldException e) {
      return Opened.REFUSED;
    }
  }

  private static void requireNotBetterThan(Opened opened, Set<Integer> codes, Set<Integer> copied) {
    if (opened != Opened.SILENT) {
      assertThat(codes).as("%s", opened).doesNotContain(OfflineExit.SOUND);
    }
    if (opened == Opened.PASSED_OVER || opened == Opened.REFUSED) {
      assertThat(copied).as("%s", opened).doesNotContain(OfflineExit.SOUND);
    }
    if (opened == Opened.REFUSED) {
      assertThat(codes).doesNotContain(OfflineExit.TORN, OfflineExit.SNAPSHOT_DAMAGED);
    } else {
      assertThat(codes).as("%s", opened).doesNotContain(OfflineExit.NO_STORE);
    }
  }
}
