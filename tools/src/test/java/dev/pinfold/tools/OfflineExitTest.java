package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each command that only looks exits with, on stores really in each state; and that it only
 * looks.
 */
@Timeout(120)
class OfflineExitTest {
  /**
   * The codes of docs/tools.md: a row for each state of a store, a column for each way to look. At
   * "@2" are those that ask for the moment behind transaction 2; "last" and "diff" ask for what is
   * behind the newest snapshot.
   */
  private static final String CODES =
      """
      state           inspect journal last show verify report replay @2 diff export backup restore restore@2
      closed                0       0    0    0      0      0      0  0    0      0      0       0         0
      killed                0       0    0    0      0      0      0  0    0      0      0       0         0
      torn                  2       2    2    2      2      2      2  2    2      2      0       0         0
      first-document        3       3    0    3      3      3      0  3    0      0      3       3         3
      last-document         3       3    3    3      3      3      3  3    3      3      3       3         3
      new-snapshot          4       4    4    4      4      4      4  4    4      4      4       4         4
      old-snapshot          4       4    4    4      4      4      4  4    4      4      4       4         4
      all-snapshots         4       4    4    4      4      4      4  4    4      4      4       4         4
      first+snapshot        3       3    4    3      3      3      4  3    4      4      3       3         3
      last+snapshots        3       3    3    3      3      3      3  3    3      3      3       3         3
      torn+snapshots        4       4    4    4      4      4      4  4    4      4      4       4         4
      other-history         0       0    0    0      4      0      0  0    0      0      3       3         0
      no-segment            3       3    3    3      3      3      3  3    3      3      3       3         3
      no-journal            3       3    3    3      3      3      3  3    3      3      3       3         3
      later-mark            5       5    5    5      5      5      5  5    5      5      5       5         5
      later-segment         5       5    5    5      5      5      5  5    5      5      5       5         5
      later-snapshot        5       5    5    5      5      5      5  5    5      5      5       5         5
      wrong-mark            5       5    5    5      5      5      5  5    5      5      5       5         5
      nothing               5       5    5    5      5      5      5  5    5      5      5       5         5
      empty                 5       5    5    5      5      5      5  5    5      5      5       5         5
      letters               5       5    5    5      5      5      5  5    5      5      5       5         5
      file                  5       5    5    5      5      5      5  5    5      5      5       5         5
      below-file            5       5    5    5      5      5      5  5    5      5      5       5         5
      odd-snapshots         4       4    4    4      4      4      4  4    4      4      4       4         4
      odd-segment           3       3    3    3      3      3      3  3    3      3      3       3         3
      pipe-segment          3       3    3    3      3      3      3  3    3      3      3       3         3
      pipe-spare            3       3    3    3      3      3      3  3    3      3      3       3         3
      pipe-begun            3       3    3    3      3      3      3  3    3      3      3       3         3
      pipe-journal          3       3    3    3      3      3      3  3    3      3      3       3         3
      loop-segment          3       3    3    3      3      3      3  3    3      3      3       3         3
      pipe-mark             5       5    5    5      5      5      5  5    5      5      5       5         5
      pipe-snapshot         4       4    4    4      4      4      4  4    4      4      4       4         4
      """;

  /** What is run for a column: all of a column exit with the same. */
  private static final Map<String, List<String>> COLUMNS =
      Map.ofEntries(
          Map.entry("inspect", List.of("inspect", "inspect --json")),
          Map.entry(
              "journal", List.of("journal", "journal --json --payload hex", "journal --reverse")),
          Map.entry("last", List.of("journal --last 1", "journal --from 10 --json")),
          Map.entry("show", List.of("show orders 4", "show orders 4 --json")),
          Map.entry("verify", List.of("verify", "verify --json")),
          Map.entry("report", List.of("report --out NEW")),
          Map.entry("replay", List.of("replay", "replay --json", "replay --to NEW")),
          Map.entry(
              "@2", List.of("replay --until 2", "diff --from 1 --until 2", "export --until 2")),
          Map.entry(
              "diff",
              List.of(
                  "diff --from 9", "diff OTHER", "diff STORE --store OTHER", "diff OTHER --json")),
          Map.entry("export", List.of("export", "export --payload json")),
          Map.entry("backup", List.of("backup NEW", "backup NEW --json")),
          Map.entry("restore", List.of("restore STORE NEW", "restore STORE NEW --json")),
          Map.entry("restore@2", List.of("restore STORE NEW --until 2")));

