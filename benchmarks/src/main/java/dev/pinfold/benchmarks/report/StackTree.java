package dev.pinfold.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Sampled stacks as a tree: how many samples have a frame, called by those above it. */
final class StackTree {
  private static final String CALL = "PinfoldEngine$PinfoldQueue.";

  private final SortedMap<String, StackTree> callees = new TreeMap<>();
  private long samples;

  /**
   * The samples of a flight recording: those within a call to Pinfold's queue from that call on,
   * the others below the name of their thread.
   */
  static StackTree of(Path recording) throws IOException {
    StackTree root = new StackTree();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && event.getStackTrace() != null) {
          root.add(stack(event));
        }
      }
    }
    return root;
  }

  private static List<String> stack(RecordedEvent event) {
    List<String> frames = new ArrayList<>();
    boolean within = false;
    Iterator<RecordedFrame> innermostFirst = event.getStackTrace().getFrames().iterator();
    while (innermostFirst.hasNext() && !within) {
      String name = name(innermostFirst.next().getMethod());
      frames.add(name);
      within = name.startsWith(CALL);
    }
    if (!within) {
      RecordedThread thread = event.getThread("sampledThread");
      frames.add(thread == null ? "?" : "thread " + thread.getJavaName());
    }
    Collections.reverse(frames);
    return frames;
  }

  /** Class and method without the package, lambdas without their numbers. */
  private static String name(RecordedMethod method) {
    String type = method.getType().getName().replaceAll("\\$\\$Lambda.*", "(lambda)");
    String simple = type.substring(type.lastIndexOf('.') + 1);
    return String.format(Locale.ROOT, "%s.%s", simple, method.getName().replaceAll("\\$\\d+$", ""));
  }

  /** Takes in one sample, from the outermost frame to the innermost. */
  void add(List<String> stack) {
    StackTree node = this;
    node.samples++;
    for (String frame : stack) {
      node = node.callees.computeIfAbsent(frame, name -> new StackTree());
      node.samples++;
    }
  }

  long samples() {
    return samples;
  }

  SortedMap<String, StackTree> callees() {
    return callees;
  }

  /** How many frames are above one another where a frame has this share of all samples or more. */
  int depth(double leastSamples) {
    int deepest = 0;
    for (StackTree callee : callees.values()) {
      if (callee.samples >= leastSamples) {
        deepest = Math.max(deepest, 1 + callee.depth(leastSamples));
      }
    }
    return deepest;
  }
}
