package dev.pinfold.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A message that lives in a sound store, and where its copies lie.
 *
 * @param queueId the identity of its queue
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, which nobody compares
record LivingMessage(String queue, int queueId, long number, byte[] payload, List<Span> spans) {
  private static final int HEADER_BYTES = 96;
  private static final int PREFIX_BYTES = 4;
  private static final int FRAME_BYTES = 8;

  /**
   * Bytes of a segment.
   *
   * @param document where the prefix of the document lies that they are in
   * @param behind where that ends
   */
  record Span(String file, int document, int behind, int from, int to) {}

  /** All in a store. */
  static List<LivingMessage> all(Path store) throws IOException {
    Map<String, byte[]> payloads = new TreeMap<>();
    try (PastQueues past = OfflineStore.at(store).replay(Optional.empty(), ReadProgress.NONE)) {
      for (PastQueue queue : past.queues()) {
        past.read(
            queue.name(),
            message -> payloads.put(message.queue() + "/" + message.number(), message.payload()));
      }
    }
    Map<String, Integer> ids = new HashMap<>(); // the last one of a name is the one that lives
    Map<String, List<Span>> spans = new HashMap<>();
    Segments segments = new Segments(store);
    ReadReport unused =
        OfflineStore.at(store)
            .read(
                JournalQuery.ALL,
                entry -> {
                  String id = entry.operation().queueId() + "/";
                  entry
                      .message()
                      .ifPresent(
                          message ->
                              spans
                                  .computeIfAbsent(id + message.number(), none -> new ArrayList<>())
                                  .add(segments.span(entry)));
                  if (entry.queue() != null) {
                    ids.merge(entry.queue(), entry.operation().queueId(), Math::max);
                  }
                  return true;
                },
                ReadProgress.NONE);
    List<LivingMessage> living = new ArrayList<>();
    payloads.forEach(
        (key, payload) -> {
          int slash = key.indexOf('/');
          String queue = key.substring(0, slash);
          long number = Long.parseLong(key.substring(slash + 1));
          int id = ids.get(queue);
          living.add(new LivingMessage(queue, id, number, payload, spans.get(id + "/" + number)));
        });
    return living;
  }

  /** The files of a store, each read once. */
  private static final class Segments {
    private final Path store;
    private final Map<String, byte[]> bytes = new HashMap<>();
    private final Map<String, List<Integer>> ends = new HashMap<>();

    Segments(Path store) {
      this.store = store;
    }

    Span span(JournalEntry entry) {
      String file = String.format("journal/%010d.pfj", entry.segment());
      byte[] all = bytes.computeIfAbsent(file, this::read);
      List<Integer> documents = ends.computeIfAbsent(file, same -> SegmentBytes.ends(all));
      int document =
          documents.stream().filter(at -> at < entry.offset()).max(Integer::compare).get();
      ByteBuffer content = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
      int length = content.getInt(entry.offset() + 4) & Integer.MAX_VALUE;
      int behind = document + PREFIX_BYTES + content.getInt(document);
      return new Span(
          file, document, behind, entry.offset(), entry.offset() + FRAME_BYTES + length);
    }

    private byte[] read(String file) {
      try {
        return Files.readAllBytes(store.resolve(file));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /**
   * Whether a copy is whole and can be told to be so: with the header of its segment, or in a whole
   * document, which gives the salt of its checksums away.
   *
   * @param original the files before the damage
   * @param damaged the contents of all segment files since
   */
  boolean isWhole(Map<String, byte[]> original, List<byte[]> damaged) {
    return spans.stream()
        .anyMatch(
            span ->
                damaged.stream()
                    .anyMatch(other -> isWhole(original.get(span.file()), other, span)));
  }

  private static boolean isWhole(byte[] original, byte[] other, Span span) {
    if (other.length < span.to() || isZero(other, span.document())) {
      return false; // nobody can say that it is not torn; and without a prefix there is no document
    }
    boolean isRecordWhole =
        same(other, original, 0, HEADER_BYTES) && same(other, original, span.from(), span.to());
    return isRecordWhole || same(other, original, span.document(), span.behind());
  }

  private static boolean same(byte[] one, byte[] other, int from, int to) {
    return one.length >= to && Arrays.equals(one, from, to, other, from, to);
  }

  private static boolean isZero(byte[] file, int at) {
    return Arrays.equals(file, at, at + 4, new byte[4], 0, 4);
  }

  /** Those that are not in another store. */
  static List<String> missing(Path store, List<LivingMessage> wanted) {
    Map<String, Map<Long, byte[]>> back = new HashMap<>();
    try (PastQueues past = OfflineStore.at(store).replay(Optional.empty(), ReadProgress.NONE)) {
      for (PastQueue queue : past.queues()) {
        Map<Long, byte[]> messages = new HashMap<>();
        past.read(queue.name(), message -> messages.put(message.number(), message.payload()));
        back.put(queue.name(), messages);
      }
    }
    return wanted.stream()
        .filter(message -> !message.isIn(back))
        .map(message -> "message " + message.number() + " of " + message.queue())
        .toList();
  }

  private boolean isIn(Map<String, Map<Long, byte[]>> store) {
    return Stream.of(queue, "recovered-" + queueId)
        .map(name -> store.getOrDefault(name, Map.of()).get(number))
        .anyMatch(found -> Arrays.equals(found, payload));
  }
}
