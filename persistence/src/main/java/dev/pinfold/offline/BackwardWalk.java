package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.DocumentReader;
import dev.pinfold.archive.journal.JournalVisitor;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads segments from their ends to their starts. Each is read forward once, for where its
 * documents are; of these a bounded number is kept, and what is between two of them is read again
 * when its turn comes. So the heap does not grow with the journal.
 */
final class BackwardWalk {
  private static final JournalVisitor NOTHING = (transaction, place, operation, last) -> {};

  private final StoreFiles files;
  private final JournalLook look;
  private final RecordVisitor visitor;
  private final List<Damage> damages = new ArrayList<>();
  private SegmentInfo behind; // the one read last, or null

  BackwardWalk(StoreFiles files, JournalLook look, RecordVisitor visitor) {
    this.files = files;
    this.look = look;
    this.visitor = visitor;
  }

  /**
   * What was found damaged so far. What is behind it in its segment is left out, or what is before
   * the place where an opening would begin to read.
   */
  List<Damage> damages() {
    return damages;
  }

  /**
   * Reads a segment.
   *
   * @throws ReadStop when no more is wanted
   */
  void read(SegmentInfo segment) {
    try (DocumentReader reader = DocumentReader.of(files.layout().journal(), segment.segment())) {
      List<Stretch> stretches = new ArrayList<>();
      boolean isWhole = note(reader, segment, stretches);
      while (!isWhole) {
        note(segment, Damage.of(reader.damage()));
        if (!look.skipToStart(segment, reader)) {
          break;
        }
        isWhole = note(reader, segment, stretches);
      }
      if (isWhole) {
        checkEnd(segment, reader);
      }
      behind = segment;
      for (int i = stretches.size() - 1; i >= 0; i--) {
        read(reader, stretches.get(i));
      }
    } catch (NoSuchFileException e) {
      return; // given back since it was listed
    } catch (StoreCorruptException e) {
      note(segment, Damage.of(e));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + segment.file(), e);
    }
  }

  /** Documents that follow one another, and where the last one ends. */
  private record Stretch(DocumentMarks marks, int end) {}

  /** Notes where documents are, from where the reader is; whether they go on to the end. */
  private static boolean note(DocumentReader reader, SegmentInfo segment, List<Stretch> stretches) {
    DocumentMarks marks = new DocumentMarks();
    boolean isWhole = true;
    while (isWhole && reader.offset() < segment.endOffset()) {
      marks.note(reader.offset(), reader.nextTransaction());
      isWhole = reader.read(NOTHING);
    }
    stretches.add(new Stretch(marks, reader.offset()));
    return isWhole;
  }

  private void read(DocumentReader reader, Stretch stretch) {
    int end = stretch.end();
    for (int i = stretch.marks().size() - 1; i >= 0; i--) {
      reader.moveTo(stretch.marks().offset(i), stretch.marks().transaction(i));
      readStretch(reader, end);
      end = stretch.marks().offset(i);
    }
  }

  private void checkEnd(SegmentInfo segment, DocumentReader reader) {
    if (behind != null && behind.segment() == segment.segment() + 1) {
      SegmentEnd.between(reader.nextTransaction(), behind)
          .ifPresent(damage -> note(behind, damage));
    }
    SegmentEnd.check(segment, reader, look.isEndTold(segment.segment()))
        .ifPresent(damage -> note(segment, damage));
  }

  private void note(SegmentInfo segment, Damage damage) {
    boolean isLost = look.mayBeLost().contains(segment.segment());
    if (!isLost && Files.exists(segment.file())) { // else it was given back
      damages.add(damage);
    }
  }

  /** Reads the documents from where the reader is to an end, the last one first. */
  private void readStretch(DocumentReader reader, int end) {
    List<int[]> offsets = new ArrayList<>();
    List<Long> transactions = new ArrayList<>();
    while (reader.offset() < end) {
      offsets.add(new int[] {reader.offset()});
      transactions.add(reader.nextTransaction());
      if (!reader.read(NOTHING)) {
        return; // it went while it was read
      }
    }
    for (int i = offsets.size() - 1; i >= 0; i--) {
      reader.moveTo(offsets.get(i)[0], transactions.get(i));
      Records records = new Records();
      if (!reader.read(records::note)) {
        return;
      }
      records.show(reader, visitor);
    }
  }

  /** The records of one document. */
  private static final class Records {
    private long[] transactions = new long[16];
    private long[] places = new long[16];
    private int[] indexes = new int[16];
    private int size;

    void note(
        long transaction, long place, java.nio.ByteBuffer operation, boolean lastOfTransaction) {
      if (size == places.length) {
        transactions = Arrays.copyOf(transactions, 2 * size);
        places = Arrays.copyOf(places, 2 * size);
        indexes = Arrays.copyOf(indexes, 2 * size);
      }
      boolean goesOn = size > 0 && transactions[size - 1] == transaction;
      transactions[size] = transaction;
      places[size] = place;
      indexes[size] = goesOn ? indexes[size - 1] + 1 : 0;
      size++;
    }

    void show(DocumentReader reader, RecordVisitor visitor) {
      for (int i = size - 1; i >= 0; i--) {
        boolean last = i + 1 == size || transactions[i + 1] != transactions[i];
        visitor.record(
            transactions[i],
            indexes[i],
            places[i],
            reader.operationAt(Place.offset(places[i])),
            last);
      }
    }
  }
}
