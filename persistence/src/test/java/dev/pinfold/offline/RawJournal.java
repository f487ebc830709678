package dev.pinfold.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The operations of a sound journal, read as docs/file-format.md describes it, without the code
 * that is under test and without checking anything.
 */
final class RawJournal {
  private static final List<String> REMOVALS =
      List.of("taken", "expired", "overflowed", "acknowledged", "removed", "purged");

  /** An operation; what it does not have is 0, and the arrival -1. */
  record Op(
      long transaction,
      int index,
      String kind,
      String queue,
      long first,
      long last,
      long arrival,
      String payload) {}

  private final List<Op> operations = new ArrayList<>();
  private final Map<Integer, String> names = new HashMap<>();
  private long transaction;
  private int index;

  private RawJournal() {}

  static List<Op> of(Path store) throws IOException {
    RawJournal journal = new RawJournal();
    List<Path> segments;
    try (Stream<Path> files = Files.list(store.resolve("journal"))) {
      segments = files.filter(file -> file.toString().endsWith(".pfj")).sorted().toList();
    }
    for (Path segment : segments) {
      journal.read(ByteBuffer.wrap(Files.readAllBytes(segment)).order(ByteOrder.LITTLE_ENDIAN));
    }
    return journal.operations;
  }

  private void read(ByteBuffer file) {
    transaction = file.getLong(48);
    int document = 96;
    while (document < file.limit() && file.getInt(document) > 0) {
      int end = document + 4 + file.getInt(document);
      int record = document + 4 + 12;
      index = 0;
      while (end - record > 3) {
        int word = file.getInt(record + 4);
        int length = word & 0x3FFF_FFFF;
        byte[] bytes = new byte[length];
        file.get(record + 8, bytes);
        operation(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        index++;
        if (word < 0) {
          transaction++;
          index = 0;
        }
        record += 8 + length;
      }
      document = end;
    }
  }

  private void operation(ByteBuffer in) {
    int kind = in.get();
    int flags = in.get();
    int queue = in.getInt();
    switch (kind) {
      case 1, 2 -> message(in, kind == 1 ? "added" : "moved", flags, queue);
      case 3 -> add(REMOVALS.get(flags - 1), queue, in.getLong(), in.getLong(), -1, "");
      case 4 -> {
        long number = in.getLong();
        add("leased", queue, number, number, -1, "");
      }
      case 5 -> {
        long number = in.getLong();
        add("released", queue, number, number, -1, "");
      }
      case 6 -> {
        in.position(40 + (flags == 1 ? 8 : 0));
        names.put(queue, StandardCharsets.UTF_8.decode(in).toString());
        add("opened", queue, 0, 0, -1, "");
      }
      case 7 -> add("altered", queue, 0, 0, -1, "");
      default -> add("dropped", queue, 0, 0, -1, "");
    }
  }

  private void message(ByteBuffer in, String kind, int flags, int queue) {
    long number = in.getLong();
    long arrival = in.getLong();
    in.position(in.position() + ((flags & 1) == 0 ? 0 : 4));
    if ((flags & 2) != 0) {
      int headers = in.getInt();
      in.position(in.position() + headers);
    }
    add(kind, queue, number, number, arrival, StandardCharsets.ISO_8859_1.decode(in).toString());
  }

  private void add(String kind, int queue, long first, long last, long arrival, String payload) {
    operations.add(
        new Op(transaction, index, kind, names.get(queue), first, last, arrival, payload));
  }
}
