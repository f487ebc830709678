package dev.pinfold.tools;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * A line on a terminal that says how far a command is. It is small enough to be our own: the
 * libraries for it bring a terminal library of more than a megabyte.
 */
final class ProgressBar implements AutoCloseable {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int WIDTH = 30;
  private static final String ERASE = "\r\033[K";

  private final boolean shown;
  private final PrintWriter terminal;
  private final long totalBytes;
  private final boolean countsMessages;
  private final long startNanos = System.nanoTime();
  private long nextNanos = startNanos + EVERY_NANOS;
  private boolean drawn;
  private long messages;
  private long bytes;

  /** A bar on the terminal, or nothing when it is not one; total bytes are -1 when not known. */
  ProgressBar(boolean shown, PrintWriter terminal, long totalBytes) {
    this(shown, terminal, totalBytes, true);
  }

  private ProgressBar(
      boolean shown, PrintWriter terminal, long totalBytes, boolean countsMessages) {
    this.shown = shown;
    this.terminal = terminal;
    this.totalBytes = totalBytes;
    this.countsMessages = countsMessages;
  }

  /** A bar for bytes that are read. */
  static ProgressBar ofBytes(boolean shown, PrintWriter terminal, long totalBytes) {
    return new ProgressBar(shown, terminal, totalBytes, false);
  }

  void advance(long moreMessages, long moreBytes) {
    messages += moreMessages;
    bytes += moreBytes;
    if (shown && System.nanoTime() - nextNanos >= 0) {
      nextNanos = System.nanoTime() + EVERY_NANOS;
      drawn = true;
      terminal.print(ERASE + line());
      terminal.flush();
    }
  }

  private String line() {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    String figures =
        countsMessages
            ? String.format("%,d messages, %,.0f/s", messages, messages / Math.max(seconds, 1e-3))
            : String.format(
                "%,d MiB, %,.0f MiB/s", bytes >> 20, bytes / Math.max(seconds, 1e-3) / (1 << 20));
    if (totalBytes <= 0) {
      return figures;
    }
    double share = Math.min(1, (double) bytes / totalBytes);
    int filled = (int) (share * WIDTH);
    return String.format(
        "[%s%s] %3.0f %%  %s",
        "#".repeat(filled), " ".repeat(WIDTH - filled), share * 100, figures);
  }

  @Override
  public void close() {
    if (drawn) {
      drawn = false;
      terminal.print(ERASE);
      terminal.flush();
    }
  }
}
