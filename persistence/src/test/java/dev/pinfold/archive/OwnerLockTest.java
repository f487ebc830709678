package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.durable.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OwnerLockTest {
  @TempDir Path directory;

  /** Takes the lock of a directory, and gives it back. */
  public static final class Child {
    private Child() {}

    /**
     * Says what came of it.
     *
     * @param args the directory
     */
    public static void main(String[] args) throws IOException {
      try (OwnerLock lock = OwnerLock.take(Path.of(args[0]))) {
        System.out.println("taken, and disturbed by " + lock.intruder());
      } catch (dev.pinfold.StoreLockedException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  private String child() throws Exception {
    Process child = ChildJvm.of(Child.class, List.of(directory.toString())).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  @Test
  void aLostLockIsTakenAgain() throws Exception {
    try (OwnerLock lock = OwnerLock.take(directory)) {
      for (int i = 0; i < 3; i++) {
        lock.renew();
      }
      assertThat(child())
          .startsWith("refused")
          .contains("process " + ProcessHandle.current().pid());
      assertThat(Files.readAllBytes(directory.resolve(".lock"))).isEmpty(); // that loses it
      lock.renew();
      assertThat(child()).startsWith("refused");
      assertThat(lock.intruder()).isEmpty();
    }
  }

  @Test
  void whoCameWhileItWasLostIsNoticedAlsoWhenItHasGone() throws Exception {
    try (OwnerLock lock = OwnerLock.take(directory)) {
      assertThat(Files.readAllBytes(directory.resolve(".lock"))).isEmpty();
      assertThat(child()).startsWith("taken, and disturbed by Optional.empty");
      lock.renew();
      assertThat(lock.intruder()).hasValueSatisfying(who -> assertThat(who).contains("process "));
    }
  }

  /** The text may be damaged or missing: that is nobody else's opening. */
  @Test
  void theTextAloneProvesNothing() throws IOException {
    try (OwnerLock lock = OwnerLock.take(directory)) {
      Files.writeString(directory.resolve("lock"), "token of a sort");
      assertThat(lock.intruder()).isEmpty();
      Files.delete(directory.resolve("lock"));
      assertThat(lock.intruder()).isEmpty();
    }
  }
}
