package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Segments whose header is damaged, and the time that it takes to read them. */
class SegmentRescueTest {
  private static final int SALT = 0x12345678;
  private static final int HEAD_BYTES = DocumentFormat.PREFIX_BYTES + DocumentFormat.HEADER_BYTES;

  @TempDir Path root;

  private final TreeSet<Integer> written = new TreeSet<>(); // offsets of records
  private Path file;
  private byte[] whole;

  @BeforeEach
  void writeSegment() throws IOException {
    Path directory = Files.createDirectory(root.resolve("journal"));
    JournalOptions options = JournalOptions.defaults().withSegmentBytes(256 << 10);
    JournalScan scan = Journal.scan(directory, options, JournalPosition.START, (t, p, o, l) -> {});
    try (Journal journal = Journal.open(directory, options, scan, UUID.randomUUID(), e -> {});
        DocumentBuffer document = journal.newDocument()) {
      for (int i = 0; i < 8; i++) {
        write(journal, document, i % 4 == 3 ? 5 : 1);
      }
      file = journal.segments().get(0).file();
    }
    whole = Files.readAllBytes(file);
  }

  private void write(Journal journal, DocumentBuffer document, int records) {
    document.clear();
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      offsets.add(document.beginRecord());
      document.target(30).put(new byte[30]);
      document.endRecord(i == records - 1);
    }
    long place = journal.append(document, false);
    offsets.forEach(offset -> written.add(Place.offset(Place.ofRecord(place, offset))));
  }

  private static final class Found implements SegmentRescue.Visitor {
    private final TreeSet<Integer> records = new TreeSet<>();
    private boolean isDamaged;

    @Override
    public void record(long lowest, long next, long place, ByteBuffer operation) {
      assertThat(lowest).isLessThan(next);
      records.add(Place.offset(place));
    }

    @Override
    public void damaged(int from, int to, long next) {
      assertThat(from).isLessThan(to);
      isDamaged = true;
    }

    @Override
    public void torn(int from, int to) {
      isDamaged = true;
    }
  }

  private Found read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Found found = new Found();
    try (SegmentRescue rescue = SegmentRescue.open(file, 1)) {
      SegmentRescue.End unused = rescue.visit(Integer.MAX_VALUE, 0, found);
    }
    return found;
  }

  @Test
  void whateverIsWrongInTheHeader() throws IOException {
    for (int at = 0; at < SegmentHeader.BYTES; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 4;
      assertThat(read(bytes).records).as("byte %s", at).isEqualTo(written);
    }
    byte[] zeroed = whole.clone();
    Arrays.fill(zeroed, 0, SegmentHeader.BYTES, (byte) 0);
    assertThat(read(zeroed).records).isEqualTo(written);
  }

  /** Of each document only the record that is looked at is right. */
  @Test
  void aSingleRecordAndTheSalt() throws IOException {
    byte[] bytes = whole.clone();
    bytes[90] ^= 4;
    for (int at = SegmentHeader.BYTES; at < written.last(); at++) {
      bytes[at] ^= 0x55;
    }
    assertThat(read(bytes).records).containsExactly(written.last());
  }

  @Test
  void twoRecordsWithoutSalt() throws IOException {
    byte[] bytes = whole.clone();
    int lastButOne = written.lower(written.last());
    for (int at = 0; at < lastButOne; at++) {
      bytes[at] ^= 0x55;
    }
    assertThat(read(bytes).records).containsExactly(lastButOne, written.last());
  }

  @Test
  void nothingThatTellsTheSalt() throws IOException {
    byte[] bytes = whole.clone();
    new Random(1).nextBytes(bytes);
    Found found = read(bytes);
    assertThat(found.records).isEmpty();
    assertThat(found.isDamaged).isTrue();
  }

  /** Documents that somebody put into a message may have any salt. */
  @Test
  void documentsInsideOfARecord() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(50, (byte) ~bytes.get(50));
    int inside =
        written.first() + 12; // a hole in the first document, where another one seems to be
    document(bytes.array(), inside - inside % 4, 32, 1);
    TreeSet<Integer> left = new TreeSet<>(written.tailSet(written.first(), false));
    assertThat(read(bytes.array()).records).containsAll(left);
  }

  /** Each 36 bytes begin a document that seems right up to its second record. */
  @Test
  @Timeout(60)
  void muchThatBeginsDocuments() throws IOException {
    int size = 16 << 20;
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = SegmentHeader.BYTES; at + 64 < size; at += 36) {
      document(bytes.array(), at, (size - at - 4) & ~3, 1);
      bytes.putInt(at + HEAD_BYTES + 9 + 4, size - at - HEAD_BYTES - 9 - 24);
    }
    assertThat(read(bytes.array()).records).isNotEmpty();
  }

  /** Each number could be the length of a record. */
  @Test
  @Timeout(60)
  void muchThatMayBeRecords() throws IOException {
    for (int length : new int[] {2_100, 3_355_443}) {
      ByteBuffer bytes = ByteBuffer.allocate(4 << 20).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        bytes.putInt(length);
      }
      assertThat(read(bytes.array()).isDamaged).isTrue();
      System.arraycopy(whole, 0, bytes.array(), 0, SegmentHeader.BYTES);
      assertThat(read(bytes.array()).isDamaged).isTrue();
    }
  }

  /** Writes prefix, header and a first record of one byte. */
  private static void document(byte[] bytes, int at, int length, int transaction) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int content = at + DocumentFormat.PREFIX_BYTES;
    int record = at + HEAD_BYTES;
    CRC32C crc = new CRC32C();
    int check = DocumentFormat.headerChecksum(crc, new byte[20], content, length, transaction, 0);
    file.putInt(at, length);
    file.putInt(content, check ^ SALT);
    file.putInt(content + 4, transaction);
    file.putInt(content + 8, 0);
    file.putInt(record + 4, 1 | DocumentFormat.LAST_OF_TRANSACTION);
    file.put(record + 8, (byte) 1);
    crc.reset();
    crc.update(bytes, record + 4, 5);
    file.putInt(record, (int) crc.getValue() ^ SALT ^ record);
  }
}
