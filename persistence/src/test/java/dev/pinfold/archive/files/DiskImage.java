package dev.pinfold.archive.files;

import dev.pinfold.archive.files.SimulatedDisk.Inode;
import dev.pinfold.archive.files.SimulatedDisk.Names;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A {@link SimulatedDisk} at one instant, and what a loss of power then may leave of it. */
public final class DiskImage {
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;
  private static final List<Double> SHARES = List.of(0.0, 0.1, 0.5, 0.9, 1.0);

  @SuppressWarnings("ArrayRecordComponent") // two are never compared
  private record Content(byte[] forced, byte[] current) {}

  private record Directory(
      Map<String, Inode> forced, List<Map<String, Inode>> changes, Map<String, Inode> present) {}

  private final Map<Path, Directory> directories = new TreeMap<>();
  private final Map<Inode, Content> contents = new HashMap<>();

  DiskImage(Map<Path, Names> names) {
    names.forEach(
        (path, in) -> {
          Directory directory =
              new Directory(
                  Map.copyOf(in.forced), List.copyOf(in.changes), new TreeMap<>(in.present));
          directories.put(path, directory);
          in.forced.values().forEach(this::read);
          in.present.values().forEach(this::read);
          in.changes.forEach(change -> change.values().forEach(this::read));
        });
  }

  private void read(Inode inode) {
    if (inode != null) {
      contents.computeIfAbsent(inode, i -> new Content(i.forced(), i.current()));
    }
  }

  /** What a loss of power left: files with their content, directories without. */
  public record Remains(Map<Path, byte[]> files) {
    private static final byte[] DIRECTORY = {};

    /** Writes it into a directory, which is made. */
    public void writeTo(Path target) throws IOException {
      Files.createDirectories(target);
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        Path path = target.resolve(file.getKey().toString());
        if (file.getValue() == DIRECTORY) {
          Files.createDirectories(path);
        } else {
          write(path, file.getValue());
        }
      }
    }

    /** Leaves zeros at the end as a hole. */
    private static void write(Path path, byte[] content) throws IOException {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(content.length);
        file.write(content, 0, contentEnd(content));
      }
    }

    private static int contentEnd(byte[] content) {
      int end = content.length;
      while (end > 0 && content[end - 1] == 0) {
        end--;
      }
      return end;
    }
  }

  /** Everything, as the end of the process alone leaves it. */
  public Remains current() {
    Map<Path, byte[]> files = new TreeMap<>();
    collect(Path.of(""), files, directory -> directory.present, Content::current);
    return new Remains(files);
  }

  /** Nothing but what was forced. */
  public Remains worst() {
    Map<Path, byte[]> files = new TreeMap<>();
    collect(Path.of(""), files, directory -> directory.forced, Content::forced);
    return new Remains(files);
  }

  /** What was forced of each file, but all changes of names: these may come to the device first. */
  public Remains worstUnderPresentNames() {
    Map<Path, byte[]> files = new TreeMap<>();
    collect(Path.of(""), files, directory -> directory.present, Content::forced);
    return new Remains(files);
  }

  /**
   * What was forced, and by chance more: the first changes of names in each directory, and pages,
   * or sectors, of files.
   */
  public Remains random(Random random) {
    double share = pick(random);
    double namesShare = pick(random);
    int unit = random.nextInt(4) == 0 ? SECTOR : PAGE;
    Map<Path, byte[]> files = new TreeMap<>();
    collect(
        Path.of(""),
        files,
        directory -> names(directory, namesShare, random),
        content -> mix(content, share, unit, random));
    return new Remains(files);
  }

  private static double pick(Random random) {
    return SHARES.get(random.nextInt(SHARES.size()));
  }

  private static Map<String, Inode> names(Directory directory, double share, Random random) {
    Map<String, Inode> names = new TreeMap<>(directory.forced);
    for (Map<String, Inode> change : directory.changes) {
      if (random.nextDouble() >= share) {
        break;
      }
      change.forEach(
          (name, inode) -> {
            if (inode == null) {
              names.remove(name);
            } else {
              names.put(name, inode);
            }
          });
    }
    return names;
  }

  private static byte[] mix(Content content, double share, int unit, Random random) {
    byte[] forced = content.forced;
    byte[] current = content.current;
    int least = Math.min(forced.length, current.length);
    int most = Math.max(forced.length, current.length);
    int size =
        share == 0
            ? forced.length
            : switch (random.nextInt(3)) {
              case 0 -> forced.length;
              case 1 -> current.length;
              default -> least + random.nextInt(most - least + 1);
            };
    byte[] mixed = Arrays.copyOf(forced, size);
    for (int at = 0; at < Math.min(size, current.length); at += unit) {
      if (random.nextDouble() < share) {
        int length = Math.min(unit, Math.min(size, current.length) - at);
        System.arraycopy(current, at, mixed, at, length);
      }
    }
    return mixed;
  }

  private interface Naming {
    Map<String, Inode> of(Directory directory);
  }

  private interface Reading {
    byte[] of(Content content);
  }

  private void collect(Path path, Map<Path, byte[]> files, Naming naming, Reading reading) {
    Directory directory = directories.get(path);
    naming
        .of(directory)
        .forEach(
            (name, inode) -> {
              Path child = path.resolve(name);
              if (inode.isDirectory) {
                files.put(child, Remains.DIRECTORY);
                collect(child, files, naming, reading);
              } else {
                files.put(child, reading.of(contents.get(inode)));
              }
            });
  }
}
