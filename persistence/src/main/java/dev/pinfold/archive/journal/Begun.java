package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.FileWrites;
import dev.pinfold.archive.files.NumberedName;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.files.Shielded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What the last opening, or the close after it, left in the small file {@code begun}, so that it is
 * still known when a segment's header is lost. It is written when the header of the segment that
 * the opening began is on the device, and before any document follows; and again at an orderly
 * close, which forces everything. That the file exists tells a journal that has lost its segments
 * from one that never had any.
 *
 * <p>An opening may be killed while it makes that segment anew, because nothing is in it: then this
 * still tells where the documents before it end.
 *
 * <p>One line of ASCII, always of the same length, so that writing it again takes no room: {@code
 * pinfold-begun 1 STORE BOOT SEGMENT END FORCED CRC}, with two UUIDs, the segment and the end of
 * the one before it in ten digits, the transaction in nineteen, and the CRC-32C of what stands
 * before it, the space included, in eight hex digits.
 *
 * @param storeId the store that the journal belongs to
 * @param bootId the start of the machine in which the opening was
 * @param segment the number of the segment that it began
 * @param previousEnd where the documents of the segment before that end
 * @param forcedTransaction all transactions up to this one were known to be on the device, or to be
 *     replaced by a snapshot that is
 */
public record Begun(
    UUID storeId, UUID bootId, int segment, int previousEnd, long forcedTransaction) {
  /** The file's name. */
  public static final String FILE = "begun";

  private static final String START = "pinfold-begun 1 ";
  private static final int BYTES = 141;
  private static final NumberedName TEN_DIGITS = new NumberedName("", 10, "");
  private static final NumberedName NINETEEN_DIGITS = new NumberedName("", 19, "");

  /**
   * What the file in a journal's directory says; null when it is absent or damaged.
   *
   * @throws IOException when it cannot be read: what it says would be missed
   */
  static Begun read(Path directory) throws IOException {
    try {
      Path file = directory.resolve(FILE);
      if (!Files.isRegularFile(file) || Files.size(file) != BYTES) {
        return null;
      }
      String line = Files.readString(file, StandardCharsets.US_ASCII);
      int end = line.lastIndexOf(' ') + 1;
      return line.startsWith(START) && line.endsWith(checksum(line.substring(0, end)) + "\n")
          ? parse(line.split(" ", -1))
          : null;
    } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
      return null; // as when it is absent: then the headers alone decide
    }
  }

  /**
   * Refuses what is no file in its place: nothing that Pinfold or a crash leaves, and nothing that
   * an opening could write to.
   */
  static void requireReadable(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Optional<SeenFile.Kind> instead = SeenFile.instead(file, SeenFile.Kind.FILE);
    if (instead.isPresent()) { // without one there was no opening, or the headers alone decide
      throw Corruption.at(file, 0, SeenFile.Kind.FILE.words(), instead.get().words());
    }
  }

  private static Begun parse(String[] words) {
    return new Begun(
        UUID.fromString(words[2]),
        UUID.fromString(words[3]),
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]),
        Long.parseLong(words[6]));
  }

  /** The same, with more known to be forced. */
  Begun forcedUpTo(long transaction) {
    return new Begun(storeId, bootId, segment, previousEnd, transaction);
  }

  /** Writes it over what the file said; it is durable on return. */
  void write(Path directory, Device device) throws IOException {
    String start =
        START
            + storeId
            + " "
            + bootId
            + " "
            + TEN_DIGITS.format(segment)
            + " "
            + TEN_DIGITS.format(previousEnd)
            + " "
            + NINETEEN_DIGITS.format(forcedTransaction)
            + " ";
    byte[] line = (start + checksum(start) + "\n").getBytes(StandardCharsets.US_ASCII);
    boolean isNew = !Files.exists(directory.resolve(FILE));
    Shielded.run(
        () -> {
          try (FileChannel channel =
              FileChannel.open(
                  directory.resolve(FILE),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  OwnerOnly.FILE)) {
            FileWrites.fully(channel, ByteBuffer.wrap(line), 0);
            channel.truncate(line.length);
            device.forceFile(directory.resolve(FILE), channel);
            return null;
          }
        });
    if (isNew) {
      device.forceDirectory(directory);
    }
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
