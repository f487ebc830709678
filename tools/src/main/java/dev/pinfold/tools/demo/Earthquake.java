package dev.pinfold.tools.demo;

import java.nio.charset.StandardCharsets;

/**
 * An earthquake of the data.
 *
 * @param line its line in the data, from 1: also its message number in the queue it is fed to
 * @param magnitude how strong it was
 * @param json the line itself, which is the message's payload
 */
record Earthquake(int line, double magnitude, String json) {
  private static final double ALERTING = 4;

  byte[] payload() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** The queue that the consumer must move it to. */
  String destination() {
    return magnitude >= ALERTING ? DemoQueues.ALERTS : DemoQueues.LOG;
  }
}
