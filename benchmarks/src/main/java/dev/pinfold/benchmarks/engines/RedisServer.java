package dev.pinfold.benchmarks.engines;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Redis server of our own, on a free loopback port, with its files in the engine's directory. */
final class RedisServer implements Closeable {
  private static final String PROGRAM = "redis-server";
  private static final String READY = "Ready to accept connections";
  private static final long END_SECONDS = 60;

  private final Process process;
  private final int port;
  private volatile boolean closing; // its output ends then

  private RedisServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Why there is none, if so. */
  static Optional<String> missing() {
    boolean found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
    return found ? Optional.empty() : Optional.of(PROGRAM + " is not installed");
  }

  static RedisServer start(Path directory, boolean forced) throws IOException {
    int port = freePort();
    Process process =
        new ProcessBuilder(
                PROGRAM,
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toAbsolutePath().toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                forced ? "always" : "everysec",
                "--auto-aof-rewrite-percentage",
                "0")
            .redirectErrorStream(true)
            .start();
    StringBuilder said = new StringBuilder();
    BufferedReader lines = process.inputReader();
    for (String line; (line = lines.readLine()) != null; ) {
      said.append(line).append('\n');
      if (line.contains(READY)) {
        RedisServer server = new RedisServer(process, port);
        Thread reader = new Thread(() -> server.drain(lines), "redis-output");
        reader.setDaemon(true);
        reader.start();
        return server;
      }
    }
    throw new IOException("redis-server did not start:\n" + said);
  }

  /** Reads what the server says, so that it never waits for us. */
  private void drain(BufferedReader lines) {
    try {
      lines.lines().forEach(line -> {});
    } catch (UncheckedIOException e) {
      if (!closing) {
        System.err.println("redis-server's output ended: " + e.getMessage());
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    closing = true;
    process.destroy(); // an orderly end: it writes and forces its file
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("redis-server did not end within " + END_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while redis-server ended");
    }
  }
}