  /** Wrong words, a moment or a message of which nothing tells, a place that is taken. */
  private static final List<String> WRONG =
      List.of(
          "inspect --fly",
          "inspect --zone Nowhere",
          "inspect --queue nothing",
          "journal --queue nothing",
          "journal --queue nothing --reverse",
          "journal --from yesterday",
          "journal --to #",
          "journal --operation eaten",
          "journal --message 0",
          "journal --message 3-2",
          "journal --message 3-",
          "journal --message 3 --from #4",
          "journal --from 5 --to 4",
          "journal --from 2026-11-24 --to 2026-11-23",
          "journal --from #5 --to #4",
          "journal --from 5 --to 4 --follow",
          "journal --last 0",
          "journal --grep [",
          "journal --payload xml",
          "journal --follow --reverse",
          "verify --fly",
          "verify --zone Nowhere",
          "show orders",
          "show orders 0",
          "show orders x",
          "show orders 1 --operation eaten",
          "show orders 77",
          "show nothing 1",
          "replay --until soon",
          "replay --queue nothing",
          "replay --queue nothing --to NEW",
          "replay --until #3",
          "replay --until 77",
          "replay --no-expiry",
          "replay --to OTHER",
          "diff",
          "diff --from soon",
          "diff --from 2 --queue nothing",
          "diff --from 77",
          "diff OTHER --until 77",
          "export --until 77",
          "export --message 0-7",
          "diff --from 2 --message x",
          "export --queue nothing",
          "export --payload xml",
          "report",
          "report --out NEW --queue nothing",
          "report --out OTHER",
          "report --out NEW --from soon",
          "report --out NEW --from 5 --to 4",
          "backup",
          "backup STORE --store STORE",
          "backup OTHER",
          "backup NEW more",
          "backup NEW --keep 0",
          "backup NEW --keep x",
          "backup NEW --keep 2 --list",
          "restore STORE",
          "restore STORE OTHER",
          "restore STORE STORE",
          "restore STORE NEW --until soon",
          "restore STORE NEW --until 77",
          "restore STORE NEW --store STORE");

  @TempDir Path scratch;
  @TempDir Path places;
  private Path directory;
  private OfflineLines lines;
  private Map<String, String> before = Map.of(); // of the store, and what is beside it

  @BeforeEach
  void name() throws IOException {
    directory = Files.createDirectory(scratch.resolve("place")).resolve("store");
    lines = new OfflineLines(directory, OfflineStores.sound(places.resolve("other")), places);
  }

  /** A row of the table. */
  private record Row(String state, Map<String, Integer> codes) {
    @Override
    public String toString() {
      return state;
    }
  }

  static List<Row> rows() {
    List<List<String>> table = CODES.lines().map(line -> List.of(line.split(" +", -1))).toList();
    List<Row> rows = new ArrayList<>();
    for (List<String> cells : table.subList(1, table.size())) {
      Map<String, Integer> codes = new HashMap<>();
      for (int i = 1; i < cells.size(); i++) {
        codes.put(table.get(0).get(i), Integer.valueOf(cells.get(i)));
      }
      rows.add(new Row(cells.get(0), codes));
    }
    return rows;
  }

