package dev.pinfold.durable.kill;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.Pinfold;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.TransactionQueue;
import dev.pinfold.codec.Codecs;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Queues that several threads use at once, with rules that hold whatever their order: tokens are
 * moved from queue to queue and are each in exactly one; twins come to the left and the right queue
 * and leave both together.
 */
final class SharedQueues {
  static final int TOKENS = 40;
  static final List<String> TOKEN_QUEUES = List.of("tokens-0", "tokens-1", "tokens-2");
  static final String LEFT = "left";
  static final String RIGHT = "right";

  private final Pinfold store;

  SharedQueues(Pinfold store) {
    this.store = store;
  }

  /** Opens the queues and, in one transaction, puts the tokens in where there are none. */
  void open(Durability durability) {
    TOKEN_QUEUES.forEach(name -> store.queue(name, QueuePolicy.of(durability)));
    store.queue(LEFT, QueuePolicy.of(durability));
    store.queue(RIGHT, QueuePolicy.of(durability));
    store.transact(
        transaction -> {
          if (TOKEN_QUEUES.stream().allMatch(name -> transaction.queue(name).count() == 0)) {
            tokens().forEach(token -> text(transaction, TOKEN_QUEUES.get(0)).add(token));
          }
          return null;
        });
  }

  static List<String> tokens() {
    return IntStream.range(0, TOKENS).mapToObj(i -> "token-" + i).toList();
  }

  private static TransactionQueue<String> text(QueueTransaction transaction, String name) {
    return transaction.queue(name, Codecs.text());
  }

  /** Moves a token; a line that says where to, under which number, or empty when there was none. */
  String moveToken(Random random) {
    String from = TOKEN_QUEUES.get(random.nextInt(TOKEN_QUEUES.size()));
    String to = TOKEN_QUEUES.get(random.nextInt(TOKEN_QUEUES.size()));
    boolean oldest = random.nextBoolean();
    return store.transact(
        transaction -> {
          TransactionQueue<String> source = text(transaction, from);
          Optional<Message<String>> taken = oldest ? source.takeOldest() : source.takeNewest();
          return taken
              .map(token -> to + " " + text(transaction, to).add(token.payload()))
              .orElse("");
        });
  }

  /** Adds twins, or takes the oldest ones; a line that says what, or empty. */
  String addOrTakeTwins(Random random, String id) {
    boolean adds = random.nextInt(20) < 11;
    return store.transact(
        transaction -> {
          TransactionQueue<String> left = text(transaction, LEFT);
          TransactionQueue<String> right = text(transaction, RIGHT);
          if (adds) {
            left.add(id);
            return "twins " + right.add(id) + " " + id;
          }
          Optional<String> one = left.takeOldest().map(Message::payload);
          Optional<String> other = right.takeOldest().map(Message::payload);
          return one.equals(other) ? "" : "parted " + one + " from " + other;
        });
  }
}
