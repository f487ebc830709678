package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.offline.JournalQuery;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.ReadProgress;
import dev.pinfold.offline.ReadReport;
import dev.pinfold.tools.report.ReportPage;
import dev.pinfold.tools.report.ReportWindow;
import dev.pinfold.tools.report.StoreHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {
  private static final Instant START = Instant.parse("2026-11-23T20:00:00Z");
  private static final Pattern DATA =
      Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>");

  @TempDir Path scratch;

  private Path directory;
  private Path page;
  private Instant now = START;

  @BeforeEach
  void name() {
    directory = scratch.resolve("store");
    page = scratch.resolve("page.html");
  }

  private PinfoldStore open() {
    InstantSource clock = () -> now;
    return PinfoldStore.open(directory, StoreOptions.DEFAULTS.withClock(clock));
  }

  private CommandRun report() {
    return CommandRun.on(directory, "report", "--out", page.toString());
  }

  private JsonNode data() throws IOException {
    Matcher matcher = DATA.matcher(Files.readString(page));
    assertThat(matcher.find()).isTrue();
    return new ObjectMapper().readTree(matcher.group(1));
  }

  @Test
  void forProgramsItTellsOfThePage() throws IOException {
    open().close();
    assertThat(report()).isEqualTo(new CommandRun(0, "", ""));
    Path other = scratch.resolve("other.html");
    CommandRun run = CommandRun.on(directory, "report", "--json", "--out", other.toString());
    JsonNode told = new ObjectMapper().readTree(run.out());
    assertThat(told.get("schema").textValue()).isEqualTo("pinfold.report/1");
    assertThat(told.get("file").textValue()).isEqualTo(other.toString());
    assertThat(told.get("bytes").longValue()).isEqualTo(Files.size(other));
    assertThat(told.get("exitCode").intValue()).isZero();
  }

  private static long sum(JsonNode numbers) {
    long sum = 0;
    for (JsonNode number : numbers) {
      sum += number.longValue();
    }
    return sum;
  }

  private static List<Long> list(JsonNode numbers) {
    List<Long> all = new ArrayList<>();
    numbers.forEach(number -> all.add(number.longValue()));
    return all;
  }

  @Test
  void depthsAndRatesAndWaits() throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<String> orders = store.queue("orders", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 10; i++) {
        assertThat(orders.add("x".repeat(i))).isPositive();
        now = now.plusSeconds(1);
      }
      assertThat(orders.takeOldest(4)).hasSize(4); // as of the ninth second: 9 to 6 seconds old
      assertThat(orders.remove(10)).isTrue();
    }
    assertThat(report().code()).isZero();
    JsonNode data = data();
    JsonNode orders = data.get("series").get(0);
    assertThat(orders.get("name").textValue()).isEqualTo("orders");
    assertThat(sum(orders.get("added"))).isEqualTo(10);
    assertThat(sum(orders.get("taken"))).isEqualTo(4);
    assertThat(sum(orders.get("gone"))).isEqualTo(1);
    List<Long> depth = list(orders.get("depth"));
    assertThat(depth).hasSizeBetween(10, 512).startsWith(1L).endsWith(5L);
    assertThat(depth.get(depth.size() - 2)).isEqualTo(9);
    assertThat(list(orders.get("waits"))).startsWith(0L, 0L, 0L, 0L, 4L);
    assertThat(data.get("start").longValue()).isLessThanOrEqualTo(START.toEpochMilli());
    assertThat(data.get("queues").get(0).get("messages").longValue()).isEqualTo(5);
    assertThat(data.get("anomalies")).isEmpty();
    assertThat(data.get("gaps")).isEmpty();
    assertThat(data.get("segments").get(0).get("messages").longValue()).isEqualTo(5);
  }

  /** What was drained is given back, and its past with it. */
  @Test
  void gapsWhereSegmentsWereGivenBack() throws IOException {
    StoreOptions options = StoreOptions.DEFAULTS.withSegmentBytes(256 << 10).withClock(() -> now);
    try (PinfoldStore store = PinfoldStore.open(directory, options)) {
      MessageQueue<byte[]> left = store.queue("left", QueuePolicy.PROCESS_CRASH);
      MessageQueue<byte[]> drained = store.queue("drained", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 4; j++) {
          assertThat(left.add(new byte[50_000])).isPositive();
        }
        for (int j = 0; j < 40; j++) {
          assertThat(drained.add(new byte[50_000])).isPositive();
          assertThat(drained.takeOldest()).isPresent();
          now = now.plusSeconds(1);
        }
      }
      for (int i = 0; i < 3; i++) {
        assertThat(store.snapshot()).isPositive();
        int unused = store.compact();
      }
    }
    assertThat(report().code()).isZero();
    JsonNode gaps = data().get("gaps");
    assertThat(gaps).isNotEmpty();
    for (JsonNode gap : gaps) {
      assertThat(gap.get(0).longValue()).isLessThanOrEqualTo(gap.get(1).longValue());
      assertThat(gap.get(0).longValue()).isGreaterThanOrEqualTo(START.toEpochMilli());
    }
  }

  /** Fills and drains a queue so often that segments go, but for what lives in them. */
  private void drain(MessageQueue<byte[]> queue, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(queue.add(new byte[40_000])).isPositive();
      assertThat(queue.takeOldest()).isPresent();
      now = now.plusSeconds(1);
    }
  }

  private static void giveBack(PinfoldStore store) {
    for (int i = 0; i < 4; i++) {
      assertThat(store.snapshot()).isPositive();
      int unused = store.compact();
    }
  }

  private PinfoldStore openSmall() {
    return PinfoldStore.open(
        directory, StoreOptions.DEFAULTS.withSegmentBytes(256 << 10).withClock(() -> now));
  }

  private static JsonNode series(JsonNode data, String name) {
    for (JsonNode series : data.get("series")) {
      if (series.get("name").textValue().equals(name)) {
        return series;
      }
    }
    throw new AssertionError(name);
  }

  /** Their additions went with their segments, and they were moved: their ends count. */
  @Test
  void messagesThatWereMoved() throws IOException {
    try (PinfoldStore store = openSmall()) {
      MessageQueue<byte[]> moved = store.queue("moved", QueuePolicy.PROCESS_CRASH);
      MessageQueue<byte[]> drained = store.queue("drained", QueuePolicy.PROCESS_CRASH);
      drain(drained, 10);
      for (int i = 0; i < 2; i++) {
        assertThat(moved.add(new byte[55_000 - i])).isPositive();
        drain(drained, 30);
      }
      giveBack(store);
      drain(drained, 2);
      assertThat(moved.takeOldest()).isPresent();
      drain(drained, 1);
    }
    assertThat(report().code()).isZero();
    JsonNode data = data();
    assertThat(sum(series(data, "moved").get("taken"))).isEqualTo(1);
    JsonNode oldest = data.get("oldest").get(0);
    assertThat(oldest.get("queue").textValue()).isEqualTo("moved");
    assertThat(oldest.get("number").longValue()).isEqualTo(2);
    assertThat(oldest.get("arrival").longValue()).isPositive();
    JsonNode largest = data.get("largest").get(0);
    assertThat(largest.get("queue").textValue()).isEqualTo("moved");
    assertThat(largest.get("bytes").intValue()).isEqualTo(55_000);
    assertThat(largest.get("lives").booleanValue()).isFalse();
    assertThat(data.get("largest").get(1).get("lives").booleanValue()).isTrue();
    assertThat(data.get("largest").get(2).get("queue").textValue()).isEqualTo("drained");
  }

  /** What was removed in a segment that was given back is not called living. */
  @Test
  void whatIsNotToldIsNotClaimed() throws IOException {
    try (PinfoldStore store = openSmall()) {
      MessageQueue<byte[]> left = store.queue("left", QueuePolicy.PROCESS_CRASH);
      MessageQueue<byte[]> drained = store.queue("drained", QueuePolicy.PROCESS_CRASH);
      assertThat(left.add(new byte[60_000])).isEqualTo(1);
      for (int i = 0; i < 3; i++) {
        assertThat(left.add(new byte[50_000])).isPositive(); // they keep the first segment
      }
      drain(drained, 3);
      assertThat(left.remove(1)).isTrue();
      drain(drained, 40);
      giveBack(store);
    }
    assertThat(report().code()).isZero();
    JsonNode largest = data().get("largest").get(0);
    assertThat(largest.get("bytes").intValue()).isEqualTo(60_000);
    assertThat(largest.get("lives").isNull()).isTrue();
  }

  /** The store is looked at, written on, and then read. */
  @Test
  void anOwnerThatWritesMeanwhile() throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 10; i++) {
        assertThat(queue.add(new byte[1])).isPositive();
        now = now.plusSeconds(1);
      }
      OfflineStore offline = OfflineStore.at(directory);
      StoreHistory history =
          new StoreHistory(
              offline.inspect(ReadProgress.NONE, InstantSource.system()),
              Set.of(),
              ReportWindow.all());
      for (int i = 0; i < 5; i++) {
        assertThat(queue.add(new byte[1])).isPositive();
        now = now.plusSeconds(1);
      }
      ReadReport unused = offline.read(JournalQuery.ALL, history, ReadProgress.NONE);
      Files.writeString(page, ReportPage.of(history, directory, now, ZoneOffset.UTC));
    }
    assertThat(list(data().get("series").get(0).get("depth"))).startsWith(1L).endsWith(10L);
  }

  /** Ten come, five go, and ten come: a message a second; the window is on five to fourteen. */
  @ParameterizedTest
  @CsvSource({"2026-11-23T20:00:05Z,2026-11-23T20:00:14Z", "7,21"})
  void aWindow(String from, String to) throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH); // 1
      for (int i = 0; i < 20; i++) {
        assertThat(queue.add(new byte[10 + i])).isPositive(); // 2 to 11, 17 to 26
        if (i == 9) {
          for (int j = 0; j < 5; j++) {
            assertThat(queue.takeOldest()).isPresent(); // 12 to 16
          }
        }
        now = now.plusSeconds(1);
      }
      assertThat(queue.takeOldest(3)).hasSize(3);
    }
    CommandRun run =
        CommandRun.on(directory, "report", "--out", page.toString(), "--from", from, "--to", to);
    assertThat(run.code()).as("%s", run).isZero();
    JsonNode data = data();
    JsonNode series = data.get("series").get(0);
    assertThat(data.get("start").longValue())
        .isBetween(START.plusSeconds(4).toEpochMilli(), START.plusSeconds(5).toEpochMilli());
    assertThat(list(series.get("depth"))).startsWith(6L).endsWith(10L);
    assertThat(list(series.get("added")).stream().mapToLong(Long::longValue).sum()).isEqualTo(10);
    assertThat(list(series.get("taken")).stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
    assertThat(list(series.get("waits")).stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
    assertThat(data.get("largest").get(0).get("bytes").longValue()).isEqualTo(24);
    assertThat(data.get("messages").longValue()).isEqualTo(12);
  }

  @Test
  void aQueueThatNobodyTakesFromAmongMany() throws IOException {
    try (PinfoldStore store = open()) {
      for (int i = 0; i < 12; i++) {
        MessageQueue<byte[]> busy = store.queue("busy " + i, QueuePolicy.PROCESS_CRASH);
        assertThat(busy.addAll(Collections.nCopies(1_200, new byte[1]))).isPositive();
        assertThat(busy.takeOldest(1_200)).hasSize(1_200);
      }
      MessageQueue<byte[]> left = store.queue("left", QueuePolicy.PROCESS_CRASH);
      assertThat(left.addAll(Collections.nCopies(1_100, new byte[1]))).isPositive();
      MessageQueue<byte[]> used = store.queue("used", QueuePolicy.PROCESS_CRASH);
      assertThat(used.add(new byte[1])).isPositive();
      assertThat(used.takeOldest()).isPresent();
    }
    assertThat(report().code()).isZero();
    assertThat(data().get("anomalies")).hasSize(1);
    assertThat(data().get("anomalies").get(0).textValue())
        .isEqualTo("the journal tells of nobody who took from left, which holds 1,100 messages");
  }

  @Test
  void sumsAreOfAllQueues() throws IOException {
    try (PinfoldStore store = open()) {
      for (int i = 0; i < 520; i++) {
        assertThat(store.queue("q" + i, QueuePolicy.PROCESS_CRASH).add(new byte[1])).isPositive();
      }
    }
    assertThat(report().code()).isZero();
    assertThat(data().get("queues")).hasSize(500);
    assertThat(data().get("queueCount").intValue()).isEqualTo(520);
    assertThat(data().get("messages").intValue()).isEqualTo(520);
  }

  @Test
  void largestMessagesAndWhetherTheyAreThere() throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 1; i <= 50; i++) {
        assertThat(queue.add(new byte[1_000 * (i % 7) + i])).isEqualTo(i);
      }
      assertThat(queue.remove(48)).isTrue();
    }
    assertThat(report().code()).isZero();
    JsonNode largest = data().get("largest");
    assertThat(largest).hasSize(20);
    assertThat(largest.get(0).get("number").longValue()).isEqualTo(48);
    assertThat(largest.get(0).get("bytes").longValue()).isEqualTo(6_048);
    assertThat(largest.get(0).get("lives").booleanValue()).isFalse();
    assertThat(largest.get(1).get("lives").booleanValue()).isTrue();
  }

  @Test
  void whatSomebodyShouldLookAt() throws IOException {
    try (PinfoldStore store = open()) {
      MessageQueue<String> small =
          store.queue("small", Codecs.text(), QueuePolicy.PROCESS_CRASH.withMaxCount(3));
      MessageQueue<String> left = store.queue("left", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      MessageQueue<String> hard = store.queue("hard", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 1_000; i++) {
        assertThat(left.add("left")).isPositive();
      }
      for (int i = 0; i < 5; i++) {
        assertThat(small.add("small")).isPositive();
      }
      assertThat(hard.add("hard")).isPositive();
      for (int i = 0; i < 6; i++) {
        hard.release(hard.lease(Duration.ofMinutes(1)).orElseThrow());
      }
    }
    assertThat(report().code()).isZero();
    List<String> lines = new ArrayList<>();
    data().get("anomalies").forEach(line -> lines.add(line.textValue()));
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "2 messages made room under the limits of small before anybody took them",
            "the journal tells of nobody who took from left, which holds 1,000 messages",
            "message 1 of hard was handed out 6 times, and is still there");
  }

  @Test
  void moreQueuesThanHaveALineOfTheirOwn() throws IOException {
    try (PinfoldStore store = open()) {
      for (int i = 0; i < 20; i++) {
        MessageQueue<String> queue =
            store.queue("queue " + i, Codecs.text(), QueuePolicy.PROCESS_CRASH);
        for (int j = 0; j <= i; j++) {
          assertThat(queue.add("x")).isPositive();
        }
      }
    }
    assertThat(report().code()).isZero();
    JsonNode series = data().get("series");
    assertThat(series).hasSize(13);
    assertThat(series.get(0).get("name").textValue()).isEqualTo("queue 19");
    assertThat(series.get(12).get("name").textValue()).isEqualTo("all others");
    assertThat(sum(series.get(12).get("added"))).isEqualTo(36); // 1 to 8
    assertThat(list(series.get(12).get("depth"))).endsWith(36L);
  }

  @Test
  void namesAreNoHtmlAndPayloadsAreNotThere() throws IOException {
    try (PinfoldStore store = open()) {
      store
          .queue("</script><b>&\u2028", Codecs.text(), QueuePolicy.PROCESS_CRASH)
          .add("secret", Map.of("header", "private"));
    }
    assertThat(report().code()).isZero();
    assertThat(Files.readString(page))
        .doesNotContain("</script><b>", "secret", "private", "http://", "src=");
    assertThat(data().get("queues").get(0).get("name").textValue())
        .isEqualTo("</script><b>&\u2028");
  }

  @Test
  void aDamagedStoreIsShownAsFarAsItGoes() throws IOException {
    OfflineStores.damagedJournal(directory);
    CommandRun run = report();
    assertThat(run.code()).isEqualTo(OfflineExit.JOURNAL_DAMAGED);
    assertThat(data().get("journal").textValue()).isEqualTo("damaged");
    assertThat(data().get("anomalies").get(0).textValue()).startsWith("the journal is damaged: ");
  }

  @Test
  void anEmptyStore() throws IOException {
    try (PinfoldStore store = open()) {
      assertThat(store.queues()).isEmpty();
    }
    assertThat(report().code()).isZero();
    assertThat(data().get("hasTime").booleanValue()).isFalse();
    assertThat(data().get("series")).isEmpty();
  }

  @Test
  void wrongUse() throws IOException {
    OfflineStores.sound(directory);
    Map<String, String> before = OfflineStores.fingerprint(directory);
    Files.writeString(page, "mine");
    CommandRun there = report();
    assertThat(there.code()).isEqualTo(1);
    assertThat(there.err()).contains(page + " is there already");
    assertThat(Files.readString(page)).isEqualTo("mine");
    page = directory.resolve("index/page.html");
    assertThat(report().err()).contains("is in the store");
    page = scratch.resolve("nowhere/page.html");
    assertThat(report().code()).isEqualTo(1);
    assertThat(OfflineStores.fingerprint(directory)).isEqualTo(before);
  }
}
