package dev.pinfold.tools.demo;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueueInfo;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.tools.Main;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/**
 * The demo's child that feeds the earthquakes. Where to go on after a kill it reads from the queue:
 * message numbers are given once and without gaps, so the next number is the next line of the data.
 */
@Command(name = "demo-producer", hidden = true, description = "Used by the demo.")
public final class DemoProducer implements Callable<Integer> {
  @ParentCommand private Main main;

  @Override
  public Integer call() throws IOException {
    Earthquakes data = Earthquakes.load();
    new ChildWork(main.console(), data).run(main.store(), store -> feed(store, data));
    return 0;
  }

  private static OptionalInt feed(PinfoldStore store, Earthquakes data) {
    MessageQueue<byte[]> quakes = store.queue(DemoQueues.QUAKES);
    long next = quakes.info().map(QueueInfo::nextNumber).orElseThrow();
    if (next > data.size()) {
      return OptionalInt.empty();
    }
    int line = (int) next;
    long number = quakes.add(data.line(line).payload());
    if (number != line) {
      throw new IllegalStateException("line " + line + " became message " + number);
    }
    return OptionalInt.of(line);
  }
}
