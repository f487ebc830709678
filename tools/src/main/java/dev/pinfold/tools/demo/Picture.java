package dev.pinfold.tools.demo;

import dev.pinfold.tools.Console;
import dev.pinfold.tools.Terminal;
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
  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String SHOW_CURSOR = "\033[?25h";
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String BLUE = "34";
  private static final String DIM = "2";

  private final Console console;
  private final boolean live;
  private final boolean colours;
  private final boolean unicode;
  private int panelLines;
  private long nextNanos = System.nanoTime();
  private Scene scene;
  private boolean closing;

  Picture(Console console, boolean plain) {
    this.console = console;
    this.live = !plain && console.terminal().output();
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
      print(String.join("\n", lines) + "\n");
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
    int filled = (int) Math.round((double) count * BAR / Math.max(1, all));
    String full = (unicode ? "█" : "#").repeat(filled);
    String empty = (unicode ? "░" : ".").repeat(BAR - filled);
    return String.format(
        "  %-8s %s%s %,6d  %s",
        name, paint(full, colour), paint(empty, DIM), count, paint(meaning, DIM));
  }

  private String roleLine(Scene now, Role role) {
    int killed = now.kills().get(role);
    String crosses = paint((unicode ? "✗" : "x").repeat(killed), RED);
    String open = paint((unicode ? "·" : ".").repeat(Math.max(0, now.killsWanted() - killed)), DIM);
    boolean active = !closing && now.child().role() == role;
    String state = active ? paint("process " + now.child().pid() + " " + now.doing(), GREEN) : "";
    return String.format("  %-8s %s%s  %s", role.label(), crosses, open, state);
  }

  private String paint(String text, String colour) {
    return colours && !text.isEmpty() ? "\033[" + colour + "m" + text + "\033[0m" : text;
  }

  private void giveCursorBack() {
    print(SHOW_CURSOR);
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
