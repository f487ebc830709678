package dev.pinfold.tools;

import dev.pinfold.offline.JournalBound;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A transaction or a time on the command line. */
final class BoundText {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private BoundText() {}

  /**
   * Reads one.
   *
   * @param zone of times that do not say it
   * @param meant what may stand there, in words
   */
  static JournalBound parse(String option, String text, ZoneId zone, String meant) {
    if (NUMBER.matcher(text).matches()) {
      return new JournalBound.OfTransaction(Long.parseLong(text));
    }
    Stream<Function<String, Instant>> forms =
        Stream.of(
            form -> OffsetDateTime.parse(form).toInstant(),
            form -> LocalDateTime.parse(form).atZone(zone).toInstant(),
            form -> LocalDate.parse(form).atStartOfDay(zone).toInstant());
    return forms
        .map(form -> parse(form, text))
        .flatMap(Optional::stream)
        .findFirst()
        .map(JournalBound.OfTime::new)
        .orElseThrow(() -> new ToolException(option + " '" + text + "' is no " + meant, null));
  }

  private static Optional<Instant> parse(Function<String, Instant> form, String text) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // it may be another form
    }
  }
}
