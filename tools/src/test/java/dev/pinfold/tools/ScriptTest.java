package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/pinfold} as a shell runs it, with a jar that stands for the real one. */
class ScriptTest {
  private static final Path SCRIPT = Path.of("..", "bin", "pinfold");

  @TempDir Path directory;
  private String store;

  @BeforeEach
  void install() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    store = directory.resolve("store").toString();
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.copy(SCRIPT, bin.resolve("pinfold"), StandardCopyOption.COPY_ATTRIBUTES);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream jar = Files.newOutputStream(bin.resolve("pinfold.jar"))) {
      new JarOutputStream(jar, manifest).close();
    }
  }

  /** Runs a line of shell in which $p is the script. */
  private CommandRun sh(String line) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", "-c", line)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    shell.environment().put("p", directory.resolve("bin").resolve("pinfold").toString());
    shell.environment().put("PINFOLD_STORE", store);
    shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int code = shell.start().waitFor();
    return new CommandRun(code, Files.readString(out), Files.readString(err));
  }

  @Test
  void addsAndTakesAndSaysNothingElse() throws Exception {
    assertThat(sh("printf 'one\\ntwo\\n' | $p add q --numbers"))
        .isEqualTo(new CommandRun(0, "1\n2\n", ""));
    assertThat(sh("$p take q -n all")).isEqualTo(new CommandRun(0, "one\ntwo\n", ""));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("bin", "pinfold"));
    assertThat(sh("${p%/bin/pinfold}/link count q")).isEqualTo(new CommandRun(0, "0\n", ""));
  }

  @Test
  void aClosedInputIsNoFileOfJava() throws Exception {
    String unreadable =
        "pinfold: standard input: Bad file descriptor. Added, and there to stay: 0\n";
    assertThat(sh("$p add q <&-")).isEqualTo(new CommandRun(1, "", unreadable));
    assertThat(Path.of(store)).doesNotExist();
    assertThat(sh("echo one | $p add q").code()).isZero();
    assertThat(sh("$p add q --batch 5 - <&-")).isEqualTo(new CommandRun(1, "", unreadable));
    assertThat(sh("$p peek q -n all <&-")).isEqualTo(new CommandRun(0, "one\n", ""));
  }

  /** Without the script Linux tells that the descriptor is a file of Java's. */
  @Test
  void aClosedInputIsNoFileOfJavaWithoutTheScriptEither() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/fd")));
    String jar = "$JAVA_HOME/bin/java -jar $p.jar ";
    String closed = "pinfold: standard input: is closed. Added, and there to stay: 0\n";
    assertThat(sh(jar + "add q <&-")).isEqualTo(new CommandRun(1, "", closed));
    assertThat(Path.of(store)).doesNotExist();
    assertThat(sh("echo one | " + jar + "add q").code()).isZero();
    assertThat(sh(jar + "add q - <&- >&-")).isEqualTo(new CommandRun(1, "", closed));
    assertThat(sh(jar + "peek q -n all <&-")).isEqualTo(new CommandRun(0, "one\n", ""));
  }

  @Test
  void aTakeWhoseOutputIsClosedTakesNothing() throws Exception {
    assertThat(sh("echo one | $p add q >&-").code()).isZero();
    assertThat(sh("$p take q >&-"))
        .isEqualTo(new CommandRun(1, "", "pinfold: standard output: Bad file descriptor\n"));
    assertThat(sh("$p take q <&- >&- 2>&-")).isEqualTo(new CommandRun(1, "", ""));
    assertThat(sh("$p take q 2>&-")).isEqualTo(new CommandRun(0, "one\n", ""));
    assertThat(sh("$p take q 2>&-")).isEqualTo(new CommandRun(1, "", ""));
  }
}
