package dev.pinfold.archive;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.files.SeenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What the file {@code pinfold.store} says, which marks a directory as a store. One line of ASCII,
 * {@code pinfold-store 1 ID CRC}: the format's version, the store's identity (a UUID), and the
 * CRC-32C of what stands before it, the space included, in eight hex digits.
 *
 * @param storeId the store's identity, not null
 * @param version of the format of the directory
 */
public record StoreMark(UUID storeId, int version) {
  /** The file's name. */
  public static final String FILE = "pinfold.store";

  private static final int VERSION = 1;
  private static final int MOST_BYTES = 200;

  /** The line that the file says. */
  public String line() {
    return line(storeId);
  }

  /** The line for a new store. */
  static String line(UUID storeId) {
    String start = "pinfold-store " + VERSION + " " + storeId + " ";
    return start + checksum(start) + "\n";
  }

  /**
   * Reads the mark of a store's directory; nothing is locked or written.
   *
   * @param directory of the store, not null
   * @throws StoreCorruptException when the file does not say what it must, or is of a version that
   *     this release does not know
   * @throws IOException when there is no such file, or it cannot be read
   */
  public static StoreMark read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    String text = text(file);
    String[] words = words(text);
    if (!isMark(text)) {
      throw new StoreCorruptException(
          file,
          0,
          "a line \"pinfold-store VERSION ID CHECKSUM\" with a checksum that fits",
          SeenFile.at(file).isFile() ? "something else" : SeenFile.at(file).kind().words(),
          "Put the file back from a copy of the store; keep a copy of the directory before anything"
              + " else");
    }
    if (!words[1].equals(Integer.toString(VERSION))) {
      throw new StoreCorruptException(
          file,
          0,
          "format version " + VERSION,
          "format version " + words[1],
          "Open the store with the release of Pinfold that wrote it, or a later one");
    }
    return new StoreMark(UUID.fromString(words[2]), VERSION);
  }

  /**
   * Whether a mark is intact, but of a version that this release does not know.
   *
   * @throws IOException when there is no such file, or it cannot be read
   */
  public static boolean isOfLaterVersion(Path directory) throws IOException {
    String text = text(directory.resolve(FILE));
    return isMark(text) && !words(text)[1].equals(Integer.toString(VERSION));
  }

  private static String text(Path file) throws IOException {
    SeenFile seen = SeenFile.at(file);
    return !seen.isFile() || seen.bytes() > MOST_BYTES
        ? ""
        : new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
  }

  /** What it is, version, identity, checksum. */
  private static String[] words(String text) {
    return text.split(" ", -1);
  }

  private static boolean isMark(String text) {
    int end = text.lastIndexOf(' ') + 1;
    String[] words = words(text);
    return words.length == 4
        && words[0].equals("pinfold-store")
        && isUuid(words[2])
        && text.substring(end).equals(checksum(text.substring(0, end)) + "\n");
  }

  private static boolean isUuid(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
