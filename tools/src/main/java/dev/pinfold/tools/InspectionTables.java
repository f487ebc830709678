package dev.pinfold.tools;

import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.JournalVerdict;
import dev.pinfold.offline.Owner;
import dev.pinfold.offline.SeenQueue;
import dev.pinfold.offline.SeenSegment;
import dev.pinfold.offline.SeenSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** A store at a glance, for people. */
final class InspectionTables {
  private final OutputOptions options;
  private final Paint paint;
  private final Instant now;

  InspectionTables(OutputOptions options, Paint paint, Instant now) {
    this.options = options;
    this.paint = paint;
    this.now = now;
  }

  List<String> of(Inspection store) {
    List<String> lines = new ArrayList<>();
    lines.add("store    " + store.storeId() + ", format " + store.version());
    lines.add("owner    " + store.owner().map(InspectionTables::owner).orElse("it does not say"));
    lines.add("journal  " + verdict(store.journal()));
    Findings.of(store.journal()).forEach(line -> lines.add("         " + Escapes.controls(line)));
    lines.add("");
    queues(store.queues()).lines().forEach(lines::add);
    lines.add("");
    snapshots(store.snapshots()).lines().forEach(lines::add);
    lines.add("");
    segments(store.segments()).lines().forEach(lines::add);
    return lines;
  }

  private static String owner(Owner owner) {
    String process =
        "process "
            + owner.pid()
            + (owner.command().isEmpty() ? "" : " (" + Escapes.controls(owner.command()) + ")");
    return switch (owner.state()) {
      case OPEN -> process + " has it open";
      case RUNNING -> process + " runs, and may have it open";
      case GONE -> process + " had it open last";
    };
  }

  String verdict(JournalVerdict verdict) {
    String upTo = String.format(", up to transaction %,d", verdict.lastTransaction());
    return switch (verdict.state()) {
      case SOUND -> paint.green("sound") + upTo;
      case TORN -> paint.yellow("torn tail") + upTo;
      case DAMAGED -> paint.red("damaged") + upTo;
    };
  }

  private TextTable queues(List<SeenQueue> queues) {
    TextTable table =
        new TextTable(
            "<queue",
            "<durability",
            ">messages",
            ">bytes",
            ">leased",
            ">next",
            ">oldest",
            ">last added",
            ">added/s",
            ">ended/s",
            "<limits");
    for (SeenQueue queue : queues) {
      table.row(
          Escapes.name(queue.name()),
          EnumName.of(queue.policy().durability()),
          count(queue.messages()),
          count(queue.bytes()),
          count(queue.leased()),
          count(queue.nextNumber()),
          age(queue.oldestArrival()),
          age(queue.lastArrival()),
          rate(queue.traffic().addedPerSecond()),
          rate(queue.traffic().endedPerSecond()),
          PolicyText.limits(queue.policy().retention()));
    }
    return table;
  }

  private String age(Optional<Instant> time) {
    return time.map(then -> Age.of(then.isAfter(now) ? Duration.ZERO : Duration.between(then, now)))
        .orElse("-");
  }

  private static String rate(OptionalDouble perSecond) {
    if (perSecond.isEmpty()) {
      return "-";
    }
    double rate = perSecond.getAsDouble();
    return String.format(Locale.ROOT, rate < 10 ? "%,.2f" : "%,.0f", rate);
  }

  TextTable snapshots(List<SeenSnapshot> snapshots) {
    TextTable table = new TextTable(">snapshot", "<taken", ">bytes", "<");
    for (SeenSnapshot snapshot : snapshots) {
      table.row(
          count(snapshot.transaction()),
          snapshot.created().map(options::time).orElse("-"),
          count(snapshot.bytes()),
          snapshot
              .problem()
              .map(problem -> "damaged: " + Escapes.controls(problem))
              .orElse("good"));
    }
    return table;
  }

  private TextTable segments(List<SeenSegment> segments) {
    TextTable table =
        new TextTable(
            ">segment",
            "<begun",
            ">first transaction",
            ">file",
            ">documents",
            ">live",
            ">dead",
            "<kept because");
    for (SeenSegment segment : segments) {
      boolean isBegun = segment.begun().isPresent();
      boolean isLost = !isBegun && !segment.pinnedBy().isEmpty();
      table.row(
          count(segment.segment()),
          segment.begun().map(options::time).orElse(isLost ? "lost" : "prepared"),
          isBegun ? count(segment.firstTransaction()) : "-",
          count(segment.fileBytes()),
          count(segment.documentBytes()),
          count(segment.liveBytes()),
          count(segment.deadBytes()),
          String.join("; ", segment.pinnedBy()));
    }
    return table;
  }

  static String count(long value) {
    return String.format("%,d", value);
  }
}
