package dev.pinfold.tools.demo;

import dev.pinfold.tools.Console;
import dev.pinfold.tools.Main;
import dev.pinfold.tools.TerminalSize;
import dev.pinfold.tools.TextTable;
import dev.pinfold.tools.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Shows on real data what the store promises. */
@Command(
    name = "demo",
    description = {
      "Show what a store promises: feed a week of earthquakes to a queue in one process, move each"
          + " to the queue \"alerts\" (magnitude 4 and up) or \"log\" in another, kill both with"
          + " SIGKILL again and again, and count what is there in the end.",
      "Exits with 1 when an earthquake is missing or double."
    },
    footerHeading = "%nExample:%n",
    footer = "  pinfold demo")
public final class DemoCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draw the kills of an earlier run again; the machine's timing stays its own.")
  private Long seed;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "12",
      description = "How often each of the two is killed. 12 when not given.")
  private int kills;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where to work, with a store of its own: missing or empty, and kept. Else a temporary"
              + " directory that is deleted, unless something was wrong.")
  private Path directory;

  @Option(
      names = "--plain",
      description = "No animation on a terminal either, as on one that is too small for it.")
  private boolean plain;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (kills < 0) {
      throw new ToolException("--kills is " + kills + "; it must be 0 or more", null);
    }
    if (main.namesStore()) {
      throw new ToolException(
          "--store is for the other commands: the demo makes a store of its own; --dir says where",
          null);
    }
    boolean temporary = directory == null;
    Path path = temporary ? Files.createTempDirectory("pinfold-demo-") : empty(directory);
    try (Workplace place = new Workplace(path, !temporary, main.console())) {
      return run(place);
    }
  }

  private int run(Workplace place) throws IOException, InterruptedException {
    try {
      show(place);
      return 0;
    } catch (RuntimeException | IOException e) {
      if (place.children().areStopped()) {
        return 1; // the user ended the demo, and needs no reason
      }
      if (e instanceof DemoException) {
        place.keep();
        throw new ToolException(e.getMessage() + " (kept in " + place.directory() + ")", e);
      }
      throw e;
    }
  }

  private void show(Workplace place) throws IOException, InterruptedException {
    Console console = main.console();
    Earthquakes data = Earthquakes.load();
    long drawn = seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
    long start = System.nanoTime();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Demo demo;
    TerminalSize size =
        console.terminal().output() && !plain ? TerminalSize.measure() : TerminalSize.USUAL;
    try (Picture picture = new Picture(console, plain, size)) {
      picture.say(
          String.format(
              "%,d earthquakes, two processes, %d times kill -9   %s",
              data.size(), 2 * kills, picture.dim("--seed " + drawn)));
      demo = new Demo(place, data, new KillPlanner(new Random(drawn)), kills, picture, timer);
      demo.run();
    } finally {
      timer.shutdownNow();
    }
    conclude(demo, Audit.of(place.directory().resolve("store"), data), data, seconds(start));
  }

  private void conclude(Demo demo, Audit audit, Earthquakes data, double seconds) {
    Console console = main.console();
    console.print("");
    audit.table().lines().forEach(line -> console.print("  " + line));
    console.print("");
    recoveries(demo.recoveries()).lines().forEach(line -> console.print("  " + line));
    int killed = demo.kills(Role.PRODUCER) + demo.kills(Role.CONSUMER);
    if (!audit.isRight()) {
      throw new DemoException("after " + killed + " kills the queues are not what they should be");
    }
    console.print(
        String.format(
            "  %s %,d earthquakes, %d times SIGKILL, %.0f s: each is there exactly once.",
            Picture.tick(console.terminal()), data.size(), killed, seconds));
    console.flush();
  }

  private static TextTable recoveries(List<ChildLine.Opened> recoveries) {
    TextTable table = new TextTable("<recoveries", ">least", ">middle", ">most", ">together");
    if (recoveries.isEmpty()) {
      return table;
    }
    row(table, "milliseconds", recoveries, opened -> opened.micros() / 1000);
    row(table, "transactions replayed", recoveries, ChildLine.Opened::replayed);
    row(table, "torn bytes cut", recoveries, ChildLine.Opened::bytesCut);
    return table;
  }

  private static void row(
      TextTable table,
      String name,
      List<ChildLine.Opened> recoveries,
      ToLongFunction<ChildLine.Opened> figure) {
    long[] sorted = recoveries.stream().mapToLong(figure).sorted().toArray();
    table.row(
        name,
        figure(sorted[0]),
        figure(sorted[sorted.length / 2]),
        figure(sorted[sorted.length - 1]),
        figure(LongStream.of(sorted).sum()));
  }

  private static String figure(long value) {
    return String.format("%,d", value);
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static Path empty(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new ToolException("--dir " + directory + " is not empty", null);
      }
    }
    return directory;
  }
}
