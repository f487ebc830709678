package dev.pinfold.archive.journal;

import dev.pinfold.UnsupportedRuntimeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes sure, before anything is touched, that this JVM can run Chronicle Queue: without these
 * flags it dies deep inside, or falls back to reading only.
 */
public final class RuntimeCheck {
  /** The oldest JDK that is supported. */
  public static final int MIN_JDK = 17;

  /** The newest JDK that Chronicle Queue 2026.4 was tested with here. */
  public static final int MAX_JDK = 25;

  private static final String BASE = "java.base";

  private RuntimeCheck() {}

  /**
   * Checks this JVM.
   *
   * @throws UnsupportedRuntimeException when the JDK is outside the range, or lacks flags; the
   *     message names the flags
   */
  public static void require() {
    requireVersion(Runtime.version().feature());
    requireFlags(missingFlags(RuntimeCheck.class.getModule()));
  }

  static void requireVersion(int feature) {
    if (feature < MIN_JDK || feature > MAX_JDK) {
      throw new UnsupportedRuntimeException(
          "Pinfold's journal runs on JDK "
              + MIN_JDK
              + " to "
              + MAX_JDK
              + "; this is "
              + feature
              + ".",
          null);
    }
  }

  static void requireFlags(List<String> missing) {
    if (!missing.isEmpty()) {
      throw new UnsupportedRuntimeException(
          "The JVM was started without flags that Chronicle Queue needs. Add: "
              + String.join(" ", missing),
          null);
    }
  }

  static List<String> missingFlags(Module client) {
    Module base = Object.class.getModule();
    List<String> missing = new ArrayList<>();
    if (!base.isOpen("java.lang.reflect", client)) {
      missing.add(flag("--add-opens", "java.lang.reflect", client));
    }
    for (String exported : List.of("sun.nio.ch", "jdk.internal.ref")) {
      if (!base.isExported(exported, client)) {
        missing.add(flag("--add-exports", exported, client));
      }
    }
    return missing;
  }

  private static String flag(String option, String packageName, Module client) {
    String to = client.isNamed() ? client.getName() : "ALL-UNNAMED";
    return option + "=" + BASE + "/" + packageName + "=" + to;
  }
}
