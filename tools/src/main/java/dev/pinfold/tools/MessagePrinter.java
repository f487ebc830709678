package dev.pinfold.tools;

import dev.pinfold.Message;
import java.io.IOException;
import java.io.OutputStream;

/** Prints messages, a line each: the payload's bytes and a line feed. */
final class MessagePrinter {
  private final OutputStream output;
  private long printed;

  MessagePrinter(OutputStream output) {
    this.output = output;
  }

  void print(Message<byte[]> message) throws IOException {
    try {
      output.write(message.payload());
      output.write('\n');
    } catch (IOException e) {
      throw stopped(e);
    }
    printed++;
  }

  /** On return everything printed has left this process. */
  void flush() throws IOException {
    try {
      output.flush();
    } catch (IOException e) {
      throw stopped(e);
    }
  }

  private static IOException stopped(IOException e) {
    return new IOException("standard output: " + e.getMessage(), e);
  }

  long printed() {
    return printed;
  }
}
