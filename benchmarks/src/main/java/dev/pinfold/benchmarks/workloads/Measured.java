package dev.pinfold.benchmarks.workloads;

import java.io.File;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * When a workload measures, and what: that alone is profiled, not preparations, warm-up or
 * verification. With the property {@code pinfold.benchmarks.marks} a trace of system calls shows it
 * too, as looks for files that are not there.
 */
public final class Measured {
  /** The property with the path that profiles of what is measured begin with; none, no profile. */
  public static final String PROFILE = "pinfold.benchmarks.profile";

  private static final boolean MARKS = Boolean.getBoolean("pinfold.benchmarks.marks");

  private final Optional<Profile> profile;

  private Measured(Optional<Profile> profile) {
    this.profile = profile;
  }

  /** Begins a part, once in a process, which lasts until {@link #done}. */
  public static Measured start(String part) {
    Measured measured = new Measured(Profile.start(part));
    mark("begins");
    return measured;
  }

  /** Ends the part; one that failed before has no profile. */
  public void done() {
    mark("ends");
    profile.ifPresent(Profile::stop);
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
