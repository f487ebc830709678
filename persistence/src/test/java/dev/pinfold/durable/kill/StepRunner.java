package dev.pinfold.durable.kill;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.Overflow;
import dev.pinfold.Pinfold;
import dev.pinfold.QueueFullException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.TransactionQueue;
import dev.pinfold.codec.Codecs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Does steps on a store, and answers in the words of {@link StepModel}. */
final class StepRunner {
  private static final Duration FOR_LONG = Duration.ofHours(10);

  private final Pinfold store;
  private final int thread;
  private final Durability durability;

  StepRunner(Pinfold store, int thread, Durability durability) {
    this.store = store;
    this.thread = thread;
    this.durability = durability;
  }

  MessageQueue<String> queue(int index) {
    return store.queue(Step.queueName(thread, index), Codecs.text());
  }

  String run(Step step) {
    try {
      return attempt(step, queue(step.queue()));
    } catch (QueueFullException e) {
      return StepModel.FULL;
    }
  }

  private String attempt(Step step, MessageQueue<String> queue) {
    return switch (step.kind()) {
      case OPEN -> open(step.queue());
      case ADD -> "" + queue.add(step.payload(0), Map.of("id", step.id()));
      case BATCH -> "" + queue.addAll(step.payloads());
      case TAKE_OLDEST -> numbers(queue.takeOldest().stream());
      case TAKE_NEWEST -> numbers(queue.takeNewest().stream());
      case TAKE_SOME_OLDEST -> numbers(queue.takeOldest((int) step.number()).stream());
      case TAKE_SOME_NEWEST -> numbers(queue.takeNewest((int) step.number()).stream());
      case REMOVE -> "" + queue.remove(step.number());
      case MOVE -> store.transact(transaction -> move(transaction, step));
      case BOTH -> store.transact(transaction -> both(transaction, step));
      case LEASE -> lease(queue);
      case ACKNOWLEDGE -> "" + queue.acknowledge(leased(queue, step));
      case RELEASE -> "" + queue.release(leased(queue, step));
      case PURGE -> "" + queue.purge();
      case DROP -> "" + queue.drop();
      case ALTER -> alter(queue, step.number());
    };
  }

  private static String numbers(Stream<Message<String>> messages) {
    return messages.map(Message::number).toList().toString();
  }

  private String open(int index) {
    String name = Step.queueName(thread, index);
    if (!store.exists(name)) {
      QueuePolicy policy = QueuePolicy.of(durability);
      if (index == Step.RING) {
        policy = policy.withMaxCount(Step.RING_LIMIT);
      } else if (index == Step.REJECT) {
        policy = policy.withMaxCount(Step.REJECT_LIMIT).withOverflow(Overflow.REJECT);
      }
      store.queue(name, policy);
    }
    return "open";
  }

  private String alter(MessageQueue<String> queue, long limit) {
    queue.alter(QueuePolicy.of(durability).withMaxCount(limit));
    return "altered";
  }

  private TransactionQueue<String> in(QueueTransaction transaction, int index) {
    return transaction.queue(Step.queueName(thread, index), Codecs.text());
  }

  private String move(QueueTransaction transaction, Step step) {
    Optional<Message<String>> taken = in(transaction, step.queue()).takeOldest();
    return taken
        .map(
            message ->
                message.number() + ">" + in(transaction, step.other()).add(message.payload()))
        .orElse(StepModel.NONE);
  }

  private String both(QueueTransaction transaction, Step step) {
    return in(transaction, step.queue()).add(step.payload(0))
        + ","
        + in(transaction, step.other()).add(step.payload(1));
  }

  private static String lease(MessageQueue<String> queue) {
    return queue
        .lease(FOR_LONG)
        .map(message -> message.number() + ":" + message.deliveryCount())
        .orElse(StepModel.NONE);
  }

  /** What the lease of that delivery had returned. */
  private static MessageInfo leased(MessageQueue<String> queue, Step step) {
    Instant arrival = queue.peek(step.number()).map(Message::arrival).orElse(Instant.EPOCH);
    return new Message<>(step.number(), arrival, Map.of(), "", step.extra());
  }

  /** The queues as they are found, in the model's terms, but for what is leased. */
  List<StepModel.Content> contents() {
    List<StepModel.Content> contents = new ArrayList<>();
    for (int i = 0; i < Step.QUEUES.size(); i++) {
      contents.add(StoreContents.of(queue(i)));
    }
    return contents;
  }
}
