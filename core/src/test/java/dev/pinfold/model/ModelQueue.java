package dev.pinfold.model;

import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageTooLargeException;
import dev.pinfold.Overflow;
import dev.pinfold.QueueFullException;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A queue of the model: a list of messages, oldest first, and loops over it. */
final class ModelQueue {
  final String name;
  QueuePolicy policy;
  List<ModelMessage> messages = new ArrayList<>();
  long nextNumber = 1;
  long lastArrival = Long.MIN_VALUE;

  ModelQueue(String name, QueuePolicy policy) {
    this.name = name;
    this.policy = policy;
  }

  ModelQueue copy() {
    ModelQueue copy = new ModelQueue(name, policy);
    messages.forEach(message -> copy.messages.add(message.copy()));
    copy.nextNumber = nextNumber;
    copy.lastArrival = lastArrival;
    return copy;
  }

  long bytes() {
    return messages.stream().mapToLong(message -> message.bytes).sum();
  }

  QueueInfo info() {
    return new QueueInfo(
        name,
        policy,
        messages.size(),
        bytes(),
        messages.stream().findFirst().map(oldest -> Instant.ofEpochMilli(oldest.arrival)),
        nextNumber);
  }

  /** Adds; a limit of the queue may forbid it, and then nothing changed. */
  long add(long now, String payload, Map<String, String> headers) {
    long arrival = Math.max(now, lastArrival);
    ModelMessage message = new ModelMessage(nextNumber, arrival, headers, payload);
    if (message.bytes > policy.retention().maxBytes()) {
      throw new MessageTooLargeException("model", null);
    }
    if (policy.retention().overflow() == Overflow.REJECT
        && (messages.size() >= policy.retention().maxCount()
            || bytes() + message.bytes > policy.retention().maxBytes())) {
      throw new QueueFullException("model", null);
    }
    messages.add(message);
    lastArrival = arrival;
    return nextNumber++;
  }

  /** What may be handed out and passes, from an end. */
  List<ModelMessage> available(long now, boolean newest, Predicate<? super MessageInfo> predicate) {
    List<ModelMessage> available = new ArrayList<>();
    for (ModelMessage message : messages) {
      if (message.leasedUntil <= now && predicate.test(message.shown())) {
        available.add(message);
      }
    }
    if (newest) {
      Collections.reverse(available);
    }
    return available;
  }

  List<Message<String>> several(
      long now, boolean newest, int max, Predicate<? super MessageInfo> predicate, boolean takes) {
    List<ModelMessage> chosen = available(now, newest, predicate);
    chosen = chosen.subList(0, Math.min(max, chosen.size()));
    List<Message<String>> result = new ArrayList<>();
    for (ModelMessage message : chosen) {
      result.add(takes ? message.handedOut() : message.shown());
    }
    if (takes) {
      removeAll(chosen);
    }
    return result;
  }

  private void removeAll(List<ModelMessage> gone) {
    Set<ModelMessage> set = new HashSet<>(gone);
    messages.removeIf(set::contains);
  }

  Optional<ModelMessage> find(long number) {
    return messages.stream().filter(message -> message.number == number).findFirst();
  }

  boolean remove(long number) {
    return messages.removeIf(message -> message.number == number);
  }

  Optional<Message<String>> lease(long now, long millis) {
    List<ModelMessage> available = available(now, false, message -> true);
    if (available.isEmpty()) {
      return Optional.empty();
    }
    ModelMessage message = available.get(0);
    message.deliveries++;
    message.leasedUntil = millis > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + millis;
    return Optional.of(message.shown());
  }

  Optional<ModelMessage> leased(MessageInfo info) {
    return find(info.number())
        .filter(message -> message.leasedUntil != 0)
        .filter(message -> message.deliveries == info.deliveryCount())
        .filter(message -> message.arrival == info.arrival().toEpochMilli());
  }

  void expire(long now) {
    if (policy.retention().limitsAge()) {
      long cutoff = now - policy.retention().maxAge().toMillis();
      messages.removeIf(message -> message.arrival <= cutoff);
    }
  }

  /** Lets the oldest go until the queue is within its limits. */
  void dropOldest() {
    if (policy.retention().overflow() == Overflow.REJECT) {
      return;
    }
    long bytes = bytes();
    int gone = 0;
    while (messages.size() - gone > policy.retention().maxCount()
        || bytes > policy.retention().maxBytes()) {
      bytes -= messages.get(gone++).bytes;
    }
    messages = new ArrayList<>(messages.subList(gone, messages.size()));
  }
}
