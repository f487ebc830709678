package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Pinfold;
import dev.pinfold.UnsupportedRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM without the flags is told which, before anything is touched. */
@Timeout(60)
class MissingFlagsTest {
  @TempDir Path parent;

  /** Opens a store where it cannot be, and prints what it is told; queues in memory work. */
  public static final class Child {
    private Child() {}

    /**
     * Opens the store.
     *
     * @param args the store's directory
     */
    public static void main(String[] args) {
      try (Pinfold memory = Pinfold.inMemory()) {
        System.out.println(memory.queue("q").add("x".getBytes(StandardCharsets.UTF_8)));
      }
      try {
        PinfoldStore.open(Path.of(args[0])).close();
      } catch (UnsupportedRuntimeException e) {
        System.out.println(e.outcome() + " " + e.getMessage());
      }
    }
  }

  @Test
  void theExactFlagsAreNamedAndNothingIsTouched() throws Exception {
    Path directory = parent.resolve("store");
    Process child =
        ChildJvm.withoutFlags(Child.class, List.of(directory.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .startsWith("1\n")
        .contains("NOT_DONE")
        .contains("--add-opens=java.base/java.lang.reflect=ALL-UNNAMED")
        .contains("--add-exports=java.base/sun.nio.ch=ALL-UNNAMED")
        .contains("--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED")
        .doesNotContain("WARN");
    assertThat(directory).doesNotExist();
  }
}
