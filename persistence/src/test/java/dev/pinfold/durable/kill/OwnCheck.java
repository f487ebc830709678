package dev.pinfold.durable.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.Pinfold;
import java.util.List;

/**
 * Holds the queues of one thread against its model, over all rounds: they must be as after the last
 * acknowledged step, or as after the step that was under way.
 */
final class OwnCheck {
  private final int thread;
  private StepModel model = new StepModel();
  private Step unfinished; // null: none
  private int unfinishedDone;

  OwnCheck(int thread) {
    this.thread = thread;
  }

  /** Takes in the lines of one round, steps and answers in turn; how many were answered. */
  int acknowledged(List<String> lines) {
    int answered = lines.size() / 2;
    for (int i = 0; i < answered; i++) {
      Step step = Step.parse(lines.get(2 * i));
      String expected = model.apply(step);
      assertThat(lines.get(2 * i + 1)).as(thread + ": " + step).isEqualTo(expected);
    }
    unfinished = lines.size() % 2 == 0 ? null : Step.parse(lines.get(lines.size() - 1));
    return answered;
  }

  /** Checks, and learns whether the unfinished step happened. */
  void check(Pinfold store) {
    StepRunner runner = new StepRunner(store, thread, Durability.MEMORY);
    if (unfinished != null && unfinished.kind() == Step.Kind.RELEASE) {
      learnOfRelease(runner);
    }
    List<StepModel.Content> found = runner.contents();
    if (unfinished != null && !found.equals(StoreContents.withoutLeases(model.contents()))) {
      StepModel further = model.copy();
      String unused = further.apply(unfinished);
      assertThat(found)
          .as("thread " + thread + ", neither before nor after " + unfinished)
          .isEqualTo(StoreContents.withoutLeases(further.contents()));
      model = further;
      unfinishedDone++;
    }
    assertThat(found)
        .as("thread " + thread)
        .isEqualTo(StoreContents.withoutLeases(model.contents()));
  }

  /**
   * No content shows whether a release happened. Doing it again, on the copy that is checked, does:
   * it succeeds when it had not.
   */
  private void learnOfRelease(StepRunner runner) {
    boolean notDone = runner.run(unfinished).equals("true");
    StepModel further = model.copy();
    String result = further.apply(unfinished);
    assertThat(notDone && result.equals("false")).as("thread " + thread).isFalse();
    if (!notDone) {
      model = further;
    }
    unfinished = null;
  }

  boolean hasUnfinished() {
    return unfinished != null;
  }

  int unfinishedDone() {
    return unfinishedDone;
  }
}
