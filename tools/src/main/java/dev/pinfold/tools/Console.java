package dev.pinfold.tools;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes. Results go to {@link #output}, which reports every failed write
 * (a {@code PrintStream} would swallow it); all else goes to standard error. Text is UTF-8.
 */
public final class Console {
  private static final int BUFFER = 1 << 16;

  private final InputStream input;
  private final OutputStream output;
  private final PrintWriter outputWriter;
  private final PrintWriter errorWriter;
  private final Terminal terminal;

  /** A console on streams; they are not closed. */
  public Console(InputStream input, OutputStream output, OutputStream error, Terminal terminal) {
    this.input = input;
    this.output = new BufferedOutputStream(output, BUFFER);
    this.outputWriter =
        new PrintWriter(new OutputStreamWriter(this.output, StandardCharsets.UTF_8), true);
    this.errorWriter = new PrintWriter(new OutputStreamWriter(error, StandardCharsets.UTF_8), true);
    this.terminal = terminal;
  }

  static Console ofProcess() {
    return new Console(
        StandardInput.ofProcess(),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminal.ofProcess(System.getenv()));
  }

  InputStream input() {
    return input;
  }

  /** Standard output, buffered: what was not flushed was not printed. */
  public OutputStream output() {
    return output;
  }

  /** What standard output and error are connected to. */
  public Terminal terminal() {
    return terminal;
  }

  PrintWriter outputWriter() {
    return outputWriter;
  }

  PrintWriter errorWriter() {
    return errorWriter;
  }

  /** Prints a line of a result. */
  public void print(String line) {
    printText(line + "\n");
  }

  /** Prints text as it is, without a line's end. */
  public void printText(String text) {
    try {
      output.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Makes sure that all results went out. */
  public void flush() {
    try {
      output.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static ToolException unwritable(IOException e) {
    return new ToolException("standard output: " + e.getMessage(), e);
  }

  /** Says the one line of a failed command. */
  void error(String line) {
    errorWriter.println("pinfold: " + line);
  }

  /** Tells the user something beside the results. */
  public void note(String line) {
    errorWriter.println("pinfold: " + Escapes.controls(line));
  }
}
