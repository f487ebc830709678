package dev.pinfold.tools.demo;

import dev.pinfold.tools.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;

/** The demo's children, of which one runs at a time; and none any more once they are stopped. */
final class Children {
  /** The one that was started last, or null. */
  private Child last;

  private boolean stopped;

  /**
   * Starts the next one.
   *
   * @throws ToolException when they are stopped
   */
  synchronized Child start(Role role, Path directory, ScheduledExecutorService timer)
      throws IOException {
    if (stopped) {
      throw new ToolException("the demo was stopped", null);
    }
    last = Child.start(role, directory, timer);
    return last;
  }

  /** Kills the one that runs, and lets no other start. */
  synchronized void stop() {
    stopped = true;
    if (last != null) {
      last.stop();
    }
  }

  synchronized boolean areStopped() {
    return stopped;
  }
}
