package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.Fixture.Entry;
import dev.pinfold.docs.DocumentedBytes;
import dev.pinfold.fuzz.Fuzzer;
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
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the documents of a segment; on demand with checksums made right as far as their
 * lengths lead, since no fuzzer finds those, and then with one byte changed. All who read a segment
 * agree on what is whole from its start on, and whatever a single byte hides is its own record
 * alone.
 */
@Tag("fuzz")
public class SegmentFuzzTest {
  private static final int BYTES = 4 << 10;
  private static final byte[] HEADER = header();

  /** Of an input: flags, where a byte is changed (2), and how; then what is behind the header. */
  private static final int SETTINGS = 4;

  private static final int MENDED = 1;
  private static final int OTHER_BOOT = 2;
  private static final int LATE_PREFIX = 4; // a process died before it wrote the last one

  private static final Path DIRECTORY = Fuzzer.scratch();

  private static final Path PATH = SegmentName.in(DIRECTORY, 1);

  static Stream<byte[]> seeds() throws IOException {
    byte[] written = written();
    byte[] shown = DocumentedBytes.behind("### A real one").bytes();
    byte[] documents = Arrays.copyOfRange(shown, SegmentHeader.BYTES, shown.length);
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] content :
        List.of(
            written,
            documents,
            behindHeader(segment(written, MENDED)),
            unfinished(),
            earlier(),
            withOthers(documents))) {
      for (int flags = 0; flags < 8; flags++) {
        seeds.add(input(flags, 0, 0, content));
      }
      for (int at = 0; at < SegmentHeader.BYTES + content.length; at += 37) {
        seeds.add(input(MENDED | (at & OTHER_BOOT), at, 1 << (at & 7), content));
      }
    }
    return seeds.stream();
  }

  /** The documents of a journal, of one and of several transactions each. */
  private static byte[] written() throws IOException {
    Path journal = Files.createTempDirectory(DIRECTORY, "seed");
    try (Fixture fixture = Fixture.opened(journal)) {
      Random random = new Random(1);
      fixture.append(random, 50, false, 1);
      fixture.append(random, 200, false, 1, 3, 2);
      fixture.appendSome(random, 5, 40);
      return behindHeader(Files.readAllBytes(SegmentName.in(journal, 1)));
    }
  }

  /** A document that ends inside of a transaction, and one of which no record is right. */
  private static byte[] unfinished() {
    ByteBuffer documents = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    documents.putInt(0, 28).putInt(20, 8);
    documents.putInt(32, 28).putInt(52, Integer.MAX_VALUE);
    return documents.array();
  }

  /** A document with one record that is right, and in it the header of one of before. */
  private static byte[] earlier() {
    ByteBuffer documents = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN);
    documents.putInt(0, 68).putInt(20, 4).putInt(32, Integer.MAX_VALUE);
    int inside = 40;
    int salt = ByteBuffer.wrap(HEADER).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    int content = SegmentHeader.BYTES + inside + DocumentFormat.PREFIX_BYTES;
    int sum = DocumentFormat.headerChecksum(new CRC32C(), new byte[20], content, 24, -5, 0);
    documents.putInt(inside, 24).putInt(inside + 4, salt ^ sum).putInt(inside + 8, -5);
    return documents.put(71, (byte) 1).array();
  }

  /** The first of these documents, which can be mended, and others that keep another salt. */
  private static byte[] withOthers(byte[] documents) {
    byte[] parted = documents.clone();
    int second = DocumentFormat.PREFIX_BYTES + documents[0];
    ByteBuffer.wrap(parted).putInt(second, 0);
    return parted;
  }

  private static byte[] behindHeader(byte[] segment) {
    int end = segment.length;
    while (end > SegmentHeader.BYTES && segment[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOfRange(segment, SegmentHeader.BYTES, end);
  }

  private static byte[] input(int flags, int at, int change, byte[] content) {
    return ByteBuffer.allocate(SETTINGS + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) flags)
        .putShort((short) at)
        .put((byte) change)
        .put(content)
        .array();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void knownBytes(byte[] input) throws IOException {
    fuzzerTestOneInput(input);
  }

  @Test
  void anyBytesAsASegment() throws Exception {
    Fuzzer.run(SegmentFuzzTest.class, seeds());
  }

  /** Is given an input by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length < SETTINGS) {
      return;
    }
    ByteBuffer settings = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    int flags = settings.get(0);
    byte[] file = segment(Arrays.copyOfRange(input, SETTINGS, input.length), flags);
    Files.write(PATH, file);
    Whole whole = requireAgreement((flags & OTHER_BOOT) != 0);
    if ((flags & LATE_PREFIX) == 0 && settings.get(3) != 0) {
      int at = (settings.getShort(1) & 0xffff) % BYTES;
      file[at] ^= settings.get(3);
      Files.write(PATH, file);
      if (at >= Integer.BYTES || isAll(file, whole.end())) {
        requireOthersFound(whole.entries(), at, (flags & OTHER_BOOT) != 0);
      }
    }
  }

  /** Whether nothing lies behind the whole documents. */
  private static boolean isAll(byte[] file, int end) {
    return SegmentFiles.contentEnd(ByteBuffer.wrap(file), end) == end;
  }

  /** The records of the documents that follow each other from the first one on. */
  private record Whole(List<Entry> entries, int end) {}

  /** Who reads documents one after another, from the first on, finds the same. */
  private static Whole requireAgreement(boolean otherBoot) throws IOException {
    List<Entry> whole = new ArrayList<>();
    int end;
    long next;
    try (DocumentReader reader = DocumentReader.of(DIRECTORY, 1)) {
      while (reader.read(adding(whole))) {}
      end = reader.offset();
      next = reader.nextTransaction();
    }
    List<Entry> scanned = new ArrayList<>();
    assertThat(SegmentScanner.scan(info(end), adding(scanned))).isEqualTo(next);
    assertThat(scanned).isEqualTo(whole);
    Found surveyed = survey(end);
    surveyed.requireAll(whole);
    assertThat(surveyed.records).hasSameSizeAs(whole);
    assertThat(surveyed.holes).isZero();
    Found rescued = new Found(SegmentHeader.BYTES);
    assertThat(rescue(end, rescued)).isEqualTo(new SegmentRescue.End(next, false));
    rescued.requireAll(whole);
    assertThat(rescued.records).hasSameSizeAs(whole);
    assertThat(rescued.holes).isZero();
    Found all = new Found(SegmentHeader.BYTES);
    var unused = rescue(Integer.MAX_VALUE, all);
    all.requireAll(whole);
    List<Entry> accepted = accepted(otherBoot);
    assertThat(accepted == null ? whole : accepted).isEqualTo(whole);
    return new Whole(whole, end);
  }

  /**
   * All that was whole is found, but for the record that a byte was changed in. A lost salt is what
   * most documents agree on, so then there must be no others.
   */
  private static void requireOthersFound(List<Entry> whole, int at, boolean otherBoot)
      throws IOException {
    List<Entry> others = new ArrayList<>(whole);
    others.removeIf(entry -> isIn(entry, at));
    Found rescued = new Found(0);
    var unused = rescue(Integer.MAX_VALUE, rescued);
    rescued.requireAll(others);
    if (at >= SegmentHeader.BYTES) {
      survey(BYTES).requireAll(others);
    }
    List<Entry> accepted = accepted(otherBoot);
    if (accepted != null) {
      rescued.requireAll(accepted);
      assertThat(whole).containsAll(accepted);
    }
  }

  private static boolean isIn(Entry entry, int at) {
    int record = Place.offset(entry.place());
    return at >= record && at < record + DocumentFormat.FRAME_BYTES + entry.operation().remaining();
  }

  /** What an opening would accept; null when it would refuse. */
  private static List<Entry> accepted(boolean otherBoot) {
    Environment present = Fixture.environment(otherBoot ? Fixture.OTHER_BOOT : Fixture.BOOT);
    try {
      return Fixture.scan(DIRECTORY, JournalPosition.START, present).entries();
    } catch (StoreCorruptException e) {
      assertThat(e.file().getParent()).isEqualTo(DIRECTORY);
      assertThat(e.getMessage()).contains("expected", "found");
      return null;
    }
  }

  private static SegmentRescue.End rescue(int end, Found found) throws IOException {
    try (SegmentRescue rescue = SegmentRescue.open(PATH, 1)) {
      return rescue.visit(end, 0, found);
    }
  }

  private static Found survey(int end) {
    Found found = new Found(SegmentHeader.BYTES);
    SegmentSurvey.of(
        info(end),
        new SegmentSurvey.Visitor() {
          @Override
          public void record(long place, ByteBuffer operation) {
            found.record(0, Long.MAX_VALUE, place, operation);
          }

          @Override
          public void damaged(int from, int to) {
            found.damaged(from, to, Long.MAX_VALUE);
          }
        });
    return found;
  }

  private static SegmentInfo info(int end) {
    return new SegmentInfo(1, PATH, 1, SegmentHeader.BYTES, end, BYTES, 0, 0);
  }

  private static JournalVisitor adding(List<Entry> entries) {
    return (transaction, place, operation, last) ->
        entries.add(new Entry(transaction, place, Fixture.bytes(operation), last));
  }

  /** What a reader tells of that goes on behind damage: each byte once at most, in order. */
  private static final class Found implements SegmentRescue.Visitor {
    private record Seen(long lowest, long next, ByteBuffer operation) {}

    private final Map<Long, Seen> records = new HashMap<>();
    private int holes;
    private int at;

    Found(int from) {
      at = from;
    }

    @Override
    public void record(long lowest, long next, long place, ByteBuffer operation) {
      require(lowest < next, () -> lowest + " to " + next);
      int bytes = operation.remaining();
      pass(Place.offset(place), Place.offset(place) + DocumentFormat.FRAME_BYTES + bytes);
      records.put(place, new Seen(lowest, next, Fixture.bytes(operation)));
    }

    @Override
    public void damaged(int from, int to, long next) {
      pass(from, to);
      holes++;
    }

    @Override
    public void torn(int from, int to) {
      pass(from, to);
      holes++;
    }

    private void pass(int from, int to) {
      boolean isBehindFile = from == BYTES && to == BYTES + 1; // where an end was cut off
      require(at <= from && from < to && (to <= BYTES || isBehindFile), () -> from + " to " + to);
      at = to;
    }

    void requireAll(List<Entry> entries) {
      for (Entry entry : entries) {
        Seen seen = records.get(entry.place());
        require(
            seen != null
                && seen.operation().equals(entry.operation())
                && seen.lowest() <= entry.transaction()
                && entry.transaction() < seen.next(),
            () -> entry + ", but " + seen);
      }
    }

    /** As an assertion that costs nothing when it holds would. */
    private static void require(boolean holds, Supplier<String> otherwise) {
      if (!holds) {
        throw new AssertionError(otherwise.get());
      }
    }
  }

  private static byte[] header() {
    ByteBuffer file = ByteBuffer.allocateDirect(SegmentHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    SegmentHeader header =
        new SegmentHeader(Fixture.STORE, 1, 0, 0, BYTES, 1, 0, Fixture.BOOT, 0, 1);
    assertThat(header.write(file)).isTrue();
    byte[] bytes = new byte[SegmentHeader.BYTES];
    file.get(bytes);
    return bytes;
  }

  private static byte[] segment(byte[] content, int flags) {
    byte[] bytes = Arrays.copyOf(HEADER, BYTES);
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put(
        SegmentHeader.BYTES, content, 0, Math.min(content.length, BYTES - SegmentHeader.BYTES));
    int last = (flags & MENDED) != 0 ? mend(bytes) : SegmentHeader.BYTES;
    if ((flags & LATE_PREFIX) != 0) {
      file.putInt(last, 0);
    }
    return bytes;
  }

  /**
   * Makes numbers and checksums right, document by document, as long as lengths make sense.
   *
   * @return where the last one begins
   */
  private static int mend(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    int salt = SegmentHeader.salt(file);
    int transaction = 1;
    int last = SegmentHeader.BYTES;
    int at = SegmentHeader.BYTES;
    while (at <= BYTES - DocumentFormat.PREFIX_BYTES - DocumentFormat.MIN_BYTES) {
      int length = file.getInt(at) & 0xffc;
      int content = at + DocumentFormat.PREFIX_BYTES;
      if (file.getInt(at) == DocumentFormat.END_MARK
          || length < DocumentFormat.MIN_BYTES
          || length > BYTES - content) {
        return last;
      }
      last = at;
      at = content + length;
      int first = transaction;
      file.putInt(last, length).putInt(content + 4, transaction);
      int record = content + DocumentFormat.HEADER_BYTES;
      while (at - record > DocumentFormat.FRAME_BYTES) {
        int word = file.getInt(record + 4);
        int operation = word & DocumentFormat.LENGTH_MASK;
        if (operation < 1 || operation > at - record - DocumentFormat.FRAME_BYTES) {
          break;
        }
        int next = record + DocumentFormat.FRAME_BYTES + operation;
        crc.reset();
        crc.update(bytes, record + 4, next - record - 4);
        file.putInt(record, (int) crc.getValue() ^ salt ^ record);
        transaction += word < 0 ? 1 : 0;
        record = next;
      }
      transaction = Math.max(transaction, first + 1); // no document is without one
      int lag = file.getInt(content + 8);
      int sum = DocumentFormat.headerChecksum(crc, new byte[20], content, length, first, lag);
      file.putInt(content, salt ^ sum);
    }
    return last;
  }
}
