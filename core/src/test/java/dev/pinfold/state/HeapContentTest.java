package dev.pinfold.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Messages on the heap, by slots in any order. */
class HeapContentTest {
  private final HeapContent content = new HeapContent();

  private static StoredMessage message(int slot) {
    return new StoredMessage(slot, 0, 0, new byte[0], new byte[slot % 9]);
  }

  private void put(int from, int to) {
    for (int slot = from; slot < to; slot++) {
      content.put(slot, message(slot), 0);
    }
  }

  /** A content as of one moment, and what it must show. */
  private record View(ChunkContent.Frozen frozen, Map<Integer, StoredMessage> expected) {
    void check() {
      expected.forEach((slot, message) -> assertThat(frozen.get(slot)).isSameAs(message));
    }
  }

  @Property(tries = 200)
  void holdsWhatWasPutAndViewsHoldWhatWasThen(@ForAll long seed) {
    Random random = new Random(seed);
    HeapContent content = new HeapContent();
    TreeMap<Integer, StoredMessage> model = new TreeMap<>();
    List<View> views = new ArrayList<>();
    int next = 0; // as queues put: ascending
    int width = random.nextBoolean() ? Chunk.SIZE : 20;
    for (int step = 0; step < 1_000; step++) {
      int slot = random.nextInt(width);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          int end = Math.min(Chunk.SIZE, next + random.nextInt(30));
          while (next < end) {
            if (!model.containsKey(next)) {
              model.put(next, message(next));
              content.put(next, model.get(next), 0);
            }
            next++;
          }
        }
        case 3 -> {
          if (!model.containsKey(slot)) {
            model.put(slot, message(slot));
            content.put(slot, model.get(slot), 0);
          }
        }
        case 4 -> {
          for (int i = random.nextInt(60); i > 0 && !model.isEmpty(); i--) {
            content.remove(model.pollFirstEntry().getKey());
          }
        }
        case 5 -> {
          for (int i = random.nextInt(60); i > 0 && !model.isEmpty(); i--) {
            Integer near = model.ceilingKey(random.nextInt(Chunk.SIZE));
            if (near != null) {
              content.remove(near);
              model.remove(near);
            }
          }
        }
        case 6 -> {
          views.add(new View(content.freeze(), Map.copyOf(model)));
          if (views.size() > 4) {
            View view = views.remove(random.nextInt(views.size()));
            view.check();
            view.frozen.close();
          }
        }
        default -> {
          if (random.nextInt(30) == 0) {
            content.removeAll();
            model.clear();
          }
        }
      }
      int room = content.entries().length;
      assertThat(room).isLessThanOrEqualTo(8 * model.size() + 8);
    }
    views.forEach(View::check);
    model.forEach((slot, message) -> assertThat(content.get(slot)).isSameAs(message));
    model.forEach((slot, message) -> assertThat(content.size(slot)).isEqualTo(message.size()));
  }

  @Test
  void whatWentIsLetGoOf() {
    HeapContent content = new HeapContent();
    content.put(7, new StoredMessage(7, 0, 0, new byte[0], new byte[0]), 0);
    content.put(8, new StoredMessage(8, 0, 0, new byte[0], new byte[0]), 0);
    content.removeAll();
    assertThat(content.entries()).containsOnlyNulls();
  }

  @Test
  void aFewSurvivorsNeedLittleRoomWhereverTheyAre() {
    put(0, Chunk.SIZE);
    for (int slot = 1; slot < Chunk.SIZE - 1; slot++) {
      content.remove(slot);
    }
    assertThat(content.entries()).hasSizeLessThanOrEqualTo(16);
    assertThat(content.get(0).number()).isZero();
    assertThat(content.get(Chunk.SIZE - 1).number()).isEqualTo(Chunk.SIZE - 1);
  }

  @Test
  void aQueueThatWalksThroughAChunkCopiesSeldomAndNeedsRoomForWhatItHolds() {
    for (int depth : new int[] {1, 7, 100, 128, 129, 1_000}) {
      HeapContent walked = new HeapContent();
      StoredMessage[] array = walked.entries();
      long copied = 0;
      int largest = 0;
      for (int slot = 0; slot < Chunk.SIZE; slot++) {
        walked.put(slot, message(slot), 0);
        if (slot >= depth) {
          walked.remove(slot - depth);
        }
        if (walked.entries() != array) {
          array = walked.entries();
          copied += array.length;
        }
        largest = Math.max(largest, array.length);
      }
      assertThat(copied).as("depth %s", depth).isLessThan(3L * Chunk.SIZE);
      assertThat(largest).as("depth %s", depth).isLessThanOrEqualTo(Math.max(8, 4 * depth));
    }
  }

  @Test
  void aViewCopiesNothingUntilSomethingIsTakenOut() {
    put(0, 1_000);
    StoredMessage[] array = content.entries();
    ChunkContent.Frozen first = content.freeze();
    ChunkContent.Frozen second = content.freeze();
    put(1_000, 1_010);
    assertThat(content.entries()).isSameAs(array);
    content.remove(5);
    StoredMessage[] copy = content.entries();
    assertThat(copy).isNotSameAs(array);
    content.remove(6);
    assertThat(content.entries()).as("copied once").isSameAs(copy);
    assertThat(first.get(5).number()).isEqualTo(5);
    assertThat(second.get(6).number()).isEqualTo(6);
    content.freeze().close();
    content.remove(7);
    assertThat(content.entries()).as("nobody reads from it any more").isSameAs(copy);
    first.close();
    assertThat(second.get(5).number()).isEqualTo(5);
  }
}
