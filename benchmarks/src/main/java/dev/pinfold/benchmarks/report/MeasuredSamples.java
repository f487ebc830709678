package dev.pinfold.benchmarks.report;

import dev.pinfold.benchmarks.workloads.Measured;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * The samples of flight recordings that were taken, in whatever thread, while something was
 * measured; a tree for each part that was. Those within a call to Pinfold's queue are told from
 * that call on, the others below the name of their thread.
 */
final class MeasuredSamples {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final String CALL = "PinfoldEngine$PinfoldQueue.";

  private final SortedMap<String, StackTree> trees = new TreeMap<>();
  private final SortedSet<String> parts = new TreeSet<>();

  /** The names of all parts that were measured. */
  SortedSet<String> parts() {
    return parts;
  }

  /** The trees by the names of their parts; a part without a sample has none. */
  SortedMap<String, StackTree> trees() {
    return trees;
  }

  /** Takes in a recording. It is read twice: its events are in no order. */
  void add(Path recording) throws IOException {
    List<Interval> measured = new ArrayList<>();
    forEach(recording, Measured.NAME, event -> measured.add(Interval.of(event)));
    measured.forEach(interval -> parts.add(interval.part()));
    forEach(recording, SAMPLE, event -> sample(event, measured));
  }

  private static void forEach(Path recording, String name, Consumer<RecordedEvent> action)
      throws IOException {
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(name)) {
          action.accept(event);
        }
      }
    }
  }

  private void sample(RecordedEvent event, List<Interval> measured) {
    if (event.getStackTrace() == null) {
      return;
    }
    for (Interval interval : measured) {
      if (interval.contains(event.getStartTime())) {
        trees.computeIfAbsent(interval.part(), part -> new StackTree()).add(stack(event));
        return;
      }
    }
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

  private record Interval(String part, Instant start, Instant end) {
    static Interval of(RecordedEvent event) {
      return new Interval(event.getString(Measured.PART), event.getStartTime(), event.getEndTime());
    }

    boolean contains(Instant time) {
      return !time.isBefore(start) && !time.isAfter(end);
    }
  }
}
