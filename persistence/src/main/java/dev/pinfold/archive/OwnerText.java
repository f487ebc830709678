package dev.pinfold.archive;

import dev.pinfold.archive.files.Shielded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the file {@code lock} says of the one who opened a store last.
 *
 * @param name as it describes itself: {@code process PID (COMMAND)}, the command when it is known
 * @param token of that ownership, a UUID
 */
public record OwnerText(String name, String token) {
  /** The file's name. */
  public static final String FILE = "lock";

  private static final String BEFORE_TOKEN = "\ntoken ";
  private static final String TOKEN_ALPHABET = "0123456789abcdef-";
  private static final int TOKEN_CHARS = 36;
  private static final int MOST_BYTES = 16 << 10;

  /**
   * Reads a store's; empty when the file is absent, or not written to its end. Locks nothing.
   *
   * @param store the store's directory, not null
   */
  public static Optional<OwnerText> read(Path store) throws IOException {
    Path file = store.resolve(FILE);
    byte[] bytes =
        Shielded.run(
            () ->
                Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES
                    ? Files.readAllBytes(file)
                    : new byte[0]);
    return parse(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Without a regular expression, for an opening's sake (docs/design/0008). */
  private static Optional<OwnerText> parse(String text) {
    int end = text.indexOf('\n');
    int tokenAt = end + BEFORE_TOKEN.length();
    if (end < 0
        || !text.startsWith(BEFORE_TOKEN, end)
        || !text.endsWith("\n")
        || text.length() != tokenAt + TOKEN_CHARS + 1) {
      return Optional.empty();
    }
    for (int i = 0; i < TOKEN_CHARS; i++) {
      if (TOKEN_ALPHABET.indexOf(text.charAt(tokenAt + i)) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new OwnerText(text.substring(0, end), text.substring(tokenAt, tokenAt + TOKEN_CHARS)));
  }

  /** The same as the file holds it. */
  String text() {
    return name + BEFORE_TOKEN + token + "\n";
  }
}
