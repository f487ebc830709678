package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import java.util.List;

/**
 * Many queues: an add and a take on each in turn, with one message left in each; then a fresh
 * process opens them all and looks at the message of each. Its time is given per engine, the
 * loading of classes included.
 */
record QueuesWorkload(String name, int queues, double seconds) implements Workload {
  private static final int PAYLOAD_BYTES = 100;

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return Workload.super.fits(kind) && kind != EngineKind.BARE;
  }

  @Override
  public List<String> phases() {
    return List.of("pairs", "open", "verify");
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    int count = run.scale().queues(queues);
    EngineSetup setup = run.setup(durability(), PAYLOAD_BYTES, count).withQueues(count);
    return switch (phase) {
      case "pairs" -> pairs(run, setup, count);
      case "open" -> open(run, setup, count);
      default -> verify(run, setup, count);
    };
  }

  private Measures pairs(WorkloadRun run, EngineSetup setup, int count) throws Exception {
    try (Engine engine = run.open(setup)) {
      EngineQueue[] all = new EngineQueue[count];
      long[] round = new long[count];
      byte[] payload = new byte[PAYLOAD_BYTES];
      for (int i = 0; i < count; i++) {
        all[i] = engine.queue(queue(i));
        Payloads.fill(payload, index(i, 0));
        all[i].add(payload);
      }
      turn(all, round, payload, run.scale().nanos(seconds) / 2);
      long nanos = run.scale().nanos(seconds);
      Rate rate = Measured.during("pairs", () -> turn(all, round, payload, nanos));
      for (int i = 0; i < count; i++) { // the message that stays, known to the next process
        Payloads.verify(all[i].take(), PAYLOAD_BYTES, index(i, round[i]));
        Payloads.fill(payload, index(i, 0));
        all[i].add(payload);
      }
      return new Measures()
          .put("pairsPerSecond", rate.perSecond())
          .put("messages", rate.messages())
          .put("measuredSeconds", rate.seconds());
    }
  }

  private static Rate turn(EngineQueue[] all, long[] round, byte[] payload, long nanos)
      throws Exception {
    Budget budget = Budget.ofCheapSteps(Long.MAX_VALUE, nanos);
    long pairs = 0;
    int at = 0;
    for (budget.start(); budget.goesOn(pairs); pairs++) {
      Payloads.fill(payload, index(at, round[at] + 1));
      all[at].add(payload);
      Payloads.verify(all[at].take(), PAYLOAD_BYTES, index(at, round[at]));
      round[at]++;
      at = at + 1 == all.length ? 0 : at + 1;
    }
    return budget.rate(pairs);
  }

  private static Measures open(WorkloadRun run, EngineSetup setup, int count) throws Exception {
    Measured measured = Measured.start("open");
    long start = System.nanoTime();
    try (Engine engine = run.open(setup)) {
      for (int i = 0; i < count; i++) {
        Payloads.verify(engine.queue(queue(i)).peek(), PAYLOAD_BYTES, index(i, 0));
      }
      double millis = (System.nanoTime() - start) / 1e6;
      measured.done();
      return new Measures().put("openAllMillis", millis);
    }
  }

  private static Measures verify(WorkloadRun run, EngineSetup setup, int count) throws Exception {
    try (Engine engine = run.open(setup)) {
      for (int i = 0; i < count; i++) {
        Payloads.verify(engine.queue(queue(i)).take(), PAYLOAD_BYTES, index(i, 0));
      }
      return new Measures();
    }
  }

  private static String queue(int number) {
    return "queue-" + number;
  }

  private static long index(int queue, long round) {
    return ((long) queue << 40) + round;
  }
}
