package dev.pinfold.tools.demo;

import dev.pinfold.tools.Console;
import dev.pinfold.tools.Terminal;
import dev.pinfold.tools.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the user sees while the demo runs: lines of what happened, and below them, on a terminal, a
 * panel that is drawn again and again in its place.
 */
final class Picture implements AutoCloseable {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  private static final int BAR = 40;
  private static final int LEAST_BAR = 10;
  private static final int BESIDE_BAR = 18; // a name and a number
  private static final int LONGEST_MEANING = 20;
  private static final int LEAST_COLUMNS = LEAST_BAR + BESIDE_BAR + 2;
  private static final int LEAST_ROWS = 12;
  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String CUT_LINES = "\033[?7l"; // also when the terminal was made smaller
  private static final String WRAP_LINES = "\033[?7h";
  private static final String SHOW_CURSOR = "\033[?25h";
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String BLUE = "34";
  private static final String DIM = "2";

  private final Console console;
  private final boolean live;
  private final int columns;
  private final boolean colours;
  private final boolean unicode;
  private int panelLines;
  private long nextNanos = System.nanoTime();
  private Scene scene;
  private boolean closing;

  /** A picture on a console; without a panel when plain, or where there is no room for one. */
  Picture(Console console, boolean plain, TerminalSize size) {
    this.console = console;
    this.columns = size.columns();
    this.live =
        !plain
            && console.terminal().output()
            && size.columns() >= LEAST_COLUMNS
            && size.rows() >= LEAST_ROWS;
    this.colours = live && console.terminal().colours();
    this.unicode = console.terminal().unicode();
    if (live) {
      print(HIDE_CURSOR);
      // Also when the user ends the demo with the keyboard.
      Runtime.getRuntime().addShutdownHook(new Thread(this::giveCursorBack));
    }
  }

  String cross() {
    return paint(unicode ? "✗" : "x", RED);
  }

  /** The mark of what is right. */
  static String tick(Terminal terminal) {
    String mark = terminal.unicode() ? "✓" : "ok";
    return terminal.coloursOutput() ? "\033[" + GREEN + "m" + mark + "\033[0m" : mark;
  }

  String dim(String text) {
    return paint(text, DIM);
  }

  /** Prints a line that stays. */
  void say(String line) {
    erasePanel();
    print(line + "\n");
    drawPanel();
  }

  /** Shows a moment in the panel, unless the last was shown just now. */
  void show(Scene moment) {
    scene = moment;
    if (live && System.nanoTime() - nextNanos >= 0) {
      erasePanel();
      drawPanel();
    }
  }

  private void drawPanel() {
    if (live && scene != null) {
      List<String> lines = panel(scene);
      print(CUT_LINES + String.join("\n", lines) + "\n" + WRAP_LINES);
      panelLines = lines.size();
      nextNanos = System.nanoTime() + EVERY_NANOS;
    }
    console.flush();
  }

  private void erasePanel() {
    if (panelLines > 0) {
      print("\033[" + panelLines + "A\033[J");
      panelLines = 0;
    }
  }

  private List<String> panel(Scene now) {
    Ledger ledger = now.ledger();
    int all = now.data().size();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(bar("fed", ledger.fed(), all, "", DIM));
    lines.add(bar(DemoQueues.QUAKES, ledger.waiting(), all, "waiting", YELLOW));
    lines.add(
        bar(
            DemoQueues.ALERTS,
            ledger.movedTo(DemoQueues.ALERTS),
            now.data().countFor(DemoQueues.ALERTS),
            "magnitude 4 and up",
            RED));
    lines.add(
        bar(
            DemoQueues.LOG,
            ledger.movedTo(DemoQueues.LOG),
            now.data().countFor(DemoQueues.LOG),
            "the rest",
            BLUE));
    lines.add("");
    for (Role role : Role.values()) {
      lines.add(roleLine(now, role));
    }
    return lines;
  }

  private String bar(String name, int count, int all, String meaning, String colour) {
    int room = columns - 1 - BESIDE_BAR;
    int width = Math.min(BAR, Math.max(LEAST_BAR, room - LONGEST_MEANING));
    int filled = (int) Math.round((double) count * width / Math.max(1, all));
    return new Line()
        .add(String.format("  %-8s ", name), "")
        .add((unicode ? "█" : "#").repeat(filled), colour)
        .add((unicode ? "░" : ".").repeat(width - filled), DIM)
        .add(String.format(" %,6d  ", count), "")
        .add(meaning, DIM)
        .toString();
  }

  private String roleLine(Scene now, Role role) {
    int killed = now.kills().get(role);
    int left = Math.max(0, now.killsWanted() - killed);
    String state = now.process() + " " + now.doing();
    Line line = new Line().add(String.format("  %-8s ", role.label()), "");
    if (killed + left <= line.room() - state.length() - 2) {
      line.add((unicode ? "✗" : "x").repeat(killed), RED);
      line.add((unicode ? "·" : ".").repeat(left), DIM);
    } else {
      line.add(killed + " of " + (killed + left), RED);
    }
    if (!closing && now.active() == role) {
      line.add("  ", "");
      line.add(line.room() < state.length() + 8 ? state : "process " + state, GREEN);
    }
    return line.toString();
  }

  /** A line of the panel, cut where the terminal ends: a wrapped one would be two. */
  private final class Line {
    private final StringBuilder text = new StringBuilder();
    private int room = columns - 1;

    int room() {
      return room;
    }

    Line add(String part, String colour) {
      String shown = part.length() <= room ? part : part.substring(0, room);
      room -= shown.length();
      text.append(colour.isEmpty() ? shown : paint(shown, colour));
      return this;
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private String paint(String text, String colour) {
    return colours && !text.isEmpty() ? "\033[" + colour + "m" + text + "\033[0m" : text;
  }

  private void giveCursorBack() {
    print(WRAP_LINES + SHOW_CURSOR);
    console.flush();
  }

  private void print(String text) {
    console.printText(text);
  }

  /** Leaves the last panel as it is and gives the cursor back. */
  @Override
  public void close() {
    if (live) {
      closing = true;
      if (scene != null) {
        erasePanel();
        drawPanel();
      }
      giveCursorBack();
    }
    panelLines = 0;
    scene = null;
    console.flush();
  }
}
