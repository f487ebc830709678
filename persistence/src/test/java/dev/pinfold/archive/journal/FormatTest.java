package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Names, places, options, headers and numbers. */
class FormatTest {
  @Test
  void namesFormatParseAndOrder() {
    assertThat(SegmentName.format(1)).isEqualTo("0000000001.pfj");
    assertThat(SegmentName.format(Integer.MAX_VALUE)).isEqualTo("2147483647.pfj");
    for (int segment : new int[] {1, 9, 10, 40_587, 123_456_789, Integer.MAX_VALUE}) {
      assertThat(SegmentName.parse(Path.of("x", SegmentName.format(segment)))).hasValue(segment);
    }
    for (String name :
        List.of("0000000000.pfj", "2147483648.pfj", "1.pfj", "000000000a.pfj", "metadata.pfj2")) {
      assertThat(SegmentName.parse(Path.of(name))).isEmpty();
    }
    assertThatThrownBy(() -> SegmentName.format(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void placesPackAndUnpack() {
    long place = Place.of(Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(Place.segment(place)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Place.offset(place)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Place.of(1, 0)).isNotZero();
    assertThat(Place.toString(Place.of(3, 400))).isEqualTo("3:400");
    assertThat(Place.ofRecord(Place.of(3, 400), 12)).isEqualTo(Place.of(3, 412));
    assertThatThrownBy(() -> Place.of(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void optionsAreChecked() {
    JournalOptions options = JournalOptions.defaults();
    assertThat(options.segmentBytes()).isEqualTo(16 << 20);
    for (int bytes : new int[] {0, 255 << 10, (256 << 10) + 1, (1 << 30) + (64 << 10)}) {
      assertThatThrownBy(() -> options.withSegmentBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("" + bytes);
    }
    assertThatThrownBy(() -> options.withSpareSegments(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMaxBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    options.withMaxBytes(2 << 20).withSegmentBytes(512 << 10).requireRoom(); // in any order
    assertThatThrownBy(() -> options.withMaxBytes(4L * options.segmentBytes() - 1).requireRoom())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("" + 4L * options.segmentBytes());
  }

  @Test
  void headersAreReadBack() {
    SegmentHeader header =
        new SegmentHeader(
            new UUID(1, 2), 3, 2, 444, 1 << 20, 55, 54, new UUID(6, 7), 8, 0x1234_5678_9ABCL);
    ByteBuffer bytes = ByteBuffer.allocateDirect(1000).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(SegmentHeader.isIntact(bytes)).isFalse();
    assertThat(SegmentHeader.isFinished(bytes)).isFalse();
    assertThat(header.write(bytes)).isTrue();
    assertThat(SegmentHeader.isIntact(bytes)).isTrue();
    assertThat(SegmentHeader.read(bytes)).isEqualTo(header);
    bytes.put(50, (byte) 1);
    assertThat(SegmentHeader.isIntact(bytes)).isFalse();
    assertThat(SegmentHeader.isFinished(bytes)).isTrue();
  }

  @Test
  void numbersAreCompletedFromTheirLowHalf() {
    for (long near : new long[] {1, 5, 1L << 31, (1L << 32) - 1, 1L << 32, (7L << 32) + 3}) {
      for (long number : new long[] {near, near + 1, near + 1_000_000, Math.max(1, near - 100)}) {
        assertThat(DocumentFormat.fullNumber((int) number, near)).isEqualTo(number);
      }
    }
  }

  @Test
  void lagSaysHowFarIsForced() {
    assertThat(DocumentFormat.forced(10, DocumentFormat.lag(10, 4))).isEqualTo(4);
    long far = 1L << 40;
    assertThat(DocumentFormat.forced(far, DocumentFormat.lag(far, far - (1L << 32) + 2)))
        .isEqualTo(far - (1L << 32) + 2);
    assertThat(DocumentFormat.forced(far, DocumentFormat.lag(far, 7))).isZero();
  }

  @Test
  void documentsGrowAndKeepTheirRecords() {
    try (DocumentBuffer document = new DocumentBuffer(1 << 20)) {
      int records = 1000;
      for (int i = 0; i < records; i++) {
        document.beginRecord();
        for (int k = 0; k < 10; k++) {
          document.target(50).put(new byte[50]);
        }
        document.endRecord(i % 2 == 1);
      }
      assertThat(document.transactions()).isEqualTo(records / 2);
      assertThat(document.size()).isEqualTo(12 + records * 508);
      document.seal(77, 5000, 1, 1);
      ByteBuffer file = ByteBuffer.allocate(1 << 21).order(ByteOrder.LITTLE_ENDIAN);
      file.putInt(4996, document.paddedSize());
      file.put(5000, document.bytes(), 0, document.paddedSize());
      DocumentCheck check = new DocumentCheck(file, 77);
      assertThat(check.check(4996, 1)).isEqualTo(DocumentCheck.Verdict.WHOLE);
      assertThat(check.transactions).isEqualTo(records / 2);
      assertThat(new DocumentCheck(file, 0).checkWithoutSalt(4996, 1))
          .isEqualTo(DocumentCheck.Verdict.WHOLE);
      assertThat(new DocumentCheck(file, 78).check(4996, 1))
          .isEqualTo(DocumentCheck.Verdict.BAD_CONTENT);
    }
  }

  @Test
  void documentsInsistOnTheirOrderOfCalls() {
    try (DocumentBuffer document = new DocumentBuffer(1000)) {
      assertThat(document.isWhole()).isFalse();
      assertThatThrownBy(() -> document.endRecord(true)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> document.target(1)).isInstanceOf(IllegalStateException.class);
      document.beginRecord();
      assertThatThrownBy(document::beginRecord).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> document.endRecord(true)).isInstanceOf(IllegalStateException.class);
      document.target(1).put((byte) 1);
      document.endRecord(false);
      assertThat(document.isWhole()).isFalse();
      document.beginRecord();
      document.cancelRecord();
      document.beginRecord();
      document.target(1).put((byte) 1);
      document.endRecord(true);
      assertThat(document.isWhole()).isTrue();
      document.seal(1, 2, 3, 4);
      assertThatThrownBy(document::beginRecord).isInstanceOf(IllegalStateException.class);
    }
  }
}
