package dev.pinfold.tools.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The run: producer and consumer take turns, because a store has one owner at a time; each is
 * killed as often as asked for, then may finish. After each kill the next child reports what it
 * found when it had opened the store, and the parent compares that with all that was acknowledged.
 */
final class Demo {
  private final Workplace place;
  private final Earthquakes data;
  private final Ledger ledger;
  private final KillPlanner planner;
  private final int killsWanted;
  private final Picture picture;
  private final ScheduledExecutorService timer;
  private final Map<Role, Integer> kills = new EnumMap<>(Role.class);
  private final List<ChildLine.Opened> recoveries = new ArrayList<>();

  /** The last kill, as long as no child has opened the store since. */
  private String unchecked;

  Demo(
      Workplace place,
      Earthquakes data,
      KillPlanner planner,
      int killsWanted,
      Picture picture,
      ScheduledExecutorService timer) {
    this.place = place;
    this.data = data;
    this.ledger = new Ledger(data);
    this.planner = planner;
    this.killsWanted = killsWanted;
    this.picture = picture;
    this.timer = timer;
    for (Role role : Role.values()) {
      kills.put(role, 0);
    }
  }

  /** Runs to the end, or to the first fault. */
  void run() throws IOException, InterruptedException {
    picture.say("  killed    process  after         back in  replayed     cut  then");
    Role role = Role.PRODUCER;
    while (isKillWanted(Role.PRODUCER) || isKillWanted(Role.CONSUMER)) {
      if (isKillWanted(role)) {
        turn(role, planner.next(left(role), killsWanted - kills.get(role)));
      }
      role = role == Role.PRODUCER ? Role.CONSUMER : Role.PRODUCER;
    }
    turn(Role.PRODUCER, new KillPlan.Spare());
    turn(Role.CONSUMER, new KillPlan.Spare());
  }

  private boolean isKillWanted(Role role) {
    return kills.get(role) < killsWanted;
  }

  private int left(Role role) {
    return role == Role.PRODUCER ? data.size() - ledger.fed() : ledger.waiting();
  }

  private void turn(Role role, KillPlan plan) throws IOException, InterruptedException {
    try (Child child = place.children().start(role, place.directory(), timer)) {
      Turn turn = new Turn(child);
      show(child, "starts");
      boolean killed = child.listen(plan, turn::hear);
      if (killed) {
        kills.merge(role, 1, Integer::sum);
        report();
        unchecked = turn.obituary();
        show(child, "killed");
      }
      requireNoFault();
    }
  }

  /** Says how the last kill ended; kills before any child was up again end together. */
  private void report() {
    if (unchecked != null) {
      picture.say(unchecked + "  killed again before it was back");
      unchecked = null;
    }
  }

  private void requireNoFault() {
    List<String> faults = ledger.faults();
    if (!faults.isEmpty()) {
      throw new DemoException(
          faults.size() + " faults in " + place.directory() + ", the first: " + faults.get(0));
    }
  }

  private void show(Child child, String doing) {
    picture.show(
        new Scene(data, ledger, Map.copyOf(kills), killsWanted, child.role(), child.pid(), doing));
  }

  /** What a child told in its turn. */
  private final class Turn {
    private final Child child;
    private final Map<String, List<Integer>> holds = new LinkedHashMap<>();
    private int steps;
    private boolean ready;

    Turn(Child child) {
      this.child = child;
    }

    void hear(ChildLine line) {
      if (line instanceof ChildLine.Opened opened) {
        recoveries.add(opened);
      } else if (line instanceof ChildLine.Holds content) {
        holds.put(content.queue(), content.lines());
      } else if (line instanceof ChildLine.Ready) {
        ledger.check(holds);
        ready = true;
        reportRecovery();
      } else if (line instanceof ChildLine.Done done) {
        ledger.acknowledged(child.role(), done.line());
        steps++;
      }
      show(child, ready ? "works" : "recovers");
    }

    private void reportRecovery() {
      if (unchecked != null) {
        ChildLine.Opened opened = recoveries.get(recoveries.size() - 1);
        picture.say(
            unchecked
                + String.format(
                    "  %,5d ms    %,6d  %,4d B  %s",
                    opened.micros() / 1000,
                    opened.replayed(),
                    opened.bytesCut(),
                    ledger.faults().isEmpty() ? "all there" : ledger.faults().get(0)));
        unchecked = null;
      }
    }

    String obituary() {
      String after =
          !ready
              ? "  early      "
              : String.format("%,7d %-5s", steps, child.role() == Role.PRODUCER ? "fed" : "moved");
      return String.format(
          "%s %-8s  %7d%s", picture.cross(), child.role().label(), child.pid(), after);
    }
  }

  int kills(Role role) {
    return kills.get(role);
  }

  /** What the openings after the first took. */
  List<ChildLine.Opened> recoveries() {
    return recoveries.subList(Math.min(1, recoveries.size()), recoveries.size());
  }
}
