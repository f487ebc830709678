package dev.pinfold.tools.demo;

import dev.pinfold.tools.JavaProcess;
import dev.pinfold.tools.ToolException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A child process for one turn: started, listened to until its output ends, perhaps killed. */
final class Child implements AutoCloseable {
  private static final int SIGKILLED = 128 + 9;
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

  private static final String PLANNED = "planned";
  private static final String HUNG = "hung";
  private static final String STOPPED = "stopped";

  /** Exit codes of a JVM that the user ended, by the keyboard or otherwise: by HUP, INT, TERM. */
  private static final Set<Integer> ENDED_BY_USER = Set.of(128 + 1, 128 + 2, 128 + 15);

  private final Role role;
  private final Process process;
  private final Path errors;
  private final ScheduledExecutorService timer;
  private final AtomicReference<String> killedFor = new AtomicReference<>();
  private final List<ScheduledFuture<?>> timers = new ArrayList<>();

  private Child(Role role, Process process, Path errors, ScheduledExecutorService timer) {
    this.role = role;
    this.process = process;
    this.errors = errors;
    this.timer = timer;
  }

  static Child start(Role role, Path directory, ScheduledExecutorService timer) throws IOException {
    Path errors = directory.resolve("child.log");
    List<String> arguments =
        List.of(role.command(), "--store", directory.resolve("store").toString());
    Process process =
        new ProcessBuilder(JavaProcess.command(arguments))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(errors.toFile())
            .start();
    return new Child(role, process, errors, timer);
  }

  Role role() {
    return role;
  }

  long pid() {
    return process.pid();
  }

  /**
   * Listens until the child's output ends, killing it as planned. What a child wrote before it died
   * still arrives: it is a promise of the store, and is reported like the rest.
   *
   * @return whether it was killed; false when it came to its end before
   * @throws DemoException when it failed or hung
   * @throws ToolException when the user ended it
   */
  boolean listen(KillPlan plan, Consumer<ChildLine> listener)
      throws IOException, InterruptedException {
    killIn(MOST_PATIENCE, HUNG);
    if (plan instanceof KillPlan.AfterStart afterStart) {
      killIn(afterStart.delay(), PLANNED);
    }
    boolean finished = false;
    int steps = 0;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String text = output.readLine(); text != null; text = output.readLine()) {
        ChildLine line = ChildLine.parse(text);
        finished |= line instanceof ChildLine.Finished;
        if (line instanceof ChildLine.Done
            && ++steps == (plan instanceof KillPlan.WhileWorking working ? working.steps() : -1)) {
          killIn(((KillPlan.WhileWorking) plan).moment(), PLANNED);
        }
        listener.accept(line);
      }
    }
    int code = process.waitFor();
    return judge(code, finished);
  }

  private boolean judge(int code, boolean finished) throws IOException {
    if (code == SIGKILLED && PLANNED.equals(killedFor.get())) {
      return true;
    }
    if (code == 0 && finished) {
      return false;
    }
    if (ENDED_BY_USER.contains(code)) {
      throw new ToolException(
          String.format(
              "the %s (process %d) was ended by signal %d", role.label(), pid(), code - 128),
          null);
    }
    throw new DemoException(
        String.format(
            "the %s (process %d) %s: %s",
            role.label(),
            pid(),
            HUNG.equals(killedFor.get()) ? "hung" : "ended with exit code " + code,
            Files.readString(errors).strip()));
  }

  private void killIn(Duration delay, String reason) {
    timers.add(timer.schedule(() -> kill(reason), delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void kill(String reason) {
    killedFor.compareAndSet(null, reason);
    // SIGKILL; by the handle, because Process.destroyForcibly also closes the pipe, unread promises
    // and all
    process.toHandle().destroyForcibly();
  }

  /** Kills it; who listens to it hears of its end. */
  void stop() {
    kill(STOPPED);
  }

  /** On return it does nothing more. */
  @Override
  public void close() {
    timers.forEach(kill -> kill.cancel(false));
    process.destroyForcibly().onExit().join();
  }
}
