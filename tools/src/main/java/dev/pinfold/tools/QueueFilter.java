package dev.pinfold.tools;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which queues are wanted: the same for all commands that look at several. */
final class QueueFilter {
  private static final int MOST_NAMED = 5;

  @Option(
      names = "--queue",
      paramLabel = "QUEUE",
      description = "Only this queue; several may be given. All when none is.")
  private List<String> given = new ArrayList<>();

  /**
   * The names that were given, none for all.
   *
   * @throws ToolException when no queue can have such a name
   */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    given.forEach(name -> names.add(QueueName.require(name)));
    return names;
  }

  boolean isGiven() {
    return !given.isEmpty();
  }

  /**
   * Tells on standard error of names that are not among those that are there.
   *
   * @return whether there are any
   */
  boolean isMissing(Collection<String> there, Console console) {
    return isMissing(there::contains, ": " + hint(there), console);
  }

  /** The same where not all names are known. */
  boolean isMissing(Predicate<String> isThere, String hint, Console console) {
    List<String> missing = names().stream().filter(name -> !isThere.test(name)).toList();
    missing.forEach(name -> console.note("there was no queue \"" + name + "\"" + hint));
    return !missing.isEmpty();
  }

  private static String hint(Collection<String> there) {
    if (there.isEmpty()) {
      return "there was none at all";
    }
    String names =
        there.stream()
            .sorted()
            .limit(MOST_NAMED)
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(", "));
    int more = there.size() - MOST_NAMED;
    return "there was " + names + (more > 0 ? String.format(" and %,d more", more) : "");
  }
}
