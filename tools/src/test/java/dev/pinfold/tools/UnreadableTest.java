package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A part of a store that the user may not read is neither damage nor a store that is not there. */
@Timeout(300)
class UnreadableTest {
  /** What a user may not read or enter, as a path from the store. */
  private static final List<String> PARTS =
      List.of(
          "..",
          ".",
          "pinfold.store",
          "lock",
          "journal",
          "journal/0000000001.pfj",
          "snapshots",
          "snapshots/NEWEST");

  private static final List<String> LINES =
      List.of(
          "inspect",
          "inspect --json",
          "journal",
          "journal --last 1",
          "journal --reverse",
          "show orders 4",
          "verify",
          "report --out NEW",
          "replay",
          "replay --to NEW",
          "diff --from 9",
          "diff OTHER",
          "diff STORE --store OTHER",
          "export",
          "backup NEW",
          "restore STORE NEW",
          "restore STORE NEW --until 2",
          "salvage --to NEW");

  @TempDir Path scratch;
  private Path places;
  private Path other;
  private OtherUser user;
  private Process process;
  private Writer orders;
  private BufferedReader answers;

  @BeforeEach
  void start() throws IOException {
    user = new OtherUser(scratch);
    places = Files.createDirectory(scratch.resolve("places"));
    OtherUser.letWrite(scratch);
    OtherUser.letWrite(places);
    other = OfflineStores.sound(scratch.resolve("other"));
    user.letRead(other);
    PublicProgram program = new PublicProgram(Files.createDirectory(scratch.resolve("program")));
    try {
      process =
          new ProcessBuilder(user.command(program.command(CommandRuns.class, places, List.of())))
              .directory(scratch.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      skip();
    }
    orders = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  private static void skip() {
    String what = "no process of another user could be started, so all files could be read";
    System.out.println("SKIPPED LOUDLY: " + what);
    abort(what);
  }

  @AfterEach
  void end() throws IOException {
    if (process != null) {
      process.destroyForcibly();
    }
    OtherUser.giveBack(scratch);
  }

  /** What the other user's process says of a line. */
  private List<String> answer(OfflineLines lines, String line) throws IOException {
    orders.write(String.join("\t", lines.args(line)) + "\n");
    orders.flush();
    String answer = answers.readLine();
    if (answer == null) {
      skip();
    }
    return List.of(answer.split("\t", -1));
  }

  @Test
  void whatMayNotBeReadIs6() throws IOException {
    for (String part : PARTS) {
      Path parent = Files.createDirectory(scratch.resolve("without " + PARTS.indexOf(part)));
      Path store = OfflineStores.sound(parent.resolve("store"));
      String newest = OfflineStores.newestSnapshot(store).getFileName().toString();
      OfflineLines lines = new OfflineLines(store, other, places);
      user.letRead(parent);
      assertThat(answer(lines, "inspect")).startsWith("0").last().isEqualTo("");
      user.forbid(store.resolve(part.replace("NEWEST", newest)).normalize());
      List<String> wrong = new ArrayList<>();
      for (String line : LINES) {
        List<String> answer = answer(lines, line);
        if (!answer.get(0).equals("" + OfflineExit.INTERNAL)
            || !answer.get(1).equals("0")
            || !answer.get(2).matches("pinfold: .*: permission denied")) {
          wrong.add(line + ": " + answer);
        }
        if (line.contains("--to NEW") && Files.exists(lines.fresh())) {
          wrong.add(line + " made a store");
        }
      }
      assertThat(wrong).as(part).isEmpty();
    }
  }
}
