package dev.pinfold.tools;

import dev.pinfold.archive.files.Apart;
import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.JournalQuery;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.ReadReport;
import dev.pinfold.tools.report.ReportPage;
import dev.pinfold.tools.report.ReportWindow;
import dev.pinfold.tools.report.StoreHistory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws a store. */
@Command(
    name = "report",
    description = {
      "Make a page for a browser of a store: messages in each queue over time, rates, how long"
          + " messages waited, the segments and what lives in them, the largest messages, and what"
          + " somebody should look at. The page is one file, which loads nothing from anywhere; it"
          + " holds names of queues, but no payloads and no headers.",
      "Reads the journal twice. Opens nothing, locks nothing and writes nothing to the store; works"
          + " beside its owner.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExample:%n",
    footer = "  pinfold report --store DIR --out store.html")
final class ReportCommand extends OfflineCommand {
  @Mixin private QueueFilter queues;

  @Option(
      names = "--from",
      paramLabel = "BOUND",
      description =
          "The charts begin here: a transaction (120) or a time (2026-11-23T20:00:00Z, or 2026-11-23"
              + " in --zone).")
  private String from;

  @Option(names = "--to", paramLabel = "BOUND", description = "They end here, as --from.")
  private String to;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The page: a file that is not there yet, outside of the store.")
  private Path file;

  @Override
  int look(OfflineStore store) {
    requireNew();
    ReportWindow window = window();
    Inspection inspection;
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      inspection = store.inspect(bar, InstantSource.system());
    }
    if (isMissing(queues, inspection)) {
      return OfflineExit.notThere(OfflineExit.of(inspection.journal(), inspection.snapshots()));
    }
    inspection = queues.isGiven() ? inspection.ofQueues(queues.names()) : inspection;
    StoreHistory history = new StoreHistory(inspection, queues.names(), window);
    ReadReport report;
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      report = store.read(JournalQuery.ALL, history, bar);
    }
    write(ReportPage.of(history, main().store(), Instant.now(), output().zone()));
    int read = Findings.tell(report, console());
    int code =
        OfflineExit.worse(read, OfflineExit.of(inspection.journal(), inspection.snapshots()));
    if (output().json()) {
      console().print(json(code));
    }
    return code;
  }

  private ReportWindow window() {
    Optional<JournalBound> first = moment("--from", from);
    Optional<JournalBound> last = moment("--to", to);
    if (JournalQuery.ALL.between(first, last).isBackward()) {
      throw new ToolException("--from " + from + " is behind --to " + to + ": empty range", null);
    }
    return new ReportWindow(first, last);
  }

  private String json(int exitCode) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", "pinfold.report/1");
          object.writeStringField("directory", main().store().toString());
          object.writeStringField("file", file.toString());
          object.writeNumberField("bytes", Files.size(file));
          object.writeNumberField("exitCode", exitCode);
        });
  }

  private void requireNew() {
    if (Files.exists(file)) {
      throw new ToolException(file + " is there already; choose another name", null);
    }
    try {
      if (!Apart.areApart(main().store(), file)) {
        throw new ToolException(file + " is in the store; choose a place outside of it", null);
      }
    } catch (IOException e) {
      throw new ToolException(ErrorLine.of(e), e);
    }
  }

  private void write(String page) {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      write(out, page);
    } catch (IOException e) {
      throw new ToolException(file + ": " + ErrorLine.of(e), e);
    }
  }

  private void write(OutputStream out, String page) throws IOException {
    try {
      out.write(page.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      Files.delete(file); // half a page is none, and would be in the way of the next one
      throw e;
    }
  }
}
