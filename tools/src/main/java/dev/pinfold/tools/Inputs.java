package dev.pinfold.tools;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that a command reads, all of which could be read before anything was done.
 *
 * @param files their paths; {@code -} is standard input
 * @param totalBytes their size together, or -1 when it cannot be known
 */
record Inputs(List<Path> files, long totalBytes) {
  private static final Path STANDARD_INPUT = Path.of("-");

  static Inputs of(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      return new Inputs(List.of(STANDARD_INPUT), -1);
    }
    long total = 0;
    for (Path file : files) {
      requireReadable(file);
      total = total < 0 || !Files.isRegularFile(file) ? -1 : total + Files.size(file);
    }
    return new Inputs(List.copyOf(files), total);
  }

  static void requireReadable(Path file) {
    if (file.equals(STANDARD_INPUT)) {
      return;
    }
    String problem =
        !Files.exists(file)
            ? "no such file"
            : Files.isDirectory(file)
                ? "is a directory"
                : !Files.isReadable(file) ? "permission denied" : null;
    if (problem != null) {
      throw new ToolException(file + ": " + problem, null);
    }
  }

  /** Opens a file of these, or gives standard input, which closing the stream leaves open. */
  static InputStream open(Path file, Console console) throws IOException {
    return file.equals(STANDARD_INPUT) ? new Unclosed(console.input()) : Files.newInputStream(file);
  }

  /** The process's own descriptors are never closed: another file would get the number. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream input) {
      super(input);
    }

    @Override
    public void close() {}
  }

  /** What the user calls it. */
  static String name(Path file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file.toString();
  }
}
