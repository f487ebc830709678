package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;

/**
 * Artemis' native part, by which it uses libaio: what its manual recommends on Linux. A broker has
 * it in its own directory; here it is unpacked from the jar. It is loaded for the class loader that
 * Artemis is in, so its natives are there, though {@link LibaioContext#isLoaded}, which only knows
 * of {@code java.library.path}, says no.
 */
final class ArtemisNative {
  private static final String RESOURCE = "lib/linux-x86_64/libartemis-native-64.so";

  private static boolean loaded; // guarded by the class

  private ArtemisNative() {}

  /**
   * Loads it, once for this JVM.
   *
   * @param directory to unpack it to, and to try a file with O_DIRECT in
   * @return null when libaio can be used in this directory, else why not
   */
  static synchronized String missing(Path directory) {
    Path library = directory.resolve("libartemis-native-64.so");
    try (InputStream packed = LibaioContext.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (packed == null) {
        return "no " + RESOURCE + " in Artemis' jar";
      }
      if (!loaded) {
        Files.copy(packed, library, StandardCopyOption.REPLACE_EXISTING);
        System.load(library.toString());
        loaded = true;
      }
      Path probe = Files.createTempFile(directory, "direct", "");
      try {
        LibaioContext.close(LibaioContext.open(probe.toString(), true));
      } finally {
        Files.delete(probe);
      }
      return null;
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage().contains("libaio") ? "libaio is not installed" : e.getMessage();
    } catch (IOException e) {
      return "no O_DIRECT here: " + e.getMessage();
    }
  }
}
