package dev.pinfold.durable.kill;

import java.util.Collections;
import java.util.List;

/**
 * What came of a series of rounds.
 *
 * @param kills processes killed
 * @param whileOpening how many of them perhaps before the store was open
 * @param closes processes that ended in order
 * @param acknowledged steps and transactions that were acknowledged and hence checked
 * @param unfinished steps that were under way when their process was killed
 * @param unfinishedDone how many of those had happened
 * @param cuts openings that cut a torn tail
 * @param rolls segments begun, beside those that openings begin
 * @param fromSnapshots openings that began with a snapshot
 * @param replays openings that replayed transactions
 * @param openingMillis how long each recovery took
 */
record KillTally(
    int kills,
    int whileOpening,
    int closes,
    long acknowledged,
    int unfinished,
    int unfinishedDone,
    int cuts,
    int rolls,
    int fromSnapshots,
    int replays,
    List<Long> openingMillis) {

  String describe(String title) {
    return title
        + ": "
        + kills
        + " kills ("
        + whileOpening
        + " of them while opening), "
        + closes
        + " orderly ends; "
        + acknowledged
        + " acknowledged transactions, 0 lost, 0 in halves, 0 twice; "
        + unfinished
        + " unacknowledged ones, of which "
        + unfinishedDone
        + " had happened; "
        + cuts
        + " torn tails cut; "
        + rolls
        + " rolls; "
        + fromSnapshots
        + " openings from a snapshot, "
        + replays
        + " with transactions replayed; recovery "
        + openingMillis.stream().sorted().toList().get(openingMillis.size() / 2)
        + " ms in the median, "
        + Collections.max(openingMillis)
        + " ms at most";
  }
}
