package dev.pinfold.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a command as somebody types them, in which STORE stands for the store, OTHER for another
 * one, and NEW for a place where nothing is; without STORE the option --store names it.
 */
final class OfflineLines {
  private final Path store;
  private final Path other;
  private final Path places;
  private int used;

  /**
   * @param places a directory for what is new
   */
  OfflineLines(Path store, Path other, Path places) {
    this.store = store;
    this.other = other;
    this.places = places;
  }

  /** The arguments for a line. */
  List<String> args(String line) {
    List<String> args = new ArrayList<>(List.of(line.split(" ", -1)));
    if (!args.contains("STORE")) {
      args.addAll(1, List.of("--store", "STORE"));
    }
    if (args.contains("NEW")) {
      used++;
    }
    args.replaceAll(this::word);
    return args;
  }

  private String word(String word) {
    return switch (word) {
      case "STORE" -> store.toString();
      case "OTHER" -> other.toString();
      case "NEW" -> fresh().toString();
      default -> word;
    };
  }

  /** The place that the last line with NEW was given. */
  Path fresh() {
    return places.resolve("new" + used);
  }

  /** Runs a line in this JVM. */
  CommandRun run(String line) {
    return CommandRun.of(args(line).toArray(String[]::new));
  }

  /** What a run said, with NEW for where that was. */
  CommandRun withoutPlace(CommandRun run) {
    String place = fresh().toString();
    return new CommandRun(
        run.code(), run.out().replace(place, "NEW"), run.err().replace(place, "NEW"));
  }
}