  @Test
  void theTableIsWhole() {
    assertThat(rows())
        .extracting(Row::state)
        .containsExactlyInAnyOrderElementsOf(StoreStates.names());
    assertThat(rows())
        .allSatisfy(row -> assertThat(row.codes()).containsOnlyKeys(COLUMNS.keySet()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachStateHasItsCode(Row row) throws IOException {
    StoreStates.make(row.state(), directory);
    for (Map.Entry<String, List<String>> column : COLUMNS.entrySet()) {
      for (String line : column.getValue()) {
        requireCode(line, row.codes().get(column.getKey()));
      }
    }
  }

  /** Runs a line, which changes nothing, and says nothing but in its own words. */
  private CommandRun requireCode(String line, int code) throws IOException {
    if (before.isEmpty()) {
      before = OfflineStores.fingerprint(scratch);
    }
    CommandRun run = lines.run(line);
    assertThat(run.code()).as("%s: %s", line, run).isEqualTo(code);
    assertThat(run.err().lines()).as(line).allMatch(text -> text.startsWith("pinfold: "));
    boolean isCopy = line.startsWith("backup") || line.startsWith("restore");
    if (code == OfflineExit.SOUND && !isCopy) { // in a copy is no torn tail
      assertThat(run.err()).as(line).isEmpty();
    }
    if (code > OfflineExit.SNAPSHOT_DAMAGED) {
      assertThat(run.out()).as(line).isEmpty();
      assertThat(run.err().lines()).as(line).hasSize(1);
      if (line.contains("NEW")) {
        requireNothingMade(line);
      }
    }
    if (line.contains("--json")) {
      for (String object : run.lines()) {
        JsonNode exitCode = new ObjectMapper().readTree(object).path("exitCode");
        assertThat(exitCode.asInt(code)).as("%s: %s", line, object).isEqualTo(code);
      }
    }
    assertThat(OfflineStores.fingerprint(scratch)).as(line).isEqualTo(before);
    return run;
  }

  /** But for the directory of the runs, in which there is none. */
  private void requireNothingMade(String line) {
    if (line.startsWith("backup") && Files.exists(lines.fresh())) {
      assertThat(lines.fresh().toFile().list()).as(line).containsOnly("runs.lock");
    } else {
      assertThat(lines.fresh()).as(line).doesNotExist();
    }
  }

  /**
   * In its owner's own process: who closes a descriptor of {@code .lock} there takes the lock away,
   * and the system's list of locks would not name the process any more.
   */
  @Test
  void soundIs0InItsOwnersProcess() throws IOException {
    try (PinfoldStore store = OfflineStores.open(directory)) {
      OfflineStores.fill(store);
      store.force();
      OfflineStores.awaitRest(directory, 1);
      for (List<String> column : COLUMNS.values()) {
        for (String line : column) {
          assertThat(requireCode(line, OfflineExit.SOUND).err()).as(line).isEmpty();
        }
      }
      assertThat(lines.run("inspect").out()).contains(" has it open\n");
      store.queue("orders").add(new byte[10]);
    }
  }

  @Test
  void aTornTailIsTold() throws IOException {
    OfflineStores.torn(directory);
    assertThat(lines.run("inspect").out()).contains("torn tail, up to transaction 9");
    for (String line : List.of("journal", "backup NEW", "restore STORE NEW")) {
      assertThat(lines.run(line).err()).as(line).startsWith("pinfold: torn tail: ");
    }
  }

  @Test
  void damageIsToldWithFileAndByte() throws IOException {
    OfflineStores.damagedJournal(directory);
    String place =
        directory.resolve("journal/0000000001.pfj") + " at byte 112: expected checksum 0x";
    assertThat(lines.run("inspect").out()).contains("damage: " + place);
    assertThat(lines.run("journal").err()).startsWith("pinfold: damage: " + place);
    assertThat(lines.run("backup NEW").err()).contains(place).contains("Nothing was copied");
  }

  @Test
  void damageInASnapshotIsTold() throws IOException {
    OfflineStores.damagedSnapshot(directory);
    assertThat(lines.run("inspect").out()).contains("damaged: at byte ");
    assertThat(lines.run("journal").err()).startsWith("pinfold: damaged snapshot: ");
  }

  @Test
  void whatIsNoStoreIsToldWithWhatIsMissing() throws IOException {
    assertThat(lines.run("inspect").err())
        .isEqualTo("pinfold: no store at " + directory + ": there is no such directory\n");
    StoreStates.make("letters", directory);
    assertThat(lines.run("inspect").err())
        .isEqualTo("pinfold: no store at " + directory + ": there is no pinfold.store in it\n");
  }

  @ParameterizedTest
  @MethodSource("laterVersions")
  void aLaterVersionIsTold(String state, String what) throws IOException {
    StoreStates.make(state, directory);
    for (List<String> column : COLUMNS.values()) {
      String line = column.get(0);
      assertThat(lines.run(line).err()).as(line).contains(what);
    }
  }

  static Stream<Arguments> laterVersions() {
    return Stream.of(
        arguments("later-mark", "found format version 2"),
        arguments("later-segment", "is of format version 9"),
        arguments("later-snapshot", "was written by a later release"));
  }

  @Test
  void snapshotsInNoDirectoryAreTold() throws IOException {
    StoreStates.make("odd-snapshots", directory);
    assertThat(lines.run("export").err())
        .contains("damaged snapshot: " + directory.resolve("snapshots") + " it is no directory\n");
  }

  @Test
  void whatIsNoFileIsTold() throws IOException {
    StoreStates.make("odd-segment", directory);
    assertThat(lines.run("verify").out())
        .contains("0000000001.pfj at byte 0: expected a regular file, found a directory\n");
    assertThat(lines.run("backup NEW").err())
        .contains("0000000001.pfj at byte 0: expected a regular file, found a directory. ");
  }

  @Test
  void wrongUseIs1() throws IOException {
    OfflineStores.sound(directory);
    for (String line : WRONG) {
      CommandRun run = requireCode(line, OfflineExit.USAGE);
      assertThat(run.out()).as(line).isEmpty();
      assertThat(run.err()).as(line).matches("pinfold: [^\\p{Cntrl}]{10,}\n");
      assertThat(lines.fresh()).as(line).doesNotExist();
    }
  }

  /** Whatever it would have said. */
  @ParameterizedTest
  @ValueSource(strings = {"closed", "torn", "last-document", "new-snapshot"})
  void anOutputThatFailsIs1(String state) throws IOException {
    StoreStates.make(state, directory);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    for (String line :
        List.of(
            "inspect",
            "journal",
            "show orders 3",
            "verify",
            "replay --until 9",
            "export --until 9")) {
      CommandRun run = CommandRun.to(full, Map.of(), "", lines.args(line).toArray(String[]::new));
      assertThat(run.code()).as("%s: %s", line, run).isEqualTo(OfflineExit.USAGE);
      assertThat(run.err())
          .as(line)
          .endsWith("pinfold: standard output: No space left on device\n");
    }
  }
}
