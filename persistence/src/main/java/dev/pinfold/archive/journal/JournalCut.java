package dev.pinfold.archive.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a scan ended the journal before the end of what is in its files.
 *
 * @param file the file whose content was cut
 * @param segment its number
 * @param offset the first byte that does not count any more
 * @param bytes how many bytes of content lie behind it, in this file and in later ones
 * @param discardedDocuments how many of them are whole documents, none of which was ever forced
 * @param kept the files in which an opening keeps the segments with those documents, for a person
 *     to look at; nothing reads them, or removes them; empty when there are no such documents
 * @param reason why, in words
 */
public record JournalCut(
    Path file,
    int segment,
    int offset,
    long bytes,
    int discardedDocuments,
    List<Path> kept,
    String reason) {
  /** Copies the list. */
  public JournalCut {
    kept = List.copyOf(kept);
  }
}
