package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.durable.PinfoldStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that has a store open, and writes to it when it is told to. */
final class RestingWriter implements AutoCloseable {
  private static final String SNAPSHOT = "snapshot";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  private RestingWriter(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
    this.orders = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /** Starts one; on return it has the store open, with {@link OfflineStores#fill} in it. */
  static RestingWriter start(Path store) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            RestingWriter.class.getName(),
            store.toString());
    RestingWriter writer =
        new RestingWriter(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    try {
      assertThat(writer.answers.readLine()).isEqualTo("open");
      return writer;
    } catch (IOException | RuntimeException | Error e) {
      writer.process.destroyForcibly();
      throw e;
    }
  }

  /** What it does: an order a line, which it answers with a number. */
  public static void main(String[] args) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (PinfoldStore store = OfflineStores.open(Path.of(args[0]))) {
      if (!store.exists("orders")) {
        OfflineStores.fill(store);
      }
      store.force();
      System.out.println("open");
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        System.out.println(
            order.equals(SNAPSHOT)
                ? store.snapshot()
                : add(store.queue("orders"), Integer.parseInt(order)));
      }
    }
  }

  private static long add(MessageQueue<byte[]> orders, int many) {
    long last = 0;
    for (int i = 0; i < many; i++) {
      last = orders.add(new byte[500]);
    }
    return last;
  }

  private long answer(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    return Long.parseLong(answers.readLine());
  }

  /** Has it add messages to {@code orders}; returns the last one's number. */
  long add(int many) throws IOException {
    return answer(Integer.toString(many));
  }

  /** Has it take a snapshot; returns its transaction. */
  long snapshot() throws IOException {
    return answer(SNAPSHOT);
  }

  /** Kills it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    requireEnd();
  }

  private void requireEnd() {
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Has it close the store and end, unless it was killed. */
  @Override
  public void close() throws IOException {
    try {
      if (process.isAlive()) {
        orders.close();
        requireEnd();
        assertThat(process.exitValue()).isZero();
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
