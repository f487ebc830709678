package dev.pinfold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.codec.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Many views are open while their queue changes: each shows the queue of its own moment. */
class ViewsTest {
  private record Open(MessageView<String> view, List<String> expected) {
    void check() {
      List<String> seen = new ArrayList<>();
      view.forEach(message -> seen.add(message.number() + " " + message.payload()));
      assertThat(seen).isEqualTo(expected);
      assertThat(view.count()).isEqualTo(expected.size());
    }
  }

  @Property(tries = 40)
  void eachShowsItsMoment(@ForAll long seed) {
    Random random = new Random(seed);
    List<Open> views = new ArrayList<>();
    TreeMap<Long, String> model = new TreeMap<>();
    try (Pinfold store = Pinfold.inMemory()) {
      MessageQueue<String> queue = store.queue("q", Codecs.text());
      for (int step = 0; step < 150; step++) {
        switch (random.nextInt(8)) {
          case 0, 1 -> {
            int more = random.nextInt(random.nextInt(10) == 0 ? 6_000 : 300);
            for (int i = 0; i < more; i++) {
              String payload = "at step " + step;
              model.put(queue.add(payload), payload);
            }
          }
          case 2 ->
              queue
                  .takeOldest(random.nextInt(random.nextInt(5) == 0 ? 5_000 : 50))
                  .forEach(taken -> model.remove(taken.number()));
          case 3 ->
              queue.takeNewest(random.nextInt(50)).forEach(taken -> model.remove(taken.number()));
          case 4 -> {
            for (int i = 0; i < 50 && !model.isEmpty(); i++) {
              long number = model.firstKey() + random.nextLong(model.lastKey());
              assertThat(queue.remove(number)).isEqualTo(model.remove(number) != null);
            }
          }
          case 5 -> {
            if (random.nextInt(20) == 0) {
              queue.purge();
              model.clear();
            } else {
              queue.lease(Duration.ofDays(1)).ifPresent(queue::acknowledge);
              model.pollFirstEntry();
            }
          }
          default -> {
            List<String> now = new ArrayList<>();
            model.forEach((number, payload) -> now.add(number + " " + payload));
            views.add(new Open(queue.all(), now));
            if (views.size() > 10) {
              Open open = views.remove(random.nextInt(views.size()));
              open.check();
              open.view().close();
            }
          }
        }
      }
      views.forEach(Open::check);
    }
  }
}
