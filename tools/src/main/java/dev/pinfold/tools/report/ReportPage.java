package dev.pinfold.tools.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Properties;

/** A page of HTML with everything in it: it loads nothing, and needs no network. */
public final class ReportPage {
  private ReportPage() {}

  /**
   * The page of a store.
   *
   * @param history all of it was read
   * @param directory of the store, to be shown
   * @param now when this is
   * @param zone of the times on the page
   */
  public static String of(StoreHistory history, Path directory, Instant now, ZoneId zone) {
    String plot = plotDirectory();
    return resource("report.html")
        .replace("/*plot-style*/", resource(plot + "uPlot.min.css"))
        .replace("/*style*/", resource("report.css"))
        .replace("/*plot*/", resource(plot + "uPlot.iife.min.js"))
        .replace("/*script*/", resource("report.js"))
        .replace("/*data*/", ReportJson.of(history, directory, now, zone));
  }

  /** Where the library that draws charts lies, which is part of this program. */
  private static String plotDirectory() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(resource("plot.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string reader has none
    }
    return properties.getProperty("directory");
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program is not whole: it has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
