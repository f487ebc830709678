package dev.pinfold.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageView;
import dev.pinfold.codec.Codecs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * A random script: the same steps on a store and on the model, with every answer compared, and
 * regularly the whole content. A seed tells the whole script, and a shorter script is the beginning
 * of a longer one.
 */
public final class StoreScript {
  private static final int KEPT_STEPS = 40;

  private final StoreUnderTest store;
  private final SettableClock clock;
  private final Random random;
  private final ModelStore model;
  private final QueueActions actions;
  private final TransactionActions transactions;
  private final List<OpenView> views = new ArrayList<>();
  private final Deque<String> trace = new ArrayDeque<>();
  private int step;

  private record OpenView(
      String name, MessageView<String> view, Iterator<Message<String>> pass, List<String> rest) {}

  /**
   * @param clock the one that the store was given, too
   */
  public StoreScript(StoreUnderTest store, SettableClock clock, long seed) {
    this.store = store;
    this.clock = clock;
    this.random = new Random(seed);
    this.model = new ModelStore(clock);
    this.actions = new QueueActions(store, model, random, this::trace);
    this.transactions = new TransactionActions(store, model, actions, random, this::trace);
  }

  /** Runs this many steps and compares everything at the end; the store stays open. */
  public void run(int steps) {
    try {
      for (step = 1; step <= steps; step++) {
        step();
        if (random.nextInt(25) == 0) {
          compareAll();
        }
      }
      compareAll();
      closeViews();
    } catch (Throwable e) {
      throw new AssertionError(
          "step " + step + " of the script; the last steps were\n" + String.join("\n", trace), e);
    }
  }

  private void trace(String what) {
    trace.add(step + ": " + what);
    if (trace.size() > KEPT_STEPS) {
      trace.remove();
    }
  }

  private void step() throws Exception {
    int dice = random.nextInt(100);
    if (dice < 64) {
      actions.one();
    } else if (dice < 80) {
      transactions.one();
    } else if (dice < 88) {
      advance();
    } else if (dice < 92) {
      openView();
    } else if (dice < 96) {
      readView();
    } else {
      disrupt();
    }
  }

  /** Time mostly goes on, and at times back. What is due goes at once, in the store as here. */
  private void advance() {
    long by =
        switch (random.nextInt(8)) {
          case 0 -> -random.nextInt(30);
          case 1 -> random.nextInt(5_000);
          default -> random.nextInt(50);
        };
    trace("the clock moves by " + by + " ms");
    clock.advance(by);
    model.expireAll();
    assertThat(store.pinfold().queues()).isEqualTo(model.queues());
  }

  private void openView() {
    String name = actions.anyName();
    trace("view of " + name);
    MessageView<String> view = store.pinfold().queue(name, Codecs.text()).all();
    List<String> expected = new ArrayList<>();
    model.all(name).forEach(message -> expected.add(message.toString()));
    assertThat(view.count()).isEqualTo(expected.size());
    views.add(new OpenView(name, view, view.iterator(), expected));
    if (views.size() > 3) {
      close(views.remove(0));
    }
  }

  /** Reads some of what an older view still has to show: it is of its moment. */
  private void readView() {
    if (!views.isEmpty()) {
      OpenView open = views.get(random.nextInt(views.size()));
      int messages = Math.min(open.rest().size(), random.nextInt(3_000));
      trace("read " + messages + " of the view of " + open.name());
      read(open, messages);
    }
  }

  private static void read(OpenView open, int messages) {
    List<String> expected = open.rest().subList(0, messages);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      assertThat(open.pass().hasNext()).isTrue();
      seen.add(open.pass().next().toString());
    }
    assertThat(seen).isEqualTo(expected);
    expected.clear();
  }

  private static void close(OpenView open) {
    read(open, open.rest().size());
    assertThat(open.pass().hasNext()).isFalse();
    open.view().close();
    open.view().close();
    if (open.view().count() > 0) {
      assertThatThrownBy(() -> open.view().iterator().next())
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private void closeViews() {
    views.forEach(StoreScript::close);
    views.clear();
  }

  private void disrupt() throws Exception {
    List<StoreUnderTest.Disruption> disruptions = store.disruptions();
    if (!disruptions.isEmpty()) {
      StoreUnderTest.Disruption disruption = disruptions.get(random.nextInt(disruptions.size()));
      trace(disruption.name());
      closeViews();
      disruption.action().run();
      if (disruption.survives() != Durability.MEMORY) {
        model.loseBelow(disruption.survives());
      }
      compareAll();
    }
  }

  private void compareAll() {
    assertThat(store.pinfold().queues()).isEqualTo(model.queues());
    for (String name : actions.names()) {
      List<String> seen = new ArrayList<>();
      try (MessageView<String> view = store.pinfold().queue(name, Codecs.text()).all()) {
        view.forEach(message -> seen.add(message.toString()));
      }
      List<String> expected = new ArrayList<>();
      model.all(name).forEach(message -> expected.add(message.toString()));
      assertThat(seen).as("all of %s", name).isEqualTo(expected);
    }
  }
}
