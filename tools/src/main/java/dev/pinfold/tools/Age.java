package dev.pinfold.tools;

import java.time.Duration;

/** A duration for people: its two largest units. */
final class Age {
  private Age() {}

  static String of(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d " + age.toHoursPart() + " h";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h " + age.toMinutesPart() + " min";
    }
    if (age.toMinutes() > 0) {
      return age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }
    return age.toSeconds() > 0 ? age.toSeconds() + " s" : age.toMillis() + " ms";
  }
}
