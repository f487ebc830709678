package dev.pinfold.tools;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The queue that lines go to. A store and a queue that are not there yet are made when the queue is
 * asked for, so that an add whose first line is refused leaves nothing behind.
 */
final class TargetQueue implements AutoCloseable {
  private final Path directory;
  private final String name;
  private final Durability asked; // or null
  private final Console console;
  private PinfoldStore store; // null: not made yet
  private MessageQueue<byte[]> queue; // null: not made yet

  private TargetQueue(Path directory, String name, Durability asked, Console console) {
    this.directory = directory;
    this.name = name;
    this.asked = asked;
    this.console = console;
  }

  /**
   * A queue whose store, when it is there, is open.
   *
   * @param asked what a queue must promise at least, or null
   * @throws ToolException when the queue is there and promises less
   */
  static TargetQueue of(Path directory, String name, Durability asked, Console console) {
    TargetQueue target = new TargetQueue(directory, name, asked, console);
    if (Stores.isThere(directory)) {
      try {
        target.open();
      } catch (RuntimeException e) {
        target.close();
        throw e;
      }
    }
    return target;
  }

  private void open() {
    store = Stores.openOrCreate(directory, console);
    MessageQueue<byte[]> found = store.queue(name);
    Optional<Durability> actual = found.info().map(QueueInfo::policy).map(QueuePolicy::durability);
    if (actual.isPresent()) {
      compare(actual.get());
      queue = found;
    }
  }

  private void compare(Durability actual) {
    int more = asked == null ? 0 : actual.compareTo(asked);
    if (more < 0) {
      throw new ToolException(
          String.format(
              "queue \"%s\" is %s, less than the %s asked for; --durability is for new queues",
              name, EnumName.of(actual), EnumName.of(asked)),
          null);
    }
    if (more > 0) {
      console.note(
          String.format(
              "queue \"%s\" is there already and is %s, more than the %s asked for",
              name, EnumName.of(actual), EnumName.of(asked)));
    }
  }

  /** The queue, made if need be. */
  MessageQueue<byte[]> queue() {
    if (store == null) {
      open();
    }
    if (queue == null) {
      Durability durability = asked == null ? Durability.PROCESS_CRASH : asked;
      queue = store.queue(name, QueuePolicy.of(durability));
      if (durability == Durability.MEMORY) {
        console.note("queue \"" + name + "\" is in memory: its messages end with this command");
      }
    }
    return queue;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
