package dev.pinfold.offline;

/** Told now and then how much of a journal was read. */
@FunctionalInterface
public interface ReadProgress {
  /** For those who do not want to know. */
  ReadProgress NONE = (bytes, total) -> {};

  /**
   * Takes note.
   *
   * @param bytes how many bytes were read so far
   * @param total how many there are to be read, as far as is known now
   */
  void read(long bytes, long total);
}
