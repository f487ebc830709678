package dev.pinfold.offline;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the journal tells of one message. A queue that was dropped and opened again, or altered
 * between memory and journal, goes on under another identity: each is another life.
 *
 * @param queueId the identity of its queue
 * @param events what happened to it, in order: nothing after its end
 */
public record MessageLife(int queueId, List<JournalEntry> events) {
  /** Copies the list. */
  public MessageLife {
    events = List.copyOf(events);
  }

  /** What happened to it that is of these kinds. */
  public List<JournalEntry> eventsOf(Set<EntryKind> kinds) {
    return events.stream().filter(event -> kinds.contains(event.kind())).toList();
  }

  /** How it ended; empty when it is still there at the end of what was read. */
  public Optional<JournalEntry> end() {
    return events.isEmpty() || !events.get(events.size() - 1).kind().isEnd()
        ? Optional.empty()
        : Optional.of(events.get(events.size() - 1));
  }

  /** Whether its addition is there too; else that has gone with its segment. */
  public boolean isWhole() {
    return !events.isEmpty() && events.get(0).kind() == EntryKind.ADDED;
  }
}
