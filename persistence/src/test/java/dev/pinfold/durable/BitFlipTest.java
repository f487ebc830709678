package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.journal.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Flips bits in every file of a small store, one byte at a time: the store opens as it was, or
 * tells, or refuses; never a wrong message, never a hang, never silence about what is lost.
 */
class BitFlipTest {
  /** In every build: so many bytes from flip to flip. */
  private static final int STEP = 9;

  /** Of the zeros behind a segment's content some are tried: so many bytes from one to the next. */
  private static final int ZEROS_STEP = 29_989;

  private static final String LAST_SEGMENT = "journal/0000000002.pfj";
  private static final String DOCUMENTS = " 2 documents";
  private static final String KNOWN = DOCUMENTS + " before the snapshot";
  private static final List<Integer> ALL_MASKS = List.of(1, 2, 4, 8, 16, 32, 64, 128, 255);

  private final Map<String, Map<Judged, Integer>> table = new TreeMap<>();
  private Scratch scratch;
  private DamagedStore store;

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
    store = new DamagedStore(scratch, "store");
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  @Test
  @Timeout(240)
  void someBitsOfEachFile() throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("BitFlipTest: -Dpinfold.seed=" + seed);
    Random random = new Random(seed);
    flipAll(STEP, random.nextInt(STEP), at -> List.of(1 << random.nextInt(8)));
    judgeTable();
  }

  @Test
  @Tag("long")
  void everyBitOfEachFile() throws IOException {
    flipAll(1, 0, at -> ALL_MASKS);
    judgeTable();
  }

  /**
   * Then it may be the trace of a power loss; but only from the damaged document on, and not before
   * the newest snapshot.
   */
  @Test
  @Timeout(240)
  void documentsOnAMachineThatWasRestarted() throws IOException {
    byte[] bytes = store.read(LAST_SEGMENT);
    List<Integer> ends = new SegmentBytes(bytes).ends();
    Map<Judged, Integer> counts = new EnumMap<>(Judged.class);
    Map<Judged, Integer> known = new EnumMap<>(Judged.class);
    for (int document = 0; document + 1 < ends.size(); document++) {
      for (int at = ends.get(document); at < ends.get(document + 1); at += STEP) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 16;
        int least = transactionsBefore(LAST_SEGMENT, bytes, at);
        Judged judged =
            store.judge(
                "byte " + at + ", restarted",
                least,
                PowerLoss.restarted(),
                copy -> Files.write(copy.resolve(LAST_SEGMENT), flipped));
        (isKnown(ends, at) ? known : counts).merge(judged, 1, Integer::sum);
      }
    }
    assertThat(known).containsOnlyKeys(Judged.HARMLESS, Judged.UNREADABLE);
    assertThat(counts).containsOnlyKeys(Judged.REPORTED, Judged.REFUSED);
    System.out.println(
        "BitFlipTest: documents of the last segment, restarted: "
            + known
            + " before the snapshot, "
            + counts
            + " after it");
  }

  private void flipAll(int step, int from, IntFunction<List<Integer>> masks) throws IOException {
    for (String file : store.files()) {
      byte[] bytes = store.read(file);
      int contentEnd = contentEnd(bytes);
      for (int at = from; at < Math.min(bytes.length, contentEnd + 16); at += step) {
        flip(file, bytes, at, masks.apply(at));
      }
      for (int at = contentEnd + 16; at < bytes.length; at += ZEROS_STEP) {
        flip(file, bytes, at, List.of(1 << (at & 7)));
      }
    }
  }

  /** Then the index is made of what the flip left whole. */
  @Test
  @Timeout(240)
  void someBitsOfTheFirstSegmentWithoutItsIndex() throws IOException {
    String file = "journal/0000000001.pfj";
    byte[] bytes = store.read(file);
    List<Integer> ends = new SegmentBytes(bytes).ends();
    for (int at = ends.get(0); at < ends.get(ends.size() - 1); at += 2 * STEP + 1) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << (at & 7));
      Judged judged =
          store.judge(
              file + " at byte " + at,
              copy -> {
                Files.write(copy.resolve(file), flipped);
                Directories.delete(copy.resolve("index"));
              });
      assertThat(judged).as("byte %d", at).isIn(Judged.HARMLESS, Judged.UNREADABLE);
    }
  }

  private static int contentEnd(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private void flip(String file, byte[] bytes, int at, List<Integer> masks) throws IOException {
    for (int mask : masks) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) mask;
      String what = file + " at byte " + at + ", mask " + mask;
      int least = transactionsBefore(file, bytes, at);
      Judged judged =
          store.judge(
              what, least, Environment.SYSTEM, copy -> Files.write(copy.resolve(file), flipped));
      table
          .computeIfAbsent(region(file, bytes, at), region -> new EnumMap<>(Judged.class))
          .merge(judged, 1, Integer::sum);
    }
  }

  /** How many transactions lie before the document that a byte is in; all when it is in none. */
  private int transactionsBefore(String file, byte[] bytes, int at) {
    if (!file.equals(LAST_SEGMENT)) {
      return store.transactions();
    }
    List<Integer> ends = new SegmentBytes(bytes).ends();
    int from = (int) ends.stream().skip(1).filter(end -> end > at).count();
    return store.transactions() - from;
  }

  /**
   * Whether an opening does not read there, as the newest snapshot knows it. It reads the document
   * before the snapshot's position.
   */
  private boolean isKnown(List<Integer> ends, int at) {
    return at < ends.get(ends.size() - 2 - store.transactionsSinceSnapshot());
  }

  private String region(String file, byte[] bytes, int at) {
    if (!file.endsWith(".pfj")) {
      return file;
    }
    SegmentBytes segment = new SegmentBytes(bytes);
    if (!segment.isHeaded()) {
      return file + " prepared";
    }
    List<Integer> ends = segment.ends();
    if (at < ends.get(0)) {
      return file + " 1 header";
    } else if (at < ends.get(ends.size() - 1)) {
      return file + (file.equals(LAST_SEGMENT) && isKnown(ends, at) ? KNOWN : DOCUMENTS);
    }
    return file + (at < contentEnd(bytes) ? " 3 end mark" : " 4 zeros");
  }

  private void judgeTable() {
    List<String> lines = new ArrayList<>();
    table.forEach(
        (region, counts) ->
            lines.add(
                String.format(
                    "%-48s harmless %5d  reported %5d  unreadable %5d  refused %5d",
                    region,
                    counts.getOrDefault(Judged.HARMLESS, 0),
                    counts.getOrDefault(Judged.REPORTED, 0),
                    counts.getOrDefault(Judged.UNREADABLE, 0),
                    counts.getOrDefault(Judged.REFUSED, 0))));
    System.out.println("BitFlipTest: one byte flipped, by file and region");
    lines.forEach(System.out::println);
    table.forEach(
        (region, counts) -> assertThat(counts.keySet()).as(region).isSubsetOf(allowed(region)));
    assertThat(table.get(LAST_SEGMENT + DOCUMENTS)).containsKey(Judged.REFUSED);
  }

  /** What may come of a flip, by where it was: the first segment lies before both snapshots. */
  private static Set<Judged> allowed(String region) {
    if (region.endsWith("header") || region.startsWith("pinfold.store")) {
      return Set.of(Judged.REFUSED);
    } else if (region.equals(LAST_SEGMENT + DOCUMENTS)) {
      return Set.of(Judged.HARMLESS, Judged.REFUSED); // a length that becomes 0 is made up for
    } else if (region.endsWith(DOCUMENTS) || region.endsWith(KNOWN)) {
      return Set.of(Judged.HARMLESS, Judged.UNREADABLE);
    } else if (region.startsWith("snapshots")) {
      return Set.of(Judged.HARMLESS, Judged.REPORTED);
    } else if (region.startsWith("index")
        || region.startsWith("lock")
        || region.endsWith("begun")) {
      return Set.of(Judged.HARMLESS);
    }
    return Set.of(Judged.HARMLESS, Judged.REPORTED, Judged.REFUSED);
  }
}
