package dev.pinfold.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pinfold.CodecException;
import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageTooLargeException;
import dev.pinfold.MessageView;
import dev.pinfold.Outcome;
import dev.pinfold.Overflow;
import dev.pinfold.Pinfold;
import dev.pinfold.QueueFullException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreClosedException;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.kryo.KryoCodec;
import dev.pinfold.kryo.KryoObject;
import dev.pinfold.kryo.KryoSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the guide say of their snippets is so. */
class GuideExamplesTest {
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSegmentBytes(256 << 10);

  @TempDir Path directory;
  private PinfoldStore store;
  private MessageQueue<String> jobs;

  @BeforeEach
  void open() {
    store = PinfoldStore.open(directory.resolve("store"), OPTIONS);
    jobs = store.queue("jobs", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void readme() {
    MessageQueue<String> inbox = store.queue("inbox", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    MessageQueue<String> paid = store.queue("paid", Codecs.text(), QueuePolicy.POWER_LOSS);
    inbox.add("order 1");
    inbox.add("order 2");
    assertThat(inbox.takeOldest()).map(Message::payload).hasValue("order 1");
    var added =
        store.transact(
            tx ->
                tx.queue("inbox", Codecs.text())
                    .takeOldest()
                    .map(order -> tx.queue("paid", Codecs.text()).add(order.payload())));
    assertThat(added).hasValue(1L);
    assertThat(paid.count()).isEqualTo(1);
    assertThat(inbox.count()).isZero();
    assertThat(inbox.exists()).isTrue();
  }

  @Test
  void inMemory() {
    try (Pinfold queues = Pinfold.inMemory()) {
      MessageQueue<String> tasks = queues.queue("tasks", Codecs.text());
      assertThat(tasks.exists()).isFalse();
      assertThat(tasks.add("wash the car")).isEqualTo(1);
      tasks.add("feed the cat", Map.of("priority", "high"));
      assertThat(tasks.takeOldest()).map(Message::payload).hasValue("wash the car");
      assertThat(tasks.count()).isEqualTo(1);
    }
  }

  @Test
  void durable() {
    jobs.add("wash the car");
    store.queue("bills", Codecs.text(), QueuePolicy.POWER_LOSS).add("42.00");
    store.queue("lost", Codecs.text()).add("in memory");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> store.queue("jobs", Codecs.text(), QueuePolicy.POWER_LOSS));
    store.close();
    open();
    assertThat(store.recovery().summary()).startsWith("recovered to transaction ");
    assertThat(jobs.peekOldest()).map(Message::payload).hasValue("wash the car");
    assertThat(store.queue("bills", Codecs.text()).count()).isEqualTo(1);
    assertThat(store.exists("lost")).isFalse();
  }

  record Order(String item, int count) {}

  @Test
  void codecs() {
    MessageQueue<Order> orders = store.queue("orders", Codecs.json(Order.class));
    orders.add(new Order("tea", 2));
    assertThat(store.queue("orders").peekOldest().orElseThrow().payload())
        .isEqualTo("{\"item\":\"tea\",\"count\":2}".getBytes(StandardCharsets.UTF_8));
    assertThat(orders.takeOldest()).map(Message::payload).hasValue(new Order("tea", 2));
  }

  enum Kind {
    EXPRESS,
    NORMAL
  }

  record Parcel(UUID id, Kind kind, List<String> contents, Instant posted) {}

  record Placed(String item) {}

  record Cancelled(String item, String reason) {}

  @Test
  void kryo() {
    Codec<Parcel> parcels =
        KryoCodec.of(Parcel.class, UUID.class, Kind.class, List.class, Instant.class);
    MessageQueue<Parcel> outbox = store.queue("outbox", parcels);
    Parcel parcel = new Parcel(new UUID(1, 2), Kind.EXPRESS, List.of("tea"), Instant.EPOCH);
    outbox.add(parcel);
    assertThat(outbox.peekOldest()).map(Message::payload).hasValue(parcel);

    KryoCodec<Record> former = KryoCodec.<Record>of(Record.class, Placed.class);
    Codec<Record> events =
        KryoCodec.<Record>of(Record.class, Placed.class, Cancelled.class).alsoReading(former);
    store.queue("events", former).add(new Placed("tea"));
    assertThat(store.queue("events", events).peekOldest())
        .map(Message::payload)
        .hasValue(new Placed("tea"));
    assertThatExceptionOfType(CodecException.class)
        .isThrownBy(() -> store.queue("events", parcels).takeOldest());
    assertThat(store.queue("events").count()).isEqualTo(1);
  }

  record Note(String text, Instant at) {}

  @Test
  void schema() {
    KryoCodec<Note> notes = KryoCodec.of(Note.class, Instant.class);
    String schema = notes.describe();
    assertThat(schema).contains("Note record at:java.time.Instant text:java.lang.String");
    byte[] message = notes.encode(new Note("buy milk", Instant.EPOCH));
    KryoObject note = (KryoObject) KryoSchema.parse(schema).decode(message);
    assertThat(note.fields()).containsEntry("text", "buy milk");
  }

  @Test
  void policies() {
    QueuePolicy policy =
        QueuePolicy.PROCESS_CRASH
            .withMaxCount(2)
            .withMaxBytes(64L << 20)
            .withMaxAge(Duration.ofDays(7))
            .withOverflow(Overflow.DROP_OLDEST);
    MessageQueue<String> recent = store.queue("recent", Codecs.text(), policy);
    recent.addAll(List.of("a", "b", "c"));
    assertThat(recent.peekOldest()).map(Message::payload).hasValue("b");
    recent.alter(policy.withOverflow(Overflow.REJECT));
    assertThatExceptionOfType(QueueFullException.class)
        .isThrownBy(() -> recent.add("d"))
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE));
    assertThatExceptionOfType(MessageTooLargeException.class)
        .isThrownBy(() -> jobs.add("x".repeat(64 << 10)))
        .withMessageContaining("65,536 bytes")
        .withMessageContaining(String.format(Locale.ROOT, "%,d", store.maxMessageBytes()));
    store.queue("heap", Codecs.text()).add("x".repeat(64 << 10));
  }

