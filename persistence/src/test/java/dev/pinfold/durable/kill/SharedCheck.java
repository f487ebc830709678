package dev.pinfold.durable.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Pinfold;
import dev.pinfold.codec.Codecs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds the shared queues against what was acknowledged of them, over all rounds. */
final class SharedCheck {
  private final Set<String> given = new HashSet<>(); // "queue number", of all rounds
  private final Map<String, Long> highest = new HashMap<>();
  private final TreeMap<Long, String> twins = new TreeMap<>();
  private long firstTwin;
  private boolean begun;

  /** Takes in the lines of one round; how many. */
  int acknowledged(List<String> lines) {
    for (String line : lines) {
      assertThat(line).doesNotStartWith("parted");
      List<String> words = List.of(line.split(" ", -1));
      long number = Long.parseLong(words.get(1));
      assertThat(given.add(words.get(0) + " " + number)).as("number given twice: " + line).isTrue();
      highest.merge(words.get(0), number, Math::max);
      if (words.get(0).equals("twins")) {
        twins.put(number, words.get(2));
      }
      begun = true;
    }
    return lines.size();
  }

  void check(Pinfold store) {
    checkTokens(store);
    checkTwins(store);
  }

  private void checkTokens(Pinfold store) {
    List<String> found = new ArrayList<>();
    for (String name : SharedQueues.TOKEN_QUEUES) {
      StepModel.Content content = StoreContents.of(store.queue(name, Codecs.text()));
      if (content != null) {
        content.messages().values().forEach(held -> found.add(held.payload()));
        assertThat(content.nextNumber()).isGreaterThan(highest.getOrDefault(name, 0L));
      }
    }
    if (!found.isEmpty() || begun) {
      assertThat(found).containsExactlyInAnyOrderElementsOf(SharedQueues.tokens());
      begun = true;
    }
  }

  private void checkTwins(Pinfold store) {
    StepModel.Content left = StoreContents.of(store.queue(SharedQueues.LEFT, Codecs.text()));
    StepModel.Content right = StoreContents.of(store.queue(SharedQueues.RIGHT, Codecs.text()));
    if (left == null || right == null) {
      assertThat(begun).isFalse();
      return;
    }
    assertThat(left).isEqualTo(right);
    TreeMap<Long, StepModel.Held> found = new TreeMap<>(left.messages());
    long first = found.isEmpty() ? left.nextNumber() : found.firstKey();
    assertThat(first).as("twins that were taken").isGreaterThanOrEqualTo(firstTwin);
    firstTwin = first;
    twins
        .tailMap(first)
        .forEach(
            (number, id) ->
                assertThat(found.get(number))
                    .as("twins " + number)
                    .isEqualTo(new StepModel.Held(id, 0, false)));
    assertThat(left.nextNumber()).isGreaterThan(highest.getOrDefault("twins", 0L));
  }
}
