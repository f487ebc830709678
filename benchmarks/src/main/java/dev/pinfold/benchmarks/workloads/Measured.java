package dev.pinfold.benchmarks.workloads;

import java.io.File;
import java.util.concurrent.Callable;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Marks in a flight recording when a workload measures, and what: samples outside of it are of
 * preparations, warm-up or verification, and are not drawn. Costs nothing without a recording. With
 * the property {@code pinfold.benchmarks.marks} a trace of system calls shows it too, as looks for
 * files that are not there.
 */
@Name(Measured.NAME)
@Label("Measured")
@StackTrace(false)
public final class Measured extends Event {
  /** The name of the event in a recording. */
  public static final String NAME = "pinfold.Measured";

  /** The name of its field that says what is measured. */
  public static final String PART = "part";

  private static final boolean MARKS = Boolean.getBoolean("pinfold.benchmarks.marks");

  @Name(PART)
  @Label("Part")
  private final String part;

  private Measured(String part) {
    this.part = part;
  }

  /** Begins a part, which lasts until {@link #done}. */
  public static Measured start(String part) {
    Measured measured = new Measured(part);
    measured.begin();
    mark("begins");
    return measured;
  }

  /** What this part of a workload is called. */
  public String part() {
    return part;
  }

  /** Ends the part; one that failed before is in no recording. */
  public void done() {
    mark("ends");
    commit();
  }

  private static void mark(String what) {
    if (MARKS) {
      boolean unused = new File("/pinfold-measured-" + what).exists();
    }
  }

  /** Does the work that is measured. */
  static <T> T during(String part, Callable<T> work) throws Exception {
    Measured measured = start(part);
    T result = work.call();
    measured.done();
    return result;
  }
}
