package dev.pinfold.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pinfold.Message;
import java.time.Instant;
import java.util.Map;

/** A message of the model: plain fields. */
final class ModelMessage {
  final long number;
  final long arrival;
  final Map<String, String> headers;
  final String payload;
  final long bytes;
  int deliveries;
  long leasedUntil; // 0: never leased, or released

  ModelMessage(long number, long arrival, Map<String, String> headers, String payload) {
    this.number = number;
    this.arrival = arrival;
    this.headers = headers;
    this.payload = payload;
    this.bytes = payload.getBytes(UTF_8).length + bytesOf(headers);
  }

  ModelMessage copy() {
    ModelMessage copy = new ModelMessage(number, arrival, headers, payload);
    copy.deliveries = deliveries;
    copy.leasedUntil = leasedUntil;
    return copy;
  }

  /** As a peek shows it. */
  Message<String> shown() {
    return new Message<>(number, Instant.ofEpochMilli(arrival), headers, payload, deliveries);
  }

  /** As it is handed out. */
  Message<String> handedOut() {
    return new Message<>(number, Instant.ofEpochMilli(arrival), headers, payload, deliveries + 1);
  }

  /** A count of one byte, or of two from 128 on, before each text. */
  private static long bytesOf(Map<String, String> headers) {
    long sum = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      for (String text : new String[] {header.getKey(), header.getValue()}) {
        int length = text.getBytes(UTF_8).length;
        sum += length + (length < 128 ? 1 : 2);
      }
    }
    return sum;
  }
}
