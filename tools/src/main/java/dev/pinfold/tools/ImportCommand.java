package dev.pinfold.tools;

import dev.pinfold.Durability;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.durable.StoreWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes a store of what was exported. */
@Command(
    name = "import",
    description = {
      "Make a new store of what pinfold export printed: the same queues, numbers, arrivals, headers,"
          + " leases and policies. Prints how many messages there are. With --queue, of lines of JSON"
          + " that others wrote: each is a message.",
      "The store's directory must be missing or empty. It is whole and on the device, or not there:"
          + " what is written goes by the name DIR.partial until then. Into a store that is there"
          + " already, pinfold add adds lines."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold import store.ndjson --store NEW",
      "  pinfold export --store DIR | pinfold import --store NEW",
      "  pinfold import quakes.ndjson --queue quakes --arrival time --store NEW"
    })
final class ImportCommand implements Callable<Integer> {
  private static final int ESCAPE_BYTES = 6; // that JSON may write one byte of text with
  private static final int OTHER_BYTES = 1 << 20; // of a line, beside the message

  @ParentCommand private Main main;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file, or - for standard input, as when none is given.")
  private Path file;

  @Option(
      names = "--queue",
      paramLabel = "QUEUE",
      description = "Lines of JSON that pinfold did not write become messages of this queue.")
  private String queue;

  @Option(
      names = "--arrival",
      paramLabel = "FIELD",
      description =
          "With --queue: the field of each line that says when the message arrived, as"
              + " 2026-11-23T20:00:00Z or in milliseconds since 1970. Now when not given. A time"
              + " before that of an earlier line counts as that one's.")
  private String arrival;

  @Option(
      names = "--durability",
      paramLabel = "LEVEL",
      converter = DurabilityName.class,
      completionCandidates = DurabilityName.Lasting.class,
      description = "With --queue: process-crash (when not given) or power-loss.")
  private Durability durability;

  @Option(
      names = "--segment-bytes",
      paramLabel = "N",
      description =
          "The size of the journal's files, 16 MiB when not given. The largest message has a little"
              + " less than a quarter of it.")
  private Integer segmentBytes;

  @Override
  public Integer call() throws IOException {
    requireSense();
    Inputs inputs = Inputs.of(file == null ? List.of() : List.of(file));
    Path source = inputs.files().get(0);
    StoreOptions options = options();
    try (StoreWriter writer = StoreWriter.create(main.store(), options);
        InputStream input = Inputs.open(source, main.console())) {
      long messages = read(input, Inputs.name(source), writer, options);
      writer.finish();
      main.console().print(Long.toString(messages));
    }
    return 0;
  }

  private void requireSense() {
    if (queue == null && (arrival != null || durability != null)) {
      throw new ToolException(
          "--arrival and --durability are for lines of others, which --queue says; what pinfold"
              + " exported has its own",
          null);
    }
    if (durability == Durability.MEMORY) {
      throw new ToolException("a queue in memory would end with this command", null);
    }
  }

  private StoreOptions options() {
    try {
      return segmentBytes == null ? Stores.OPTIONS : Stores.OPTIONS.withSegmentBytes(segmentBytes);
    } catch (IllegalArgumentException e) {
      throw new ToolException("--segment-bytes: " + e.getMessage(), e);
    }
  }

  private long read(InputStream input, String source, StoreWriter writer, StoreOptions options)
      throws IOException {
    if (queue == null) {
      ImportReader reader = new ImportReader(writer, source);
      long longest = (long) ESCAPE_BYTES * options.maxMessageBytes() + OTHER_BYTES;
      reader.read(new BoundedLines(input, source, longest));
      return reader.messages();
    }
    String name = QueueName.require(queue);
    writer.open(
        name,
        QueuePolicy.of(durability == null ? Durability.PROCESS_CRASH : durability),
        1,
        Instant.EPOCH);
    ForeignReader reader =
        new ForeignReader(writer, source, name, arrival, options.maxMessageBytes());
    reader.read(input);
    return reader.messages();
  }
}
