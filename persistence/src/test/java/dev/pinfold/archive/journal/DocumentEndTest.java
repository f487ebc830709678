package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a document ends somewhere, asked everywhere. */
class DocumentEndTest {
  private static final int SALT = 0x1234567;
  private static final int CONTENT = 3_000;

  private final Random random = new Random(3);
  private final Map<Integer, Long> ends = new HashMap<>(); // with the transaction behind each

  private int put(ByteBuffer file, int at, long first, int transactions) {
    try (DocumentBuffer document = new DocumentBuffer(1 << 20)) {
      for (int i = 0; i < transactions; i++) {
        int unused = document.beginRecord();
        byte[] operation = new byte[1 + random.nextInt(200)];
        random.nextBytes(operation);
        document.target(operation.length).put(operation);
        document.endRecord(true);
      }
      document.seal(SALT, at + DocumentFormat.PREFIX_BYTES, first, 1);
      file.putInt(at, document.paddedSize());
      int content = at + DocumentFormat.PREFIX_BYTES;
      file.put(content, document.bytes(), 0, document.paddedSize());
      return content + document.paddedSize();
    }
  }

  private ByteBuffer documents(long firstTransaction) {
    ByteBuffer file =
        ByteBuffer.allocateDirect(4_096 + random.nextInt(9)).order(ByteOrder.LITTLE_ENDIAN);
    ends.clear();
    long next = firstTransaction;
    for (int at = SegmentHeader.BYTES; at < CONTENT; ) {
      int transactions = 1 + random.nextInt(3);
      at = put(file, at, next, transactions);
      next += transactions;
      ends.put(at, next);
    }
    return file;
  }

  @Test
  void onlyWhereOneEndsWithItsNumber() {
    for (int round = 0; round < 300; round++) {
      ByteBuffer file = documents(round % 3 == 0 ? (1L << 32) - 3 : 1);
      if (round % 4 == 0) {
        file.limit(SegmentHeader.BYTES + random.nextInt(file.capacity() - SegmentHeader.BYTES));
      }
      DocumentCheck check = new DocumentCheck(file, SALT);
      for (int offset = 0; offset < file.capacity() + 40; offset++) {
        long next = ends.getOrDefault(offset, 5L);
        boolean isEnd = ends.containsKey(offset) && offset <= file.limit();
        assertThat(check.endsAt(offset, next)).as("byte %d", offset).isEqualTo(isEnd);
        assertThat(check.endsAt(offset, next + 1)).isFalse();
        assertThat(check.endsAt(offset, next + (1L << 32))).isFalse();
      }
      assertThat(check.endsAt(Integer.MAX_VALUE - 3, 5)).isFalse();
    }
  }

  /** Each number in it is the distance to its end, as the length of a document would be. */
  @Test
  @Timeout(60)
  void aContentFullOfLengths() {
    int end = SegmentHeader.BYTES + (64 << 20);
    ByteBuffer file = ByteBuffer.allocateDirect(end).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = SegmentHeader.BYTES; at < end; at += 4) {
      file.putInt(at, end - at - DocumentFormat.PREFIX_BYTES);
    }
    assertThat(new DocumentCheck(file, SALT).endsAt(end, 100)).isFalse();
  }
}
