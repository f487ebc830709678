package dev.pinfold.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Work that is measured and profiled in this process. */
public final class Profiled {
  private Profiled() {}

  /** Does the work and returns the file with its samples, which the prefix of its name begins. */
  public static Path part(Path prefix, String part, Callable<?> work) throws Exception {
    System.setProperty(Measured.PROFILE, prefix.toString());
    try {
      Object result = Measured.during(part, work::call);
      assertThat(result).isNotNull();
    } finally {
      System.clearProperty(Measured.PROFILE);
    }
    return Path.of(prefix + "." + part + ".jfr");
  }
}
