package dev.pinfold.tools.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A line that a child writes to its standard output: what it found, then what it did. */
sealed interface ChildLine {

  /** The store is open again: how long that took and what it needed. */
  record Opened(long micros, long replayed, long bytesCut) implements ChildLine {}

  /** What a queue held when the child had opened the store: lines of the data, 0 for a stranger. */
  record Holds(String queue, List<Integer> lines) implements ChildLine {
    public Holds {
      lines = List.copyOf(lines);
    }
  }

  /** An earthquake was fed or moved, and the store acknowledged it. */
  record Done(int line) implements ChildLine {}

  /** The store is as the child found it: the work begins. */
  record Ready() implements ChildLine {}

  /** There is nothing left to do. */
  record Finished() implements ChildLine {}

  /** The line as text, without its end. */
  default String format() {
    if (this instanceof Opened opened) {
      return "opened " + opened.micros() + " " + opened.replayed() + " " + opened.bytesCut();
    }
    if (this instanceof Holds holds) {
      return "holds "
          + holds.queue()
          + holds.lines().stream().map(line -> " " + line).collect(Collectors.joining());
    }
    if (this instanceof Done done) {
      return "done " + done.line();
    }
    return this instanceof Ready ? "ready" : "finished";
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException for what {@link #format} does not write
   */
  static ChildLine parse(String text) {
    String[] words = text.split(" ", -1);
    try {
      return switch (words[0]) {
        case "opened" ->
            new Opened(
                Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
        case "holds" -> {
          List<Integer> lines = new ArrayList<>();
          for (int i = 2; i < words.length; i++) {
            lines.add(Integer.valueOf(words[i]));
          }
          yield new Holds(words[1], lines);
        }
        case "done" -> new Done(Integer.parseInt(words[1]));
        case "ready" -> new Ready();
        case "finished" -> new Finished();
        default -> throw new IllegalArgumentException("no line of a child: " + text);
      };
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("no line of a child: " + text, e);
    }
  }
}
