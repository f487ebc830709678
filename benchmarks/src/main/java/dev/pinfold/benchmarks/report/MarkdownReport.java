package dev.pinfold.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables as Markdown. */
final class MarkdownReport {
  private final RunHeader header;
  private final Results results;
  private final GrowthTables growth;
  private final StringBuilder out = new StringBuilder();

  MarkdownReport(RunHeader header, Results results) {
    this.header = header;
    this.results = results;
    this.growth = new GrowthTables(results);
  }

  /** All of it. */
  String write() {
    return write(true, true);
  }

  /** What was measured side by side; empty when nothing was. */
  Optional<String> table() {
    return present().isEmpty() ? Optional.empty() : Optional.of(write(true, false));
  }

  /** How cost grows; empty when that was not measured. */
  Optional<String> growth() {
    return growth.series().isEmpty() ? Optional.empty() : Optional.of(write(false, true));
  }

  private String write(boolean withTable, boolean withGrowth) {
    out.setLength(0);
    provenance();
    if (withTable) {
      targets();
      sideBySide();
    }
    if (withGrowth) {
      growth.write(out);
    }
    if (withTable) {
      durabilities();
    }
    failures();
    return out.toString();
  }

  private void provenance() {
    out.append("Run of ").append(header.started()).append(", commit ").append(header.commit());
    out.append(", ").append(header.rounds()).append(" round(s), scale ").append(header.scale());
    out.append(".  \nMachine: ").append(header.machine()).append("; ").append(header.system());
    out.append("; ").append(header.jvm()).append(".  \nCommand: `").append(header.command());
    out.append("`\n\n");
  }

  private void targets() {
    List<String[]> lines = new ArrayList<>();
    for (Row row : present()) {
      Spread own = results.spread(row.workload(), row.measure(), Results.PINFOLD).orElseThrow();
      String title = row.title();
      String figure = row.format(own);
      List<Target> targets = row.targets();
      if (targets.isEmpty()) {
        lines.add(new String[] {title, figure, "", "", "", ""});
      }
      for (Target target : targets) {
        Optional<Target.Verdict> verdict = target.judge(row, results);
        lines.add(
            verdict
                .map(v -> line(title, figure, v))
                .orElse(new String[] {title, figure, "was not run", "", "", ""}));
      }
    }
    if (!lines.isEmpty()) {
      Markdown.table(
          out, List.of("workload", "Pinfold", "beside", "target", "found", "met"), lines);
    }
  }

  private static String[] line(String title, String figure, Target.Verdict verdict) {
    return new String[] {
      title,
      figure,
      verdict.reference(),
      verdict.target(),
      verdict.found(),
      verdict.met() ? "yes" : "**no**"
    };
  }

  private List<Row> present() {
    return Rows.ALL.stream()
        .filter(row -> results.spread(row.workload(), row.measure(), Results.PINFOLD).isPresent())
        .toList();
  }

  private void sideBySide() {
    for (Row row : Rows.ALL) {
      List<String> engines = results.engines(row.workload(), row.measure(), row.higherIsBetter());
      if (engines.size() < 2) {
        continue;
      }
      out.append("### ").append(row.title()).append("\n\n");
      Charts.reference(out, row.slug(), row.title());
      List<String[]> lines = new ArrayList<>();
      for (String engine : engines) {
        Spread spread = results.spread(row.workload(), row.measure(), engine).orElseThrow();
        lines.add(new String[] {Names.title(engine), row.format(spread), besides(row, engine)});
      }
      Markdown.table(out, List.of("engine", "median (min to max)", "Pinfold / engine"), lines);
    }
  }

  private String besides(Row row, String engine) {
    if (engine.equals(Results.PINFOLD)) {
      return "";
    }
    return Results.ratio(
            results.byRound(row.workload(), row.measure(), Results.PINFOLD),
            results.byRound(row.workload(), row.measure(), engine))
        .map(Names::times)
        .orElse("");
  }

  private void durabilities() {
    out.append("### What each engine gave\n\n");
    List<String[]> lines = new ArrayList<>();
    for (Map.Entry<String, Set<String>> engine : results.descriptions().entrySet()) {
      for (String description : engine.getValue()) {
        lines.add(new String[] {Names.title(engine.getKey()), description});
      }
    }
    Markdown.table(out, List.of("engine", "an acknowledged operation survives, and how"), lines);
  }

  private void failures() {
    if (!results.failures().isEmpty()) {
      out.append("### What failed\n\n");
      for (RunResult failure : results.failures()) {
        out.append("- round ").append(failure.round()).append(", ").append(failure.workload());
        out.append(", ").append(failure.engine()).append(": ").append(failure.error());
        out.append('\n');
      }
      out.append('\n');
    }
  }
}