  @Test
  void takingAndPeeking() {
    jobs.add("a", Map.of("tenant", "blue"));
    jobs.add("b", Map.of("tenant", "red"));
    jobs.add("c", Map.of("tenant", "blue"));
    var first = jobs.peekOldest();
    assertThat(first).map(Message::payload).hasValue("a");
    assertThat(jobs.takeNewest()).map(Message::payload).hasValue("c");
    assertThat(jobs.takeOldest(message -> "red".equals(message.headers().get("tenant"))))
        .map(Message::payload)
        .hasValue("b");
    assertThat(jobs.remove(first.orElseThrow().number())).isTrue();
    assertThat(jobs.peek(1)).isEmpty();
  }

  @Test
  void waiting() throws InterruptedException {
    CompletableFuture<Long> add = CompletableFuture.supplyAsync(() -> jobs.add("late"));
    assertThat(jobs.takeOldest(Duration.ofSeconds(60))).map(Message::payload).hasValue("late");
    assertThat(add.join()).isEqualTo(1);
    assertThat(jobs.takeOldest(Duration.ofMillis(1))).isEmpty();
    var waiting = jobs.takeOldestAsync(Duration.ofSeconds(60));
    store.close();
    assertThat(waiting)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withCauseInstanceOf(StoreClosedException.class);
  }

  @Test
  void leases() {
    jobs.add("resize image 7");
    Message<String> leased = jobs.lease(Duration.ofMinutes(5)).orElseThrow();
    assertThat(leased.deliveryCount()).isEqualTo(1);
    assertThat(jobs.takeOldest()).isEmpty();
    assertThat(jobs.count()).isEqualTo(1);
    store.close();
    open();
    assertThat(jobs.takeOldest()).isEmpty();
    assertThat(jobs.release(leased)).isTrue();
    Message<String> again = jobs.lease(Duration.ofMinutes(5)).orElseThrow();
    assertThat(again.deliveryCount()).isEqualTo(2);
    assertThat(jobs.acknowledge(leased)).isFalse();
    assertThat(jobs.acknowledge(again)).isTrue();
    assertThat(jobs.count()).isZero();
  }

  @Test
  void batches() {
    assertThat(jobs.addAll(List.of("a", "b", "c"))).isEqualTo(1);
    assertThat(jobs.takeOldest(2)).extracting(Message::payload).containsExactly("a", "b");
    jobs.add("d");
    assertThat(jobs.peekNewest(10)).extracting(MessageInfo::number).containsExactly(4L, 3L);
  }

