package dev.pinfold.tools;

import dev.pinfold.CodecException;
import dev.pinfold.offline.EntryKind;
import dev.pinfold.offline.JournalEntry;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.time.Instant;
import java.util.Map;

/** An operation of a journal as a line for people. */
final class EntryLine {
  private static final String HIDDEN = "***";
  private static final int KIND_WIDTH = 12;
  private static final int NUMBER_WIDTH = 9;

  private final OutputOptions options;
  private final PayloadView payloads;
  private final Paint paint;

  EntryLine(OutputOptions options, PayloadView payloads, Paint paint) {
    this.options = options;
    this.payloads = payloads;
    this.paint = paint;
  }

  /** Transaction, time or a lower bound of it, kind, queue, message, and what else it says. */
  String of(JournalEntry entry) {
    String queue =
        entry.queue() == null
            ? "(queue " + entry.operation().queueId() + ")"
            : entry.queue().isEmpty() ? "\"\"" : Escapes.name(entry.queue());
    String line =
        right(Long.toString(entry.transaction()), NUMBER_WIDTH)
            + time(entry)
            + "  "
            + kind(entry.kind())
            + "  "
            + queue
            + numbers(entry)
            + detail(entry);
    return line.stripTrailing();
  }

  /** With a sign before it, in the room between columns, when it is a lower bound. */
  private String time(JournalEntry entry) {
    return entry
        .time()
        .map(time -> "  " + options.time(time))
        .or(() -> entry.notBefore().map(time -> " ≥" + options.time(time)))
        .orElse("  -" + " ".repeat(timeWidth() - 1));
  }

  private int timeWidth() {
    return options.time(Instant.EPOCH).length();
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private String kind(EntryKind kind) {
    String name = EnumName.of(kind);
    String padded = name + " ".repeat(Math.max(0, KIND_WIDTH - name.length()));
    if (kind == EntryKind.ADDED) {
      return paint.green(padded);
    }
    return kind.isEnd() ? paint.red(padded) : paint.yellow(padded);
  }

  private static String numbers(JournalEntry entry) {
    if (entry.firstNumber() == 0) {
      return "";
    }
    if (entry.firstNumber() == entry.lastNumber()) {
      return " #" + entry.firstNumber();
    }
    String last = entry.lastNumber() == Long.MAX_VALUE ? "…" : "#" + entry.lastNumber();
    return " #" + entry.firstNumber() + " to " + last;
  }

  private String detail(JournalEntry entry) {
    Operation operation = entry.operation();
    if (operation instanceof Operation.Lease lease) {
      return ", until "
          + options.time(Instant.ofEpochMilli(lease.untilMillis()))
          + ", delivery "
          + lease.deliveryCount();
    } else if (operation instanceof Operation.OpenQueue open) {
      return ", "
          + EnumName.of(open.policy().durability())
          + ", limits "
          + PolicyText.limits(open.policy().retention())
          + ", next #"
          + open.nextNumber();
    } else if (operation instanceof Operation.AlterQueue alter) {
      return ", "
          + EnumName.of(alter.policy().durability())
          + ", limits "
          + PolicyText.limits(alter.policy().retention());
    }
    return entry.message().map(message -> message(entry, message)).orElse("");
  }

  private String message(JournalEntry entry, StoredMessage message) {
    StringBuilder text = new StringBuilder();
    if (entry.kind() == EntryKind.MOVED) {
      text.append(", arrived ").append(options.time(Instant.ofEpochMilli(message.arrivalMillis())));
    }
    text.append(", ").append(String.format("%,d", message.size())).append(" bytes");
    if (message.deliveryCount() > 0) {
      text.append(", delivered ").append(message.deliveryCount()).append(" times");
    }
    headers(message)
        .forEach(
            (name, value) ->
                text.append("  ")
                    .append(Escapes.name(name))
                    .append('=')
                    .append(options.redact() ? HIDDEN : Escapes.name(value)));
    String payload = options.redact() ? HIDDEN : payloads.shown(message.payload());
    return text.append(payload.isEmpty() ? "" : "  ").append(payload).toString();
  }

  /**
   * The headers; none when they are no headers, which a checksum that is right does not rule out.
   */
  static Map<String, String> headers(StoredMessage message) {
    try {
      return HeadersFormat.decode(message.headers());
    } catch (IllegalArgumentException | CodecException e) {
      return Map.of("(unreadable)", "");
    }
  }
}
