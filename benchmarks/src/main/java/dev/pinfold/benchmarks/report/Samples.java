package dev.pinfold.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * The samples that async-profiler wrote, as two trees. Those within a call to Pinfold's queue are
 * told from that call on, the others below the name of their thread.
 */
final class Samples {
  /** What the names of the kernel's functions end with. */
  static final String KERNEL = "_[k]";

  private static final String RUNNING = "jdk.ExecutionSample";
  private static final String ELAPSED = "profiler.WallClockSample";
  private static final String CALL = "PinfoldEngine$PinfoldQueue.";
  private static final String FORCER = "thread pinfold-force";
  private static final String FORCE = "UnforcedTail.force";

  private final StackTree running = new StackTree();
  private final Elapsed inCalls = new Elapsed();
  private final Elapsed forcer = new Elapsed();

  /** Samples of the time of threads, whatever they did, and how many are worth a look. */
  static final class Elapsed {
    private final StackTree tree = new StackTree();
    private long telling;

    private void add(List<String> stack, long times, boolean tells) {
      tree.add(stack, times);
      telling += tells ? times : 0;
    }

    StackTree tree() {
      return tree;
    }

    /** The share of the samples that are worth a look; 0 where there are none. */
    double tellingShare() {
      return tree.samples() == 0 ? 0 : (double) telling / tree.samples();
    }
  }

  /** Samples of what ran, in whatever thread. */
  StackTree running() {
    return running;
  }

  /** The time that threads spent in calls to Pinfold's queue; waiting is worth a look. */
  Elapsed inCalls() {
    return inCalls;
  }

  /** The time of the thread that forces for those who do not wait; forcing is worth a look. */
  Elapsed forcer() {
    return forcer;
  }

  /** Takes in a file. */
  void add(Path recording) throws IOException {
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        RecordedStackTrace trace = event.getStackTrace();
        if (trace != null && !trace.getFrames().isEmpty() && !ofTheProfiler(trace)) {
          sample(event);
        }
      }
    }
  }

  private static boolean ofTheProfiler(RecordedStackTrace trace) {
    return trace.getFrames().stream()
        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith("libasyncProfiler"));
  }

  private void sample(RecordedEvent event) {
    List<String> stack = stack(event.getStackTrace());
    boolean called = stack.get(0).startsWith(CALL);
    switch (event.getEventType().getName()) {
      case RUNNING -> running.add(called ? stack : below(thread(event), stack), 1);
      case ELAPSED -> {
        long times = event.getInt("samples");
        if (called) {
          inCalls.add(stack, times, waits(event.getStackTrace()));
        } else if (thread(event).equals(FORCER)) {
          forcer.add(stack, times, stack.stream().anyMatch(frame -> frame.startsWith(FORCE)));
        }
      }
      default -> {} // what else the profiler tells of the machine
    }
  }

  /**
   * Who waits, for a lock or a device, is in a call of the C library. The state that the profiler
   * gives does not tell: a thread in a force counts as running.
   */
  private static boolean waits(RecordedStackTrace trace) {
    return trace.getFrames().get(0).getMethod().getType().getName().startsWith("libc.");
  }

  /** From the outermost frame, or the call to the queue, to the innermost. */
  private static List<String> stack(RecordedStackTrace trace) {
    List<String> frames = new ArrayList<>();
    for (RecordedFrame frame : trace.getFrames()) {
      String name = name(frame);
      frames.add(name);
      if (name.startsWith(CALL)) {
        break;
      }
    }
    Collections.reverse(frames);
    return frames;
  }

  private static List<String> below(String thread, List<String> stack) {
    List<String> frames = new ArrayList<>(List.of(thread));
    frames.addAll(stack);
    return frames;
  }

  private static String thread(RecordedEvent event) {
    RecordedThread thread = event.getThread("sampledThread");
    if (thread == null) {
      return "thread ?";
    }
    String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
    return "thread " + name;
  }

  /** Java: class and method without the package, lambdas without their numbers. */
  private static String name(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    return switch (frame.getType()) {
      case "Kernel" -> method.getName() + KERNEL;
      case "Native", "C++" -> method.getName();
      default -> {
        String type = method.getType().getName().replaceAll("\\$\\$Lambda.*", "(lambda)");
        String simple = type.substring(type.lastIndexOf('.') + 1);
        String called = method.getName().replaceAll("\\$\\d+$", "");
        yield String.format(Locale.ROOT, "%s.%s", simple, called);
      }
    };
  }
}
