package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.offline.NumberRange;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.Salvage;
import dev.pinfold.offline.SalvagedQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings what is whole out of a damaged store. */
@Command(
    name = "salvage",
    description = {
      "Bring everything whole out of a damaged store into a new one: all messages that live, as far"
          + " as journal and snapshots tell, and whose bytes are whole, with their numbers. Tells"
          + " what is missing, by queue and numbers. The damaged store is not touched; nobody may"
          + " have it open.",
      "Where it was told that a message was taken may be damaged, too: then that message is there"
          + " again. What is called known was before the snapshot: what is missing of it stands"
          + " under lost.",
      "Exits with 0 when all is there, 2 when all is but a torn tail, 3 when something is missing or"
          + " may be, 1 when it was used wrongly or the new store cannot be written, 5 when there is"
          + " nothing of a store or a later release wrote it, 6 when it failed otherwise."
    },
    footerHeading = "%nExample:%n",
    footer = "  pinfold salvage --store DAMAGED --to NEW")
final class SalvageCommand extends CodedCommand {
  private static final int MOST_RANGES = 20;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Where the new store is to be: missing, or an empty directory.")
  private Path target;

  @Override
  int run() {
    Salvage found = salvage(main().store());
    int code = exitCode(found.state());
    if (output().json()) {
      console().print(json(found, code));
    } else {
      print(found);
    }
    return code;
  }

  private static int exitCode(Salvage.State state) {
    return switch (state) {
      case WHOLE -> OfflineExit.SOUND;
      case TORN -> OfflineExit.TORN;
      case INCOMPLETE -> OfflineExit.JOURNAL_DAMAGED;
    };
  }

  private Salvage salvage(Path store) {
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      return OfflineStore.salvage(store, target, Stores.OPTIONS, bar);
    } catch (IOException e) {
      throw new ToolException(ErrorLine.of(e), e);
    }
  }

  private void print(Salvage found) {
    Paint paint = output().paint(console());
    console()
        .print(
            found
                .snapshot()
                .map(
                    transaction ->
                        String.format("from the snapshot at transaction %,d", transaction))
                .orElse("from the journal alone: no snapshot is good"));
    console().print("");
    TextTable table = new TextTable("<queue", ">messages", ">lost", ">unknown");
    for (SalvagedQueue queue : found.queues()) {
      table.row(
          Escapes.name(queue.name()),
          InspectionTables.count(queue.messages()),
          InspectionTables.count(count(queue.lost())),
          InspectionTables.count(count(queue.unknown())));
    }
    table.lines().forEach(console()::print);
    for (SalvagedQueue queue : found.queues()) {
      if (!queue.isNamed()) {
        console().print(Escapes.name(queue.name()) + ": its name and policy are lost");
      }
      ranges(queue, "lost, of which no whole bytes are left", queue.lost());
      ranges(queue, "unknown, told of in what is damaged", queue.unknown());
    }
    if (!found.holes().isEmpty()) {
      console().print("");
      console().print(paint.red("not readable, or not there:"));
      for (Salvage.Hole hole : found.holes()) {
        console().print("  " + Escapes.controls(hole(hole)));
      }
    }
  }

  private static long count(List<NumberRange> ranges) {
    return ranges.stream().mapToLong(NumberRange::count).sum();
  }

  private void ranges(SalvagedQueue queue, String what, List<NumberRange> ranges) {
    if (ranges.isEmpty()) {
      return;
    }
    StringBuilder line = new StringBuilder(Escapes.name(queue.name()) + ": " + what + ":");
    for (NumberRange range : ranges.subList(0, Math.min(ranges.size(), MOST_RANGES))) {
      line.append(' ').append(range.first());
      if (range.count() > 1) {
        line.append('-').append(range.last());
      }
    }
    int more = ranges.size() - MOST_RANGES;
    console().print(line + (more > 0 ? " and " + more + " more ranges (--json has all)" : ""));
  }

  private static String hole(Salvage.Hole hole) {
    String bytes =
        hole.to() == 0
            ? ""
            : String.format(" in %,d bytes from %,d on", hole.to() - hole.from(), hole.from());
    return hole.file()
        + ": "
        + hole.why()
        + bytes
        + (hole.meaning() == Salvage.Meaning.UNKNOWN
            ? ""
            : " (" + EnumName.of(hole.meaning()) + ")");
  }

  private String json(Salvage found, int exitCode) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", "pinfold.salvage/1");
          object.writeStringField("directory", main().store().toString());
          object.writeStringField("to", target.toString());
          JsonLine.number(
              object, "snapshot", found.snapshot().orElse(0L), found.snapshot().isPresent());
          object.writeStringField("state", EnumName.of(found.state()));
          object.writeNumberField("exitCode", exitCode);
          object.writeArrayFieldStart("queues");
          for (SalvagedQueue queue : found.queues()) {
            object.writeStartObject();
            object.writeStringField("name", queue.name());
            object.writeBooleanField("named", queue.isNamed());
            object.writeNumberField("messages", queue.messages());
            write(object, "lost", queue.lost());
            write(object, "unknown", queue.unknown());
            object.writeEndObject();
          }
          object.writeEndArray();
          object.writeArrayFieldStart("holes");
          for (Salvage.Hole hole : found.holes()) {
            object.writeStartObject();
            object.writeStringField("file", hole.file().toString());
            object.writeNumberField("from", hole.from());
            object.writeNumberField("to", hole.to());
            object.writeStringField("why", hole.why());
            object.writeStringField("meaning", EnumName.of(hole.meaning()));
            object.writeEndObject();
          }
          object.writeEndArray();
        });
  }

  private static void write(JsonGenerator object, String name, List<NumberRange> ranges)
      throws IOException {
    object.writeArrayFieldStart(name);
    for (NumberRange range : ranges) {
      object.writeArray(new long[] {range.first(), range.last()}, 0, 2);
    }
    object.writeEndArray();
  }
}
