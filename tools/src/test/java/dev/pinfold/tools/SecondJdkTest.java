package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/second-jdk} among directories that look like JDKs. */
class SecondJdkTest {
  private static final Path SCRIPT = Path.of("..", ".ci", "second-jdk");

  @TempDir Path temporary;
  private Path directory;
  private Path inUse;

  @BeforeEach
  void makeJdkInUse() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    directory = temporary.toRealPath();
    inUse = jdk("jvm/in use", "17.0.9");
  }

  /** A JDK whose {@code java} says where it is. */
  private Path jdk(String name, String version) throws IOException {
    Path home = directory.resolve(name);
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    for (String command : new String[] {"java", "javac"}) {
      Path file =
          Files.writeString(
              bin.resolve(command), "#!/bin/sh\necho '    java.home = " + home + "' >&2\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    return home;
  }

  private String found(String release, Map<String, String> environment) throws Exception {
    ProcessBuilder script = new ProcessBuilder("/bin/sh", SCRIPT.toString(), release);
    script.environment().keySet().removeIf(name -> name.startsWith("JAVA_HOME"));
    script
        .environment()
        .merge("PATH", inUse.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
    script.environment().putAll(environment);
    Process process = script.redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isLessThan(2);
    return output;
  }

  @Test
  void itLiesBesideTheJdkInUse() throws Exception {
    Files.createSymbolicLink(directory.resolve("jvm").resolve("alias-17"), inUse);
    jdk("jvm/two-fifty", "250.0.1");
    assertThat(found("25", Map.of())).isEmpty();
    assertThat(found("17", Map.of())).isEmpty();
    Path wanted = jdk("jvm/some jdk", "25.0.1");
    assertThat(found("25", Map.of())).isEqualTo(wanted.toString());
    assertThat(found("25", Map.of("JAVA_HOME", wanted.toString()))).isEmpty();
    assertThat(found("17", Map.of("JAVA_HOME", wanted.toString()))).isEqualTo(inUse.toString());
  }

  @Test
  void orAVariableNamesIt() throws Exception {
    Path elsewhere = jdk("elsewhere", "25");
    assertThat(found("25", Map.of())).isEmpty();
    for (String variable :
        new String[] {"JAVA_HOME_25", "JAVA_HOME_25_X64", "JAVA_HOME_25_ARM64"}) {
      assertThat(found("25", Map.of(variable, elsewhere.toString())))
          .isEqualTo(elsewhere.toString());
    }
    assertThat(found("25", Map.of("JAVA_HOME_25", inUse.toString()))).isEmpty();
  }
}
