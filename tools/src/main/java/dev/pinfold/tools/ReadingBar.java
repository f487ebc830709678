package dev.pinfold.tools;

import dev.pinfold.offline.ReadProgress;

/** A progress bar for reading a journal; nothing when standard error is no terminal. */
final class ReadingBar implements ReadProgress, AutoCloseable {
  private final Console console;
  private final boolean shown;
  private ProgressBar bar; // null before the total is known
  private long done;

  ReadingBar(Console console, boolean shown) {
    this.console = console;
    this.shown = shown && console.terminal().error();
  }

  @Override
  public void read(long bytes, long total) {
    if (bar == null || bytes < done) { // a fresh look at a store that its owner changes
      close();
      bar = ProgressBar.ofBytes(shown, console.errorWriter(), total);
      done = 0;
    }
    bar.advance(0, bytes - done);
    done = bytes;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
