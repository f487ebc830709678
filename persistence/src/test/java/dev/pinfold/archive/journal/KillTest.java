package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.RangeDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills real child JVMs while they append, and finds everything that they had said was appended:
 * where nothing is forced, and where each is, which is written in another way; and where both ways
 * go by turns.
 */
@Timeout(180)
class KillTest {
  private static final int ROUNDS = 6;
  private static final String FORCES = "forces";
  private static final String FORCES_SOME = "forces some";

  @TempDir Path directory;

  /**
   * The child: appends records whose bytes follow from their transaction, and says how far it is.
   */
  public static void main(String[] arguments) {
    boolean forces = !arguments[1].isEmpty();
    int each = arguments[1].equals(FORCES) ? 1 : 7;
    RangeDevice nothing = (file, mapping, offset, bytes) -> {}; // a kill loses nothing of it
    Fixture fixture = Fixture.on(Path.of(arguments[0]), forces ? nothing : Device.SYSTEM).open();
    if (forces) {
      fixture.journal.expectForces();
    }
    while (true) {
      long transaction = fixture.journal.lastTransaction() + 1;
      fixture.appendUnlisted(operation(transaction));
      if (forces && transaction % each == 0) {
        fixture.journal.force();
      }
      System.out.println(transaction);
    }
  }

  private static byte[] operation(long transaction) {
    Random random = new Random(transaction);
    byte[] operation = new byte[1 + random.nextInt(2000)];
    random.nextBytes(operation);
    return operation;
  }

  @Test
  void everythingAcknowledgedIsThere() throws IOException, InterruptedException {
    requireAll("");
  }

  @Test
  void everythingForcedIsThere() throws IOException, InterruptedException {
    requireAll(FORCES);
  }

  @Test
  void everythingIsThereWhereSomeIsForced() throws IOException, InterruptedException {
    requireAll(FORCES_SOME);
  }

  private void requireAll(String how) throws IOException, InterruptedException {
    Random random = new Random(1);
    long acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged = runAndKill(acknowledged + 200 + random.nextInt(5000), how);
      Fixture.Found found =
          Fixture.scan(directory, JournalPosition.START, Fixture.environment(Fixture.BOOT));
      assertThat(found.scan().lastTransaction()).isGreaterThanOrEqualTo(acknowledged);
      long next = 1;
      for (Fixture.Entry entry : found.entries()) {
        assertThat(entry.transaction()).isEqualTo(next);
        assertThat(entry.operation()).isEqualTo(ByteBuffer.wrap(operation(next)));
        next++;
      }
    }
  }

  /** Returns the last transaction that the child said before it was killed. */
  private long runAndKill(long killAfter, String how) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(KillTest.class.getName());
    command.add(directory.toString());
    command.add(how);
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    long last = 0;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        last = Long.parseLong(line);
        if (last >= killAfter) {
          break;
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(last).isGreaterThanOrEqualTo(killAfter);
    return last;
  }
}
