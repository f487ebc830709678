package dev.pinfold.tools;

import dev.pinfold.offline.EntryKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which kinds of operations are wanted: the same for all commands that show them. */
final class KindFilter {
  private static final String REMOVALS = "remove";

  @Option(
      names = "--operation",
      paramLabel = "KIND",
      split = ",",
      completionCandidates = Kinds.class,
      description = {
        "Those that do this: added, moved, leased, released, taken, expired, overflowed,"
            + " acknowledged, removed, purged, opened, altered, dropped; remove for all from taken"
            + " to purged. Several may be given."
      })
  private List<String> names = new ArrayList<>();

  boolean isGiven() {
    return !names.isEmpty();
  }

  /**
   * The kinds that are wanted, all when none was given.
   *
   * @throws ToolException when there is no such kind
   */
  Set<EntryKind> kinds() {
    if (!isGiven()) {
      return EnumSet.allOf(EntryKind.class);
    }
    Set<EntryKind> kinds = EnumSet.noneOf(EntryKind.class);
    for (String name : names) {
      if (name.equals(REMOVALS)) {
        kinds.addAll(EnumSet.range(EntryKind.TAKEN, EntryKind.PURGED));
      } else {
        kinds.add(kind(name));
      }
    }
    return kinds;
  }

  private static EntryKind kind(String name) {
    return Arrays.stream(EntryKind.values())
        .filter(kind -> EnumName.of(kind).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ToolException(
                    "--operation '" + name + "' is none of " + String.join(", ", new Kinds()),
                    null));
  }

  /** What {@code --operation} takes. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Arrays.stream(EntryKind.values()).map(EnumName::of), Stream.of(REMOVALS))
          .iterator();
    }
  }
}
