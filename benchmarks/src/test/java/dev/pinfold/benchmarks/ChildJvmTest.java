package dev.pinfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.benchmarks.engines.EngineKind;
import java.io.File;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
  private static final String WHOLE =
      String.join(
          File.pathSeparator,
          "/x/classes",
          "/x/lib/pinfold-core-1.jar",
          "/x/lib/rocksdbjni-1.jar",
          "/x/lib/jnr-ffi-1.jar",
          "/x/lib/chronicle-queue-1.jar",
          "/x/lib/kryo-1.jar");

  @Test
  void anEngineGetsItsOwnJarsAndThoseOfAll() {
    assertThat(ChildJvm.classPath(EngineKind.ROCKSDB, WHOLE))
        .isEqualTo(
            String.join(
                File.pathSeparator,
                "/x/classes",
                "/x/lib/pinfold-core-1.jar",
                "/x/lib/rocksdbjni-1.jar",
                "/x/lib/kryo-1.jar"));
  }

  @Test
  void pinfoldGetsNoneOfThePeers() {
    assertThat(ChildJvm.classPath(EngineKind.PINFOLD, WHOLE))
        .doesNotContain("rocks", "jnr", "chronicle");
  }

  @Test
  void theHeapIsStated() {
    assertThat(ChildJvm.command(EngineKind.PINFOLD, 512)).contains("-Xmx512m");
  }
}
