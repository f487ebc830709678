package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.docs.DocumentedBytes;
import dev.pinfold.fuzz.Fuzzer;
import dev.pinfold.fuzz.Heap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as an index of a segment, on demand with a header and a checksum that are right: it is
 * refused, or what it says is found in it, and nothing else.
 */
@Tag("fuzz")
public class IndexFuzzTest {
  private static final UUID STORE = UUID.fromString("01586b9d-2e7f-47d0-8fb7-f4a588cd208f");
  private static final int END = 0x148; // of the documented segment, as the store is its
  private static final int SLOTS = 64;
  private static final int MOST_NUMBERS = 4; // to locate from
  private static final int MENDED = 1;

  private static final Path DIRECTORY = Fuzzer.scratch();

  private static final Path PATH = DIRECTORY.resolve(SegmentIndex.fileName(1));
  private static final SegmentInfo INFO =
      new SegmentInfo(1, DIRECTORY.resolve("segment"), 1, 96, END, 1 << 18, 0, 0);

  private record Named(int queueId, long number, long place) {}

  static Stream<byte[]> seeds() throws IOException {
    byte[] documented = DocumentedBytes.behind("Of the segment above").bytes();
    List<byte[]> files =
        List.of(
            documented, index(1, 3, 112), index(2, 3, 112), index(1, 80, 112), index(1, 3, -112));
    return Stream.of(0, MENDED).flatMap(flags -> files.stream().map(file -> input(flags, file)));
  }

  /** One of three messages in two queues, the second of which says how many it has. */
  private static byte[] index(int ofSecond, long number, int offset) {
    byte[] bytes = new byte[(int) IndexFormat.fileBytes(1, 2, 3)];
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(20, 2).putInt(44, 1).position(IndexFormat.HEADER_BYTES);
    file.putInt(200).putInt(212).putInt(1).putInt(2).putInt(5).putInt(ofSecond);
    file.putLong(number).putInt(offset).putInt(3).putLong(70).putInt(220).putInt(0);
    file.putLong(1).putInt(184).putInt(9);
    return bytes;
  }

  private static byte[] input(int flags, byte[] file) {
    return ByteBuffer.allocate(1 + file.length).put((byte) flags).put(file).array();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void knownBytes(byte[] input) throws IOException {
    fuzzerTestOneInput(input);
  }

  @Test
  void anyBytesAsAnIndex() throws Exception {
    Fuzzer.run(IndexFuzzTest.class, seeds());
  }

  /** Is given an input by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length < 1) {
      return;
    }
    byte[] file = Arrays.copyOfRange(input, 1, input.length);
    Files.deleteIfExists(PATH); // former ones stay mapped, and a file that is mapped often is slow
    Files.write(PATH, (input[0] & MENDED) != 0 ? mended(file) : file);
    SegmentIndex index = Heap.bounded(input.length, () -> SegmentIndex.open(PATH, STORE, INFO));
    if (index == null) {
      return;
    }
    assertThat(SegmentIndex.isThere(PATH, STORE, INFO)).isTrue();
    Set<Named> all = new HashSet<>();
    Set<Long> numbers = new TreeSet<>();
    index.forEach(
        (queueId, number, place) -> {
          if (Place.segment(place) != 1 || Place.offset(place) < 0) {
            throw new AssertionError(Place.toString(place) + " is no place in the segment");
          }
          all.add(new Named(queueId, number, place));
          if (numbers.size() < MOST_NUMBERS) {
            numbers.add(number);
          }
        });
    for (int queueId = -1; queueId < 8; queueId++) {
      for (long first : numbers) {
        requireNamed(index, queueId, first, all);
        requireNamed(index, queueId, first - SLOTS / 2, all);
      }
    }
  }

  /** What is located is named. */
  private static void requireNamed(SegmentIndex index, int queueId, long first, Set<Named> all) {
    long[] places = new long[SLOTS];
    index.locate(queueId, first, places, new int[SLOTS]);
    for (int slot = 0; slot < SLOTS; slot++) {
      Named located = new Named(queueId, first + slot, places[slot]);
      if (places[slot] != 0 && !all.contains(located)) {
        throw new AssertionError(located + " is not named");
      }
    }
  }

  /** A file of a size that fits, with few queues and ranges. */
  private static byte[] mended(byte[] bytes) {
    if (bytes.length < IndexFormat.HEADER_BYTES) {
      return bytes;
    }
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int queues = IndexFormat.queues(file) & 7;
    int ranges = IndexFormat.ranges(file) & 3;
    long rest = bytes.length - IndexFormat.fileBytes(ranges, queues, 0);
    if (rest < 0) {
      return bytes;
    }
    int messages = (int) (rest / IndexFormat.ENTRY_BYTES);
    int size = (int) IndexFormat.fileBytes(ranges, queues, messages);
    byte[] right = Arrays.copyOf(bytes, size);
    ByteBuffer rightFile = ByteBuffer.wrap(right).order(ByteOrder.LITTLE_ENDIAN);
    IndexFormat.begin(rightFile, STORE, INFO, ranges, queues, messages);
    IndexFormat.end(rightFile);
    return right;
  }
}
