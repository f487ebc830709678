package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The commands that only look, each in a process of its own: they change nothing, and could not.
 * Times of access are not compared.
 */
@Timeout(300)
class OnlyLookingTest {
  private static final List<String> LINES =
      List.of(
          "inspect --json",
          "journal --json",
          "journal --reverse",
          "show orders 3",
          "verify",
          "replay",
          "replay --to NEW",
          "diff --from 9",
          "export",
          "report --out NEW",
          "backup NEW",
          "restore STORE NEW");

  /** Makes a directory read-only for the process that then takes the shell's place, and its own. */
  private static final String REMOUNT =
      "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";

  @TempDir static Path installed;
  private static PublicProgram program;

  /** Who looks, and at what. */
  enum Way {
    ITS_OWNER,
    ANOTHER_USER,
    READ_ONLY_MEDIUM
  }

  @TempDir Path scratch;
  private Path store;
  private Path whole; // the store's parent, in which nothing else is
  private Path temporary;
  private OtherUser user;
  private OfflineLines lines;

  @BeforeAll
  static void install() throws IOException {
    program = new PublicProgram(installed);
  }

  @AfterAll
  static void giveBack() throws IOException {
    OtherUser.giveBack(installed);
  }

  @BeforeEach
  void makePlaces() throws IOException {
    user = new OtherUser(scratch);
    whole = Files.createDirectory(scratch.resolve("whole"));
    store = whole.resolve("store");
    temporary = Files.createDirectory(scratch.resolve("temporary"));
    Path places = Files.createDirectory(scratch.resolve("places"));
    for (Path directory : List.of(scratch, temporary, places)) {
      OtherUser.letWrite(directory);
    }
    lines = new OfflineLines(store, store, places);
  }

  @AfterEach
  void giveBackAll() throws IOException {
    OtherUser.giveBack(scratch);
  }

  /** As a process left it that was killed while it wrote: what an opening would mend. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ITS_OWNER")
  void aTornStore(Way way) throws Exception {
    OfflineStores.torn(store);
    requireOnlyLooked(way, OfflineExit.TORN);
  }

  /** Which rests, since it would change files itself; in the end it goes on. */
  @ParameterizedTest
  @EnumSource
  void besideAWriter(Way way) throws Exception {
    long last;
    try (RestingWriter writer = RestingWriter.start(store)) {
      assertThat(writer.add(50)).isPositive();
      assertThat(writer.snapshot()).isPositive();
      last = writer.add(5);
      OfflineStores.awaitRest(store, 1);
      requireOnlyLooked(way, OfflineExit.SOUND);
      OtherUser.giveBack(whole);
      CommandRun opening = lines.run("count orders");
      assertThat(opening.code()).isEqualTo(1);
      assertThat(opening.err()).contains("is open in");
      assertThat(writer.add(7)).isEqualTo(last + 7);
    }
    assertThat(lines.run("verify").code()).isZero();
    assertThat(lines.run("show orders " + (last + 7)).lines()).last().asString().contains("still");
    assertThat(lines.run("count orders").out()).isEqualTo(last + 7 - 2 + "\n"); // 1 and 2 are gone
  }

  private void requireOnlyLooked(Way way, int code) throws Exception {
    List<String> prefix = prefix(way);
    for (String line : LINES) {
      Map<String, String> before = OfflineStores.fingerprint(whole);
      CommandRun expected = lines.withoutPlace(lines.run(line));
      boolean isCopy = line.startsWith("backup") || line.startsWith("restore");
      assertThat(expected.code())
          .as("%s: %s", line, expected)
          .isEqualTo(isCopy && code == OfflineExit.TORN ? OfflineExit.SOUND : code);
      List<String> command = new ArrayList<>(prefix);
      command.addAll(program.command(Main.class, temporary, lines.args(line)));
      CommandRun run = lines.withoutPlace(run(command));
      assertThat(run.code()).as("%s, %s: %s", way, line, run).isEqualTo(expected.code());
      assertThat(run.err()).as(line).isEqualTo(expected.err());
      if (!line.startsWith("inspect") && !line.startsWith("backup")) { // those tell times
        assertThat(run.out()).as(line).isEqualTo(expected.out());
      }
      assertThat(OfflineStores.fingerprint(whole)).as("%s, %s", way, line).isEqualTo(before);
      assertThat(temporary).isEmptyDirectory();
    }
  }

  /** What comes before a command; skips the test where that cannot be had. */
  private List<String> prefix(Way way) throws Exception {
    return switch (way) {
      case ITS_OWNER -> List.of();
      case ANOTHER_USER -> ofAnotherUser();
      case READ_ONLY_MEDIUM -> ofReadOnlyMedium();
    };
  }

  /** All files are readable but {@code .lock}, which nobody but the owner has a reason to open. */
  private List<String> ofAnotherUser() throws Exception {
    user.letRead(whole);
    user.forbid(store.resolve(".lock"));
    if (!user.isAnother()) {
      System.out.println(
          "SKIPPED LOUDLY: this user is not root, so instead of another user it looked itself, at"
              + " files that it might not write");
    }
    List<String> prefix = user.command(List.of());
    return cannotWrite(prefix)
        ? prefix
        : skip("no process of another user could be started, so none looked at a store");
  }

  private List<String> ofReadOnlyMedium() throws Exception {
    for (List<String> unshare : List.of(List.of("unshare", "-m"), List.of("unshare", "-r", "-m"))) {
      List<String> prefix = new ArrayList<>(unshare);
      prefix.addAll(List.of("sh", "-c", REMOUNT, whole.toString()));
      if (cannotWrite(prefix)) {
        return prefix;
      }
    }
    return skip("this user may not mount, so nobody looked at a store on a read-only medium");
  }

  private static List<String> skip(String what) {
    System.out.println("SKIPPED LOUDLY: " + what);
    return abort(what);
  }

  /** Whether a process that begins so can run the command, and cannot make a file in the store. */
  private boolean cannotWrite(List<String> prefix) throws InterruptedException {
    List<String> probe = new ArrayList<>(prefix);
    probe.addAll(List.of("sh", "-c", "! touch \"$0\" && exec \"$@\""));
    probe.add(store.resolve("probe").toString());
    probe.addAll(program.command(Main.class, temporary, List.of("--version")));
    try {
      return run(probe).code() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private CommandRun run(List<String> command) throws IOException, InterruptedException {
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new CommandRun(
        process.exitValue(),
        Files.readString(out, StandardCharsets.ISO_8859_1),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
