package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive of classes that {@code bin/pinfold} begins with, made of jars as the build has it.
 */
class ClassArchiveTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final CommandRun THREE = new CommandRun(0, "3\n", "");

  @TempDir static Path directory;
  private static Path jar;
  private static Path archive;
  private static byte[] made;

  @BeforeAll
  static void build() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin of it"));
    Files.copy(
        Path.of("..", "bin", "pinfold"),
        bin.resolve("pinfold"),
        StandardCopyOption.COPY_ATTRIBUTES);
    jar = bin.resolve("pinfold.jar");
    mainJar(classPath());
    List<String> make = List.of("-cp", jar.toString(), ClassArchive.class.getName());
    assertThat(run(JAVA, make, bin.toString())).isEqualTo(new CommandRun(0, "", ""));
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(bin, "pinfold-*.jsa")) {
      archive = archives.iterator().next();
    }
    made = Files.readAllBytes(archive);
    assertThat(archive).hasFileName("pinfold-" + made.length + ".jsa");
    assertThat(bin.toFile().list()).hasSize(3); // no part of one is left
    assertThat(CommandRun.withInput("a\nb\nc\n", "add", "q", "--store", store()).code()).isZero();
  }

  @BeforeEach
  void putThereAgain() throws IOException {
    replaceBy(made);
  }

  private static void replaceBy(byte[] bytes) throws IOException {
    Files.delete(archive); // which is read-only
    Files.write(archive, bytes);
  }

  private static String store() {
    return directory.resolve("store").toString();
  }

  /**
   * Java archives what comes from jars, so each directory of classes becomes one; and from those
   * that the manifest of its jar names relatively.
   */
  private static List<String> classPath() throws IOException {
    List<String> jars = new ArrayList<>();
    String entries = System.getProperty("java.class.path");
    for (Path path : Stream.of(entries.split(File.pathSeparator, -1)).map(Path::of).toList()) {
      Path packed = path;
      if (Files.isDirectory(path)) {
        packed = directory.resolve("classes" + jars.size() + ".jar");
        pack(path, packed, new Manifest());
      }
      jars.add(jar.getParent().toRealPath().relativize(packed.toRealPath()).toString());
    }
    return jars;
  }

  private static void mainJar(List<String> classPath) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    main.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
    pack(Files.createDirectory(directory.resolve("none")), jar, manifest);
  }

  private static void pack(Path classes, Path jar, Manifest manifest) throws IOException {
    manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(each).toString().replace(File.separatorChar, '/');
        if (!name.equals("META-INF/MANIFEST.MF")) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(each, out);
        }
      }
    }
  }

  private static CommandRun count(String flags) throws Exception {
    Path script = jar.resolveSibling("pinfold");
    ProcessBuilder process = process(script.toString(), List.of("count", "q"));
    process.environment().putAll(Map.of("PINFOLD_STORE", store(), "PINFOLD_JAVA_OPTS", flags));
    return run(process);
  }

  private static CommandRun run(String program, List<String> arguments, String last)
      throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.add(last);
    return run(process(program, all));
  }

  private static ProcessBuilder process(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return process;
  }

  private static CommandRun run(ProcessBuilder process) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    int code = process.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new CommandRun(code, Files.readString(out), Files.readString(err));
  }

  private static boolean isUsed() throws Exception {
    CommandRun run = count("-Xlog:class+load");
    assertThat(run.code()).isZero();
    return run.out()
        .lines()
        .anyMatch(line -> line.contains(Main.class.getName() + " ") && line.contains("(top)"));
  }

  @Test
  void theScriptBeginsWithIt() throws Exception {
    assertThat(count("")).isEqualTo(THREE);
    assertThat(isUsed()).isTrue();
  }

  @Test
  void whatIsNotForThisJarOrIsDamagedIsNoMatterAndNothingIsSaidOfIt() throws Exception {
    FileTime time = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(count("")).isEqualTo(THREE);
    assertThat(isUsed()).isFalse();
    Files.setLastModifiedTime(jar, time);

    replaceBy(new byte[made.length]);
    assertThat(count("")).isEqualTo(THREE);
    for (int size : new int[] {0, 1_000, made.length / 2, made.length - 1}) {
      replaceBy(Arrays.copyOf(made, size));
      assertThat(count("")).as("cut to %d bytes", size).isEqualTo(THREE);
    }

    byte[] flipped = made.clone();
    for (int at = made.length / 4; at < made.length / 2; at++) {
      flipped[at] ^= 0x55;
    }
    replaceBy(flipped);
    assertThat(count("")).isEqualTo(THREE);
    assertThat(isUsed()).isFalse();
  }
}
