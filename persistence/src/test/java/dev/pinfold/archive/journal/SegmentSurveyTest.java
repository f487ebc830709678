package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever bytes are damaged, all records that they are not part of are found. */
class SegmentSurveyTest {
  private static final int FRAME = 8;

  @TempDir Path root;

  private final TreeMap<Long, String> written = new TreeMap<>(); // by place, in hex
  private SegmentInfo info;
  private byte[] whole;

  @BeforeEach
  void writeSegment() throws IOException {
    Path directory = Files.createDirectory(root.resolve("journal"));
    Random random = new Random(11);
    JournalOptions options = JournalOptions.defaults().withSegmentBytes(256 << 10);
    JournalScan scan = Journal.scan(directory, options, JournalPosition.START, (t, p, o, l) -> {});
    try (Journal journal = Journal.open(directory, options, scan, UUID.randomUUID(), e -> {});
        DocumentBuffer document = journal.newDocument()) {
      for (int i = 0; i < 12; i++) {
        write(journal, document, random, i % 4 == 3 ? 6 : 1);
      }
      info = journal.segments().get(0);
    }
    whole = Files.readAllBytes(info.file());
  }

  private void write(Journal journal, DocumentBuffer document, Random random, int records) {
    document.clear();
    List<Integer> offsets = new ArrayList<>();
    List<String> contents = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      byte[] content = new byte[1 + random.nextInt(40)];
      random.nextBytes(content);
      offsets.add(document.beginRecord());
      document.target(content.length).put(content);
      document.endRecord(i % 2 == 1 || i == records - 1);
      contents.add(Arrays.toString(content));
    }
    long place = journal.append(document, false);
    for (int i = 0; i < records; i++) {
      written.put(Place.ofRecord(place, offsets.get(i)), contents.get(i));
    }
  }

  private static final class Seen implements SegmentSurvey.Visitor {
    private final TreeMap<Long, String> records = new TreeMap<>();
    private int damagedFrom = -1;

    @Override
    public void record(long place, ByteBuffer operation) {
      byte[] content = new byte[operation.remaining()];
      operation.get(content);
      records.put(place, Arrays.toString(content));
    }

    @Override
    public void damaged(int from, int to) {
      assertThat(from).isLessThan(to);
      damagedFrom = damagedFrom < 0 ? from : damagedFrom;
    }
  }

  private Seen survey(byte[] bytes) throws IOException {
    Files.write(info.file(), bytes);
    Seen seen = new Seen();
    SegmentSurvey.of(info, seen);
    return seen;
  }

  /** Damages some bytes; what is found must be what they leave, and what they hide must be told. */
  private void damage(int from, int to) throws IOException {
    byte[] bytes = whole.clone();
    for (int at = from; at < to; at++) {
      bytes[at] ^= 0x5a;
    }
    Seen seen = survey(bytes);
    TreeMap<Long, String> left = new TreeMap<>(written);
    left.keySet().removeIf(place -> overlaps(place, from, to));
    assertThat(seen.records).as("%d to %d", from, to).isEqualTo(left);
    if (left.size() < written.size()) {
      assertThat(seen.damagedFrom).as("%d to %d", from, to).isBetween(SegmentHeader.BYTES, to);
    }
  }

  private boolean overlaps(long place, int from, int to) {
    int start = Place.offset(place);
    int length = ByteBuffer.wrap(whole).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(start + 4);
    int end = start + FRAME + (length & DocumentFormat.LENGTH_MASK);
    return start < to && from < end;
  }

  @Test
  void allOfAWholeSegment() throws IOException {
    Seen seen = survey(whole);
    assertThat(seen.records).isEqualTo(written).hasSize(27);
    assertThat(seen.damagedFrom).isEqualTo(-1);
  }

  @Test
  void aDamagedByte() throws IOException {
    for (int at = SegmentHeader.BYTES; at < info.endOffset(); at++) {
      damage(at, at + 1);
    }
  }

  @Test
  void aDamagedPiece() throws IOException {
    for (int length : new int[] {5, 33, 200}) {
      for (int at = SegmentHeader.BYTES; at + length <= info.endOffset(); at += 3) {
        damage(at, at + length);
      }
    }
  }

  @Test
  void aFileThatWasCutOff() throws IOException {
    int cut = info.endOffset() - 30;
    Seen seen = survey(Arrays.copyOf(whole, cut));
    assertThat(written).containsAllEntriesOf(seen.records);
    assertThat(seen.records).hasSizeGreaterThan(18);
    assertThat(seen.damagedFrom).isPositive();
  }

  @Test
  void aDamagedHeader() {
    byte[] bytes = whole.clone();
    bytes[40] ^= 1;
    assertThatThrownBy(() -> survey(bytes)).isInstanceOf(StoreCorruptException.class);
  }
}
