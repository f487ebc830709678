package dev.pinfold.tools;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How what is found in a store is printed. */
final class OutputOptions {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  @Option(names = "--json", description = "Print JSON, an object a line; see docs/commands.")
  private boolean json;

  @Option(names = "--no-color", description = "No colours, on a terminal either.")
  private boolean noColor;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "Z",
      description = "The time zone of times, such as Europe/Berlin or +02:00; UTC when not given.")
  private ZoneId zone;

  @Option(names = "--redact", description = "Hide payloads and the values of headers.")
  private boolean redact;

  boolean json() {
    return json;
  }

  boolean redact() {
    return redact;
  }

  ZoneId zone() {
    return zone == null ? ZoneOffset.UTC : zone;
  }

  /** A time as ISO 8601 writes it, to the millisecond. */
  String time(Instant time) {
    return TIME.format(time.atZone(zone()));
  }

  /** What paints text on this console. */
  Paint paint(Console console) {
    return new Paint(console.terminal().coloursOutput() && !noColor && !json);
  }
}
