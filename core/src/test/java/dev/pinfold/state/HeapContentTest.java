package dev.pinfold.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Messages on the heap, by slots in any order. */
class HeapContentTest {
  @Property(tries = 100)
  void holdsWhatWasPut(@ForAll long seed) {
    Random random = new Random(seed);
    HeapContent content = new HeapContent();
    Map<Integer, StoredMessage> model = new TreeMap<>();
    for (int step = 0; step < 300; step++) {
      int slot = random.nextInt(random.nextBoolean() ? Chunk.SIZE : 20);
      if (random.nextInt(100) == 0) {
        content.removeAll();
        model.clear();
      } else if (model.containsKey(slot)) {
        content.remove(slot);
        model.remove(slot);
      } else {
        StoredMessage message =
            new StoredMessage(slot, 0, 0, new byte[0], new byte[random.nextInt(9)]);
        content.put(slot, message, 0);
        model.put(slot, message);
      }
    }
    ChunkContent.Frozen frozen = content.freeze();
    model.forEach((slot, message) -> assertThat(content.get(slot)).isSameAs(message));
    model.forEach((slot, message) -> assertThat(content.size(slot)).isEqualTo(message.size()));
    content.removeAll();
    content.put(0, new StoredMessage(0, 0, 0, new byte[0], new byte[0]), 0);
    model.forEach((slot, message) -> assertThat(frozen.get(slot)).isSameAs(message));
    frozen.close();
  }
}
