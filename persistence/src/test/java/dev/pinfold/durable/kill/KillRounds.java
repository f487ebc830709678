package dev.pinfold.durable.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.durable.ChildJvm;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts children on one store, one after the other, kills them, and checks what each left. */
final class KillRounds {
  private static final int DEADLINE_SECONDS = 60;
  private static final int NO_SEGMENT = Integer.MAX_VALUE; // it did not get so far

  private final Path directory;
  private final Path store;
  private final Durability durability;
  private final Random random;
  private final List<OwnCheck> own = new ArrayList<>();
  private final SharedCheck shared = new SharedCheck();
  private final List<Long> openingMillis = new ArrayList<>();
  private int kills;
  private int whileOpening;
  private int closes;
  private int cuts;
  private int unfinished;
  private int begun; // the segment that the last child wrote to first, or NO_SEGMENT
  private int rolls;
  private int fromSnapshots;
  private int replays;
  private long acknowledged;

  KillRounds(Path directory, Durability durability, long seed) {
    this.directory = directory;
    this.store = directory.resolve("store");
    this.durability = durability;
    this.random = new Random(seed);
    for (int i = 0; i < KilledChild.OWN_THREADS; i++) {
      own.add(new OwnCheck(i));
    }
  }

  /** How a child ends. */
  private enum End {
    KILLED,
    KILLED_WHILE_OPENING,
    CLOSED
  }

  KillTally run(int wantedKills) throws IOException, InterruptedException {
    End end = End.KILLED;
    for (int round = 0; kills < wantedKills; round++) {
      end = next(end);
      Path notes = Files.createDirectory(directory.resolve("notes-" + round));
      runChild(round, notes, end);
      takeIn(notes);
      Directories.delete(notes);
      if (Files.exists(store)) {
        check(round, end);
      }
    }
    int done = own.stream().mapToInt(OwnCheck::unfinishedDone).sum();
    return new KillTally(
        kills,
        whileOpening,
        closes,
        acknowledged,
        unfinished,
        done,
        cuts,
        rolls,
        fromSnapshots,
        replays,
        openingMillis);
  }

  /** Kills in openings come in bursts: each finds what the one before it left half done. */
  private End next(End before) {
    int dice = random.nextInt(12);
    if (before == End.KILLED_WHILE_OPENING && dice < 6) {
      return before;
    }
    return dice == 0 ? End.CLOSED : dice <= 2 ? End.KILLED_WHILE_OPENING : End.KILLED;
  }

  private void runChild(int round, Path notes, End end) throws IOException, InterruptedException {
    File errors = directory.resolve("errors").toFile();
    begun = NO_SEGMENT;
    Process child =
        ChildJvm.of(
                KilledChild.class,
                List.of(
                    store.toString(),
                    notes.toString(),
                    durability.name(),
                    String.valueOf(random.nextLong() >>> 1)))
            .redirectError(errors)
            .start();
    try (BufferedReader output = child.inputReader()) {
      String unused = awaitLine(output, "opening", errors);
      if (end == End.KILLED_WHILE_OPENING) {
        letRun(child, random.nextInt(random.nextBoolean() ? 400 : 150));
        whileOpening++;
      } else {
        begun = Integer.parseInt(awaitLine(output, "ready ", errors));
        awaitNotes(child, notes);
        if (random.nextInt(20) == 0) {
          awaitRoll(child);
        }
        letRun(child, 1 + random.nextInt(400));
      }
      if (end == End.CLOSED) {
        child.getOutputStream().close();
        closes++;
      } else {
        assertThat(child.isAlive()).as("%s", (Object) Files.readString(errors.toPath())).isTrue();
        child.destroyForcibly();
        kills++;
      }
      assertThat(child.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("round " + round).isTrue();
      if (end == End.CLOSED) {
        assertThat(child.exitValue()).as(Files.readString(errors.toPath())).isZero();
      }
    } finally {
      child.destroyForcibly();
    }
  }

  /** What follows on the line. */
  private static String awaitLine(BufferedReader output, String wanted, File errors)
      throws IOException {
    String line = output.readLine();
    assertThat(line).as("%s", Files.readString(errors.toPath())).startsWith(wanted);
    return line.substring(wanted.length());
  }

  /** Until the first thread has written something down. */
  private static void awaitNotes(Process child, Path notes)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (Witness.read(KilledChild.ownNotes(notes, 0)).isEmpty()) {
      assertThat(System.nanoTime() - start)
          .as("no sign of work")
          .isLessThan(TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS));
      letRun(child, 1);
    }
  }

  /** However slow the machine is. There is a file for each segment that was made ahead, too. */
  private void awaitRoll(Process child) throws IOException, InterruptedException {
    int ahead = KilledChild.options().archive().journal().segmentsAhead();
    long start = System.nanoTime();
    while (child.isAlive() && lastFile() <= begun + ahead) {
      assertThat(System.nanoTime() - start)
          .as("no roll")
          .isLessThan(TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS));
      letRun(child, 1);
    }
  }

  private int lastFile() throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("journal"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d{10}\\.pfj"))
          .mapToInt(name -> Integer.parseInt(name.substring(0, 10)))
          .max()
          .orElse(0);
    }
  }

  private static void letRun(Process child, int millis) throws InterruptedException {
    boolean unused = child.waitFor(millis, TimeUnit.MILLISECONDS); // true: it failed, seen later
  }

  private void takeIn(Path notes) throws IOException {
    for (int i = 0; i < KilledChild.OWN_THREADS; i++) {
      acknowledged += own.get(i).acknowledged(Witness.read(KilledChild.ownNotes(notes, i)));
      unfinished += own.get(i).hasUnfinished() ? 1 : 0;
    }
    for (int i = 0; i < KilledChild.SHARED_THREADS; i++) {
      acknowledged += shared.acknowledged(Witness.read(KilledChild.sharedNotes(notes, i)));
    }
  }

  /** Checks a copy: the next child goes on with what the killed one left. */
  private void check(int round, End end) throws IOException {
    Path copy = Directories.copy(store, directory.resolve("copy"));
    try (PinfoldStore opened = PinfoldStore.open(copy, KilledChild.options())) {
      openingMillis.add(opened.recovery().elapsed().toMillis());
      cuts += opened.recovery().cut().isPresent() ? 1 : 0;
      fromSnapshots += opened.recovery().snapshotTransaction().isPresent() ? 1 : 0;
      replays += opened.recovery().transactionsReplayed() > 0 ? 1 : 0;
      rolls += Math.max(0, KilledChild.lastSegment(opened) - 1 - begun); // this one began one, too
      assertThat(opened.recovery().rejectedSnapshots()).isEmpty();
      assertThat(opened.exists("memory")).isFalse();
      own.forEach(check -> check.check(opened));
      shared.check(opened);
    } catch (Throwable e) {
      throw new AssertionError(
          "round " + round + ", " + end + ", after " + acknowledged + " acknowledgements", e);
    }
    Directories.delete(copy);
  }
}
