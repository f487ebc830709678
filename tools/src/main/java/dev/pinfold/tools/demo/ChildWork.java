package dev.pinfold.tools.demo;

import dev.pinfold.MessageView;
import dev.pinfold.archive.RecoveryReport;
import dev.pinfold.archive.journal.JournalCut;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.tools.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * What both children do: open the store, say what is in it, then one step after the other at full
 * speed, each reported as soon as it is acknowledged. After some steps they pause for as long as an
 * eye needs to see something move.
 */
final class ChildWork {
  private static final int STEPS_IN_A_ROW = 50;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private final Console console;
  private final Earthquakes data;

  ChildWork(Console console, Earthquakes data) {
    this.console = console;
    this.data = data;
  }

  /** Runs steps until one has nothing to do; a step returns the line of the data it worked on. */
  void run(Path directory, Function<PinfoldStore, OptionalInt> step) {
    try (PinfoldStore store = DemoQueues.open(directory)) {
      describe(store);
      int steps = 0;
      OptionalInt done = step.apply(store);
      while (done.isPresent()) {
        tell(new ChildLine.Done(done.getAsInt()));
        if (++steps % STEPS_IN_A_ROW == 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        done = step.apply(store);
      }
      tell(new ChildLine.Finished());
    }
  }

  private void describe(PinfoldStore store) {
    RecoveryReport recovery = store.recovery();
    tell(
        new ChildLine.Opened(
            TimeUnit.NANOSECONDS.toMicros(recovery.elapsed().toNanos()),
            recovery.transactionsReplayed(),
            recovery.cut().map(JournalCut::bytes).orElse(0L)));
    for (String queue : DemoQueues.NAMES) {
      tell(new ChildLine.Holds(queue, lines(store, queue)));
    }
    tell(new ChildLine.Ready());
  }

  private List<Integer> lines(PinfoldStore store, String queue) {
    try (MessageView<byte[]> messages = store.queue(queue).all()) {
      return messages.stream()
          .map(message -> data.of(message.payload()))
          .map(quake -> quake == null ? 0 : quake.line())
          .toList();
    }
  }

  private void tell(ChildLine line) {
    console.print(line.format());
    console.flush();
  }
}
