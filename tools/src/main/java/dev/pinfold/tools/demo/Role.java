package dev.pinfold.tools.demo;

import java.util.Locale;

/** What a child is for. */
enum Role {
  PRODUCER,
  CONSUMER;

  /** The hidden command that the child runs. */
  String command() {
    return "demo-" + label();
  }

  /** The role in a sentence. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
