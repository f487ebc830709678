package dev.pinfold.tools;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The process's standard input. Where the caller closed it, its number went to a file that the JVM
 * opened for itself, which is no input: then reading fails. Linux tells.
 */
final class StandardInput {
  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

  private StandardInput() {}

  static InputStream ofProcess() {
    return isFileOfJava() ? new Closed() : new FileInputStream(FileDescriptor.in);
  }

  /** Whether it is Java's modules or from the class path, which the JVM opens before all others. */
  private static boolean isFileOfJava() {
    Stream<Path> modules = Stream.of(Path.of(System.getProperty("java.home"), "lib", "modules"));
    Stream<Path> classPath =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(System.getProperty("java.class.path"))
            .map(Path::of);
    return Files.exists(DESCRIPTOR)
        && Stream.concat(modules, classPath).anyMatch(StandardInput::isInput);
  }

  private static boolean isInput(Path file) {
    try {
      return Files.isRegularFile(file) && Files.isSameFile(file, DESCRIPTOR);
    } catch (IOException e) {
      return false;
    }
  }

  private static final class Closed extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("is closed");
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      throw new IOException("is closed");
    }
  }
}
