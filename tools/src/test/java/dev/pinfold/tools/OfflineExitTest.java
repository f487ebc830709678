package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each command that only looks exits with, on stores really in each state; and that it only
 * looks.
 */
class OfflineExitTest {
  /** What they are asked for is behind the newest snapshot's place: before it they do not read. */
  private static final Set<List<String>> FROM_SNAPSHOT =
      Set.of(
          List.of("journal", "--last", "3"),
          List.of("replay"),
          List.of("replay", "--json"),
          List.of("export"));

  private static final String PAGE = "a page in a place of its own";

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("inspect"),
          List.of("inspect", "--json"),
          List.of("journal"),
          List.of("journal", "--json", "--payload", "hex"),
          List.of("journal", "--reverse"),
          List.of("journal", "--last", "3"),
          List.of("verify"),
          List.of("verify", "--json"),
          List.of("replay"),
          List.of("replay", "--json"),
          List.of("export"),
          List.of("report", "--out", PAGE),
          List.of("show", "orders", "4"),
          List.of("show", "orders", "4", "--json"));

  @TempDir Path scratch;
  @TempDir Path pages;
  private Path directory;
  private int reports;

  @BeforeEach
  void name() {
    directory = scratch.resolve("store");
  }

  /** Runs all commands, each of which must say the same and change nothing. */
  private List<CommandRun> all(int code) throws IOException {
    return all(code, code);
  }

  /** The same, where those that begin with a snapshot say something else. */
  private List<CommandRun> all(int code, int fromSnapshot) throws IOException {
    Map<String, String> before = OfflineStores.fingerprint(scratch);
    List<CommandRun> runs = new ArrayList<>();
    for (List<String> command : COMMANDS) {
      CommandRun run = run(command);
      assertThat(run.code())
          .as("%s: %s", command, run.err())
          .isEqualTo(FROM_SNAPSHOT.contains(command) ? fromSnapshot : code);
      assertThat(OfflineStores.fingerprint(scratch)).as("%s", command).isEqualTo(before);
      runs.add(run);
    }
    return runs;
  }

  private CommandRun run(List<String> command) {
    List<String> args = new ArrayList<>(command);
    args.replaceAll(arg -> arg.equals(PAGE) ? pages.resolve("page" + ++reports).toString() : arg);
    args.add(1, "--store");
    args.add(2, directory.toString());
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void soundIs0() throws IOException {
    OfflineStores.sound(directory);
    assertThat(all(OfflineExit.SOUND)).allMatch(run -> run.err().isEmpty());
  }

  @Test
  void soundIs0BesideItsOwner() throws IOException {
    try (PinfoldStore store = OfflineStores.open(directory)) {
      OfflineStores.fill(store);
      store.force();
      awaitRest();
      assertThat(all(OfflineExit.SOUND)).allMatch(run -> run.err().isEmpty());
      assertThat(run(List.of("inspect")).out()).contains(" has it open\n");
      store.queue("orders").add(new byte[10]);
    }
  }

  /** The owner prepares segments in the background. */
  private void awaitRest() throws IOException {
    long start = System.nanoTime();
    Map<String, String> before = Map.of();
    Map<String, String> now = OfflineStores.fingerprint(scratch);
    while (isPreparing() || !now.equals(before)) {
      assertThat(System.nanoTime() - start).as("time to come to rest").isLessThan(60_000_000_000L);
      before = now;
      now = OfflineStores.fingerprint(scratch);
    }
  }

  private boolean isPreparing() {
    String[] names = directory.resolve("journal").toFile().list();
    return List.of(names).stream().anyMatch(name -> name.endsWith(".tmp") || name.endsWith(".dead"))
        || names.length < 4;
  }

  @Test
  void tornTailIs2() throws IOException {
    OfflineStores.torn(directory);
    List<CommandRun> runs = all(OfflineExit.TORN);
    assertThat(runs.get(0).out()).contains("torn tail, up to transaction 9");
    assertThat(runs.get(2).err()).startsWith("pinfold: torn tail: ");
  }

  @Test
  void damageInTheJournalIs3() throws IOException {
    OfflineStores.damagedJournal(directory);
    List<CommandRun> runs = all(OfflineExit.JOURNAL_DAMAGED, OfflineExit.SOUND);
    String file = directory.resolve("journal/0000000001.pfj").toString();
    assertThat(runs.get(0).out())
        .contains("damage: " + file + " at byte 112: expected checksum 0x");
    assertThat(runs.get(2).err()).startsWith("pinfold: damage: " + file + " at byte 112: ");
  }

  @Test
  void damageBehindTheSnapshotIs3() throws IOException {
    OfflineStores.damagedBehindSnapshot(directory);
    all(OfflineExit.JOURNAL_DAMAGED);
  }

  @Test
  void damageInBothIs3() throws IOException {
    OfflineStores.damagedJournalAndSnapshot(directory);
    all(OfflineExit.JOURNAL_DAMAGED, OfflineExit.SNAPSHOT_DAMAGED);
  }

  @Test
  void damageInASnapshotIs4() throws IOException {
    OfflineStores.damagedSnapshot(directory);
    List<CommandRun> runs = all(OfflineExit.SNAPSHOT_DAMAGED);
    assertThat(runs.get(0).out()).contains("damaged: at byte ");
    assertThat(runs.get(2).err()).startsWith("pinfold: damaged snapshot: ");
  }

  @Test
  void noStoreIs5() throws IOException {
    for (CommandRun run : all(OfflineExit.NO_STORE)) {
      assertThat(run.err())
          .isEqualTo("pinfold: no store at " + directory + ": there is no such directory\n");
      assertThat(run.out()).isEmpty();
    }
    Files.createDirectory(directory);
    Files.writeString(directory.resolve("letter.txt"), "dear");
    all(OfflineExit.NO_STORE);
    Files.writeString(directory.resolve("pinfold.store"), "pinfold-store 1 x y\n");
    all(OfflineExit.NO_STORE);
  }

  @Test
  void aStoreOfALaterReleaseIs5() throws IOException {
    OfflineStores.tooNew(directory);
    for (CommandRun run : all(OfflineExit.NO_STORE)) {
      assertThat(run.err()).contains("is of format version 9");
    }
  }

  @Test
  void whatCannotBeReadIs6() throws IOException {
    OfflineStores.sound(directory);
    Files.move(directory.resolve("snapshots"), scratch.resolve("aside"));
    Files.createFile(directory.resolve("snapshots"));
    for (CommandRun run : all(OfflineExit.INTERNAL)) {
      assertThat(run.err())
          .isEqualTo("pinfold: " + directory.resolve("snapshots") + ": is no directory\n");
    }
  }

  @Test
  void wrongUseIs1() {
    OfflineStores.sound(directory);
    for (List<String> wrong :
        List.of(
            List.of("inspect", "--fly"),
            List.of("inspect", "--zone", "Nowhere"),
            List.of("journal", "--from", "yesterday"),
            List.of("journal", "--to", "#"),
            List.of("journal", "--operation", "eaten"),
            List.of("journal", "--message", "0"),
            List.of("journal", "--last", "0"),
            List.of("journal", "--grep", "["),
            List.of("journal", "--payload", "xml"),
            List.of("journal", "--follow", "--reverse"),
            List.of("verify", "--fly"),
            List.of("verify", "--zone", "Nowhere"),
            List.of("show", "orders"),
            List.of("show", "orders", "0"),
            List.of("show", "orders", "x"),
            List.of("show", "orders", "77"),
            List.of("show", "nothing", "1"))) {
      CommandRun run = run(wrong);
      assertThat(run.code()).as("%s", wrong).isEqualTo(OfflineExit.USAGE);
      assertThat(run.out()).as("%s", wrong).isEmpty();
      assertThat(run.err()).as("%s", wrong).matches("pinfold: [^\\p{Cntrl}]{10,}\n");
    }
  }
}
