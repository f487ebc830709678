package dev.pinfold.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What may happen to the files of a store: cut, zeroed, deleted, swapped, a bit flipped. */
final class RandomDamage {
  private RandomDamage() {}

  /**
   * Damages a file.
   *
   * @param files all files, by their names in the store
   * @return what was done, in words
   */
  static String to(Path copy, String file, List<String> files, Random random) throws IOException {
    Path path = copy.resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    int content = Math.max(1, contentEnd(bytes));
    int at = random.nextInt(random.nextInt(4) == 0 ? Math.max(1, bytes.length) : content);
    switch (random.nextInt(5)) {
      case 0 -> {
        Files.write(path, Arrays.copyOf(bytes, Math.min(at, bytes.length)));
        return file + " cut at " + at;
      }
      case 1 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(600));
        Arrays.fill(bytes, Math.min(at, end), end, (byte) 0);
        Files.write(path, bytes);
        return file + " zeroed from " + at + " to " + end;
      }
      case 2 -> {
        Files.delete(path);
        return file + " deleted";
      }
      case 3 -> {
        String other = files.get(random.nextInt(files.size()));
        Path aside = copy.resolve("aside");
        Files.move(path, aside);
        if (!file.equals(other)) {
          Files.move(copy.resolve(other), path);
        }
        Files.move(aside, copy.resolve(other));
        return file + " and " + other + " swapped";
      }
      default -> {
        int mask = 1 << random.nextInt(8);
        if (bytes.length > 0) {
          bytes[at] ^= (byte) mask;
          Files.write(path, bytes);
        }
        return file + " at byte " + at + " flipped by " + mask;
      }
    }
  }

  private static int contentEnd(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
