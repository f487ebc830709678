package dev.pinfold.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts together what several passes over a journal found damaged. */
final class Damages {
  private Damages() {}

  /**
   * Each place once.
   *
   * @param judged what the judgement of the journal's end came upon; left out when a pass tells
   *     more exactly what is wrong in that file
   * @param passes what passes found
   */
  @SafeVarargs
  static List<Damage> of(Optional<Damage> judged, List<Damage>... passes) {
    List<Damage> found = new ArrayList<>();
    for (List<Damage> pass : passes) {
      for (Damage damage : pass) {
        if (found.stream().noneMatch(damage::isWhere)) {
          found.add(damage);
        }
      }
    }
    judged
        .filter(damage -> found.stream().noneMatch(other -> other.file().equals(damage.file())))
        .ifPresent(damage -> found.add(0, damage));
    return found;
  }
}
