package dev.pinfold.benchmarks;

import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.report.Reporting;
import dev.pinfold.benchmarks.report.ResultFile;
import dev.pinfold.benchmarks.report.RunHeader;
import dev.pinfold.benchmarks.report.RunResult;
import dev.pinfold.benchmarks.workloads.Scale;
import dev.pinfold.benchmarks.workloads.Workload;
import dev.pinfold.benchmarks.workloads.Workloads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What benchmarks/run starts: runs engines side by side and reports, or only reports. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Runs Pinfold beside its peers, one JVM per engine and workload.")
final class Main implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often everything is run (${DEFAULT-VALUE}); engines take turns in each.")
  private int rounds;

  @Option(
      names = "--workloads",
      paramLabel = "A,B",
      split = ",",
      defaultValue = "table",
      description = "Names, with stars if wanted, or table or growth (${DEFAULT-VALUE}).")
  private List<String> workloads;

  @Option(names = "--engines", paramLabel = "A,B", split = ",", description = "Only these engines.")
  private List<String> engines = EngineKind.ids();

  @Option(names = "--quick", description = "A small part of everything: shows that it works.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go, and the engines' files meanwhile.")
  private Path out;

  @Option(
      names = "--resume",
      description = "Goes on with the run in DIR, of this commit: what it has is not run again.")
  private boolean resume;

  @Option(
      names = "--report",
      description = "Runs nothing: makes table and charts anew from the raw results in DIR.")
  private boolean reportOnly;

  @Option(
      names = "--write-docs",
      paramLabel = "DOCS",
      description =
          "Also writes table and charts into this docs directory; with --flames, the flame graphs"
              + " instead.")
  private Path docs;

  @Option(
      names = "--flames",
      description =
          "Also draws flame graphs of what Pinfold does while it is measured, and keeps logs of the"
              + " collector; sampling slows it a little.")
  private boolean flames;

  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "Lists workloads and engines, and ends.")
  private boolean list;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (list) {
      System.out.println("workloads: " + String.join(" ", Workloads.names()));
      System.out.println("engines:   " + String.join(" ", EngineKind.ids()));
      return 0;
    }
    List<Workload> chosenWorkloads = selected(this::selectedWorkloads);
    List<EngineKind> chosenEngines = selected(this::selectedEngines);
    Files.createDirectories(out);
    ResultFile file = new ResultFile(out.resolve("results.ndjson"));
    Optional<Flames> recorder = flames ? Optional.of(new Flames(out)) : Optional.empty();
    boolean whole = true;
    if (!reportOnly) {
      RunHeader header = Machine.header(scale(), rounds, out);
      List<RunResult> before = resume ? file.resume(header) : file.begin(header);
      whole =
          new Runner(new ChildProcess(out, scale(), recorder), file, chosenEngines)
              .run(chosenWorkloads, rounds, before);
    }
    new Reporting(out, flames ? null : docs).write(file.read()); // sampled figures are no results
    if (flames && docs != null) {
      recorder.get().copy(docs);
    }
    return whole ? 0 : 1;
  }

  private Scale scale() {
    return quick ? Scale.QUICK : Scale.FULL;
  }

  /** What was named; a name that does not exist is wrong use. */
  private <T> List<T> selected(Supplier<List<T>> names) {
    try {
      return names.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<EngineKind> selectedEngines() {
    return engines.stream().map(EngineKind::of).toList();
  }

  private List<Workload> selectedWorkloads() {
    Set<Workload> selected = new LinkedHashSet<>();
    for (String pattern : workloads) {
      selected.addAll(Workloads.matching(pattern));
    }
    return List.copyOf(selected);
  }
}
