package dev.pinfold.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random payloads and headers, and the names that scripts use. */
final class Payloads {
  static final List<String> NAMES = List.of("orders", "..", "a/b", "Ærø 鹿 🐑");

  private static final String[] LETTERS = {"a", "b", "z", "0", "é", "鹿", "🐑", "\u0000", "\n"};

  private final Random random;
  private long serial;

  Payloads(Random random) {
    this.random = random;
  }

  /** No two are alike, so that a message in a wrong place is noticed. */
  String one() {
    String unique = Long.toString(serial++, 36);
    return switch (random.nextInt(10)) {
      case 0 -> unique + text(300);
      case 1 -> random.nextInt(4) == 0 ? "" : unique;
      default -> unique + text(12);
    };
  }

  List<String> many(int count) {
    List<String> payloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      payloads.add(Long.toString(serial++, 36));
    }
    return payloads;
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int left = random.nextInt(4) == 0 ? random.nextInt(5) : 0; left > 0; left--) {
      headers.put(text(6), text(random.nextInt(10) == 0 ? 200 : 6));
    }
    return headers;
  }

  private String text(int atMost) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(atMost + 1); left > 0; left--) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }
}
