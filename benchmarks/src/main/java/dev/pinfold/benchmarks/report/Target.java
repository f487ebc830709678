package dev.pinfold.benchmarks.report;

import java.util.Map;
import java.util.Optional;

/** What a figure of Pinfold's is held against. */
sealed interface Target {

  /** How Pinfold does, when there are the values to tell. */
  Optional<Verdict> judge(Row row, Results results);

  /**
   * What became of a target.
   *
   * @param reference what it was held against, with its value
   * @param target what was wanted
   * @param found the ratio within each round, or the value itself
   * @param met whether the median reaches it
   */
  record Verdict(String reference, String target, String found, boolean met) {}

  /** So many times what another engine does in the same round. */
  record TimesEngine(String engine, double factor) implements Target {
    @Override
    public Optional<Verdict> judge(Row row, Results results) {
      return times(row, results, engine, factor);
    }
  }

  /** So many times what the best of the peers does in the same round. */
  record TimesBestPeer(double factor) implements Target {
    @Override
    public Optional<Verdict> judge(Row row, Results results) {
      return results
          .bestPeer(row.workload(), row.measure(), row.higherIsBetter())
          .flatMap(peer -> times(row, results, peer, factor));
    }
  }

  /** So many times another measure of Pinfold's own in the same round. */
  record TimesOwn(String measure, String title, double factor) implements Target {
    @Override
    public Optional<Verdict> judge(Row row, Results results) {
      return ratio(
          results.byRound(row.workload(), row.measure(), Results.PINFOLD),
          results.byRound(row.workload(), measure, Results.PINFOLD),
          title,
          factor);
    }
  }

  /** A value of its own: at least, or at most where lower is better. */
  record Limit(double value) implements Target {
    @Override
    public Optional<Verdict> judge(Row row, Results results) {
      Optional<Spread> found = results.spread(row.workload(), row.measure(), Results.PINFOLD);
      Optional<Spread> bare = results.spread(row.workload(), row.measure(), Results.BARE);
      String beside = bare.map(b -> Names.title(Results.BARE) + " " + row.format(b)).orElse("");
      return found.map(
          spread ->
              new Verdict(
                  beside,
                  row.format(value),
                  row.format(spread.median()),
                  row.higherIsBetter() ? spread.median() >= value : spread.median() <= value));
    }
  }

  private static Optional<Verdict> times(Row row, Results results, String engine, double factor) {
    Optional<Spread> reference = results.spread(row.workload(), row.measure(), engine);
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    return ratio(
        results.byRound(row.workload(), row.measure(), Results.PINFOLD),
        results.byRound(row.workload(), row.measure(), engine),
        Names.title(engine) + " " + row.format(reference.get()),
        factor);
  }

  private static Optional<Verdict> ratio(
      Map<Integer, Double> values, Map<Integer, Double> references, String title, double factor) {
    return Results.ratio(values, references)
        .map(
            ratio ->
                new Verdict(
                    title, Names.times(factor), Names.times(ratio), ratio.median() >= factor));
  }
}
