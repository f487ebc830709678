package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments before a snapshot that lost their headers with the power. Nothing reads from them: the
 * snapshot had replaced them before they were forced.
 */
public final class LostSegments {
  private static final Logger log = LoggerFactory.getLogger(LostSegments.class);

  private LostSegments() {}

  /**
   * Removes those that a scan found, before the journal goes on from it: once it has a segment of
   * the present boot, a lost header would be damage to the next opening ({@link Restarts}), should
   * this one be killed.
   *
   * @param keeps whether dead segments are to be kept: then they are put aside, as what is cut off
   * @throws IOException when one cannot be removed; the next opening finds it again
   */
  public static void remove(JournalScan scan, boolean keeps) throws IOException {
    for (CutSegment lost : scan.lost()) {
      remove(lost, keeps);
    }
  }

  private static void remove(CutSegment lost, boolean keeps) throws IOException {
    if (keeps) {
      log.warn(
          "{} was lost with the power, before this store was to keep its segments. Nothing reads"
              + " from it; what is left of it is kept as {}",
          lost.file(),
          lost.kept());
      Files.move(lost.file(), lost.kept(), StandardCopyOption.ATOMIC_MOVE);
    } else {
      log.info("{} was lost with the power; nothing reads from it: removed", lost.file());
      Files.delete(lost.file());
    }
  }
}
