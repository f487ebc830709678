package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.Operation;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import dev.pinfold.state.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each thing that may differ is told, and nothing else is. */
class StateDifferenceTest {
  private static final Operation Q =
      new Operation.OpenQueue(1, "q", QueuePolicy.PROCESS_CRASH, 1, 0);

  private static EngineState state(Operation... operations) {
    EngineState state = RestoredQueues.ofNumbersOnly(null).state();
    for (Operation operation : operations) {
      state.apply(new Transaction(state.lastTransaction() + 1, List.of(operation)), index -> 0);
    }
    return state;
  }

  private static Operation add(long number) {
    return new Operation.Add(1, new StoredMessage(number, 1_000, 0, new byte[0], new byte[1]));
  }

  private static Operation remove(long from, long to) {
    return new Operation.Remove(1, from, to, RemoveReason.TAKEN);
  }

  private static Optional<String> difference(EngineState one, EngineState other) {
    return StateDifference.first("one", one, "other", other);
  }

  private static Operation[] many(int count, Operation... then) {
    List<Operation> operations = new ArrayList<>(List.of(Q));
    for (int number = 1; number <= count; number++) {
      operations.add(add(number));
    }
    operations.addAll(List.of(then));
    return operations.toArray(Operation[]::new);
  }

  @Test
  void theSameDoesNotDiffer() {
    assertThat(difference(state(), state())).isEmpty();
    assertThat(difference(state(many(9_000)), state(many(9_000)))).isEmpty();
    assertThat(
            difference(
                state(many(9_000, remove(1, 4_095), remove(4_096, 8_191))),
                state(many(9_000, remove(1, 8_000), remove(8_001, 8_191)))))
        .isEmpty();
  }

  /** They are on nobody's heap any more once a process has ended. */
  @Test
  void queuesInMemoryDoNotCount() {
    Operation memory = new Operation.OpenQueue(2, "m", QueuePolicy.MEMORY, 1, 0);
    Operation other = new Operation.OpenQueue(2, "n", QueuePolicy.MEMORY, 1, 0);
    assertThat(difference(state(Q, memory), state(Q, other))).isEmpty();
  }

  @Test
  void theLastTransaction() {
    assertThat(difference(state(Q, add(1)), state(Q)))
        .hasValue("the last transaction is 2 in one, and 1 in other");
  }

  @Test
  void queues() {
    Operation two = new Operation.OpenQueue(2, "two", QueuePolicy.PROCESS_CRASH, 1, 0);
    Operation three = new Operation.OpenQueue(3, "three", QueuePolicy.PROCESS_CRASH, 1, 0);
    Operation renamed = new Operation.OpenQueue(2, "deux", QueuePolicy.PROCESS_CRASH, 1, 0);
    assertThat(difference(state(Q, two), state(Q, three)))
        .hasValue("queue \"two\" is in one alone");
    assertThat(difference(state(Q, three), state(Q, two)))
        .hasValue("queue \"two\" is in other alone");
    assertThat(difference(state(Q, two), state(Q, renamed)))
        .hasValue("the name of queue 2 is two in one, and deux in other");
  }

  @Test
  void whatQueuesAre() {
    EngineState one = state(Q);
    assertThat(
            difference(one, state(new Operation.OpenQueue(1, "q", QueuePolicy.POWER_LOSS, 1, 0))))
        .hasValueSatisfying(text -> assertThat(text).startsWith("queue \"q\": the policy is "));
    assertThat(
            difference(
                one, state(new Operation.OpenQueue(1, "q", QueuePolicy.PROCESS_CRASH, 2, 0))))
        .hasValue("queue \"q\": the next number is 1 in one, and 2 in other");
    assertThat(
            difference(
                one, state(new Operation.OpenQueue(1, "q", QueuePolicy.PROCESS_CRASH, 1, 5))))
        .hasValue(
            "queue \"q\": the last arrival is 1970-01-01T00:00:00Z in one, and"
                + " 1970-01-01T00:00:00.005Z in other");
  }

  @Test
  void theTransactionThatChangedAQueueLast() {
    Operation two = new Operation.OpenQueue(2, "two", QueuePolicy.PROCESS_CRASH, 1, 0);
    assertThat(difference(state(Q, two), state(two, Q)))
        .hasValue("queue \"q\": the transaction that changed it last is 1 in one, and 2 in other");
  }

  @Test
  void leases() {
    Operation lease = new Operation.Lease(1, 1, 5_000, 1);
    Operation longer = new Operation.Lease(1, 1, 6_000, 1);
    assertThat(difference(state(Q, add(1), lease), state(Q, add(1), longer)))
        .hasValueSatisfying(text -> assertThat(text).startsWith("queue \"q\": the leases "));
  }

  @Test
  void whichMessagesLive() {
    assertThat(
            difference(state(many(9_000, remove(8_999, 8_999))), state(many(9_000, remove(7, 7)))))
        .hasValue("queue \"q\": message 7 lives in one alone");
    assertThat(
            difference(state(many(9_000, remove(9, 9))), state(many(9_000, remove(8_999, 8_999)))))
        .hasValue("queue \"q\": message 9 lives in other alone");
    assertThat( // a whole chunk, full in one, and not there in the other
            difference(
                state(many(9_000, remove(1, 4_095))), state(many(9_000, remove(4_096, 8_191)))))
        .hasValue("queue \"q\": message 1 lives in other alone");
    assertThat(
            difference(state(many(9_000, remove(1, 1))), state(many(9_000, remove(4_096, 8_191)))))
        .hasValue("queue \"q\": message 1 lives in other alone");
    assertThat(
            difference(
                state(many(9_000, remove(9_000, 9_000))), state(many(9_000, remove(4_096, 8_191)))))
        .hasValue("queue \"q\": message 4096 lives in one alone");
  }
}