  private static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void transactions() {
    MessageQueue<String> failed = store.queue("failed", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    jobs.add("a", Map.of("k", "v"));
    boolean moved =
        store.transact(
            tx -> {
              var job = tx.queue("jobs", Codecs.text()).takeOldest();
              job.ifPresent(
                  message ->
                      tx.queue("failed", Codecs.text()).add(message.payload(), message.headers()));
              return job.isPresent();
            });
    assertThat(moved).isTrue();
    assertThat(jobs.count()).isZero();
    assertThat(failed.peekOldest()).map(Message::headers).hasValue(Map.of("k", "v"));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> store.transact(tx -> jobs.add("from inside")));
    assertThatExceptionOfType(CancelledException.class)
        .isThrownBy(
            () ->
                store.transact(
                    tx -> {
                      tx.queue("failed", Codecs.text()).takeOldest();
                      throw new CancelledException();
                    }));
    assertThat(failed.count()).isEqualTo(1);
  }

  @Test
  void aLeaseAndItsResultInOneTransaction() {
    jobs.add("resize image 8");
    MessageQueue<String> results = store.queue("results", Codecs.text(), QueuePolicy.PROCESS_CRASH);
    Message<String> job = jobs.lease(Duration.ofMinutes(5)).orElseThrow();
    String result = job.payload().toUpperCase(Locale.ROOT);
    assertThat(finish(job, result)).isTrue();
    assertThat(finish(job, result)).isFalse();
    assertThat(results.takeOldest(2)).extracting(Message::payload).containsExactly(result);
    assertThat(jobs.count()).isZero();
  }

  private boolean finish(Message<String> job, String result) {
    return store.transact(
        tx -> {
          boolean mine = tx.queue("jobs", Codecs.text()).acknowledge(job);
          if (mine) {
            tx.queue("results", Codecs.text()).add(result);
          }
          return mine;
        });
  }

  @Test
  void asynchronous() {
    jobs.alter(QueuePolicy.POWER_LOSS);
    List<CompletableFuture<Long>> adds = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      adds.add(jobs.addAsync("job " + i));
    }
    CompletableFuture.allOf(adds.toArray(new CompletableFuture<?>[0])).join();
    assertThat(adds.get(999).join()).isEqualTo(1_000);
    assertThat(jobs.takeOldestAsync(Duration.ofSeconds(60)).join())
        .map(Message::payload)
        .hasValue("job 0");
  }

  @Test
  void views() {
    jobs.addAll(List.of("a", "b"));
    try (MessageView<String> view = jobs.all()) {
      jobs.takeOldest();
      jobs.add("c");
      assertThat(view.count()).isEqualTo(2);
      assertThat(view.stream().map(Message::payload)).containsExactly("a", "b");
    }
  }

  @Test
  void alterPurgeDrop() {
    jobs.addAll(List.of("a", "b", "c"));
    jobs.alter(QueuePolicy.POWER_LOSS.withMaxCount(2));
    assertThat(jobs.purge()).isEqualTo(2);
    assertThat(jobs.add("d")).isEqualTo(4);
    assertThat(jobs.drop()).isTrue();
    assertThat(jobs.exists()).isFalse();
    assertThat(jobs.add("e")).isEqualTo(1);
    assertThat(jobs.info().orElseThrow().policy()).isEqualTo(QueuePolicy.MEMORY);
  }

  @Test
  void snapshotsAndSpace() {
    for (int i = 0; i < 40; i++) {
      jobs.add("x".repeat(20_000));
    }
    assertThat(store.whyKept().size()).isGreaterThan(2);
    jobs.purge();
    long transaction = store.snapshot();
    jobs.add("one more");
    assertThat(store.snapshot()).isEqualTo(transaction + 1);
    store.compact();
    store.force();
    assertThat(store.whyKept())
        .as("%s", store.whyKept())
        .allSatisfy(segment -> assertThat(segment.reasons()).isNotEmpty())
        .hasSizeLessThan(3);
  }

  @Test
  void options() {
    StoreOptions small =
        StoreOptions.DEFAULTS
            .withSegmentBytes(1 << 20)
            .withMaxBytes(100L << 20)
            .withSnapshots(new SnapshotPolicy(100_000, 16L << 20, Duration.ofMinutes(1), true))
            .withRetention(SegmentRetention.moveTo(directory.resolve("old-segments")));
    try (PinfoldStore opened = PinfoldStore.open(directory.resolve("small-store"), small)) {
      assertThat(opened.queues()).isEmpty();
      assertThat(opened.recovery().created()).isTrue();
    }
  }
}
