package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index that is sound, but names the place of another message: no wrong message is ever handed
 * out. The index is written here as the documentation describes it.
 */
class MisleadingIndexTest {
  private static final int CRC_AT = 48;
  private static final int QUEUES_AT = 56;
  private static final int QUEUE_BYTES = 8;
  private static final int ENTRY_BYTES = 16;
  private static final int PLACE_IN_ENTRY = 8;

  @TempDir Path directory;
  private Path index;

  @BeforeEach
  void fill() {
    try (PinfoldStore store = open()) {
      long unused = queue(store, "a").addAll(List.of("a-1", "a-2", "a-3"));
      unused = queue(store, "b").addAll(List.of("b-1", "b-2"));
    }
    try (PinfoldStore store = open()) { // makes the index
      assertThat(payloads(store)).containsExactly("a-1", "a-2", "a-3", "b-1", "b-2");
    }
    index = directory.resolve("index").resolve("00000001.index");
    assertThat(index).exists();
  }

  private PinfoldStore open() {
    return PinfoldStore.open(directory, SmallStore.WITH_LAST_SNAPSHOT);
  }

  private static MessageQueue<String> queue(PinfoldStore store, String name) {
    return store.queue(name, Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  private static List<String> payloads(PinfoldStore store) {
    return List.of(
        text(queue(store, "a").peek(1).orElseThrow()),
        text(queue(store, "a").peek(2).orElseThrow()),
        text(queue(store, "a").peek(3).orElseThrow()),
        text(queue(store, "b").peek(1).orElseThrow()),
        text(queue(store, "b").peek(2).orElseThrow()));
  }

  private static String text(Message<String> message) {
    return message.payload();
  }

  /** Exchanges the places of two entries, counted from 0, and makes the checksum fit. */
  private void exchange(int one, int other) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(index)).order(ByteOrder.LITTLE_ENDIAN);
    int entries = QUEUES_AT + 2 * QUEUE_BYTES;
    int oneAt = entries + one * ENTRY_BYTES + PLACE_IN_ENTRY;
    int otherAt = entries + other * ENTRY_BYTES + PLACE_IN_ENTRY;
    int place = bytes.getInt(oneAt);
    bytes.putInt(oneAt, bytes.getInt(otherAt)).putInt(otherAt, place);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, CRC_AT);
    crc.update(bytes.array(), CRC_AT + 4, bytes.capacity() - CRC_AT - 4);
    bytes.putInt(CRC_AT, (int) crc.getValue());
    Files.write(index, bytes.array());
  }

  @Test
  void toAnotherMessageOfTheQueue() throws IOException {
    exchange(0, 1);
    try (PinfoldStore store = open()) {
      requireCorrupt(store, "a", 1, "message 2 of queue 1");
      requireCorrupt(store, "a", 2, "message 1 of queue 1");
      assertThat(queue(store, "a").peek(3).map(Message::payload)).hasValue("a-3");
      assertThat(queue(store, "b").peek(1).map(Message::payload)).hasValue("b-1");
    }
  }

  @Test
  void toTheMessageOfTheSameNumberInAnotherQueue() throws IOException {
    exchange(0, 3);
    try (PinfoldStore store = open()) {
      requireCorrupt(store, "a", 1, "message 1 of queue 2");
      requireCorrupt(store, "b", 1, "message 1 of queue 1");
      assertThat(queue(store, "a").peek(2).map(Message::payload)).hasValue("a-2");
      assertThat(queue(store, "b").peek(2).map(Message::payload)).hasValue("b-2");
    }
  }

  private static void requireCorrupt(PinfoldStore store, String name, long number, String found) {
    assertThatThrownBy(() -> queue(store, name).peek(number))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining("expected message " + number + " of queue ")
        .hasMessageContaining("found " + found);
  }
}
