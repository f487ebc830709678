package dev.pinfold.archive.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A device that knows what of a directory was forced, and so what a loss of power would leave of
 * it. The real files play the page cache; nothing is ever forced for real.
 *
 * <p>Beside them it keeps, for each file, the bytes that were forced, as they were at that time,
 * and for each directory the names that were forced and the changes of names since then, in their
 * order. It is as strict as can be: a range that was forced brings the file's size no further than
 * it reaches itself, for what lies behind it may have no place on the device yet, and of a page
 * only the bytes that were asked for count.
 *
 * <p>Changes of names are noticed at the next call, by listing the directories. Every file seen has
 * a hard link outside, so that it can be read when its name is gone, and its identity is not given
 * to another. Thread-safe.
 */
public final class SimulatedDisk implements Device {
  /** What is asked of the device. */
  public enum Kind {
    RANGE,
    FILE,
    DIRECTORY
  }

  /** Told of each call, outside all locks; may block, or throw in place of the device. */
  @FunctionalInterface
  public interface Watcher {
    void on(Kind kind, Path path) throws IOException;
  }

  /** A file's or directory's identity, whatever its names. */
  static final class Inode {
    private static final byte[] NOTHING = {};

    final boolean isDirectory;
    private final Path pin;
    private byte[] forced = NOTHING; // images share it: a change makes another one
    private byte[] lastRead = NOTHING;

    Inode(boolean isDirectory, Path pin) {
      this.isDirectory = isDirectory;
      this.pin = pin;
    }

    byte[] forced() {
      return forced;
    }

    byte[] current() {
      if (isDirectory) {
        return NOTHING;
      }
      try {
        byte[] read = Files.readAllBytes(pin);
        if (Arrays.equals(read, forced)) {
          lastRead = forced; // saves memory: there are many images
        } else if (!Arrays.equals(read, lastRead)) {
          lastRead = read;
        }
        return lastRead;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void force(MappedByteBuffer mapping, int offset, int bytes) {
      byte[] more = Arrays.copyOf(forced, Math.max(forced.length, offset + bytes));
      mapping.get(offset, more, offset, bytes);
      forced = more;
    }
  }

  /** The names in one directory. */
  static final class Names {
    Map<String, Inode> forced = new TreeMap<>();
    Map<String, Inode> present = new TreeMap<>();

    /** What happened since the last force; a file of null means that the name went. */
    final List<Map<String, Inode>> changes = new ArrayList<>();
  }

  private final Path root;
  private final Path pins;
  private final Map<Path, Names> directories = new TreeMap<>();
  private final Map<Object, Inode> inodes = new HashMap<>();
  private int pinned;
  private volatile Watcher before = (kind, path) -> {};
  private volatile Watcher after = (kind, path) -> {};

  /** A disk of this directory, with all that is in it forced; next to it there is room. */
  public SimulatedDisk(Path root) throws IOException {
    this.root = root.toAbsolutePath();
    this.pins = this.root.resolveSibling(this.root.getFileName() + ".pins");
    Files.createDirectories(this.root);
    Files.createDirectories(pins);
    observe();
    for (Names names : directories.values()) {
      names.forced = Map.copyOf(names.present);
      names.changes.clear();
      names.present.values().forEach(inode -> inode.forced = inode.current());
    }
  }

  /** The directory that it is of. */
  public Path root() {
    return root;
  }

  /** Has this told of each call before it does anything. */
  public void before(Watcher watcher) {
    before = watcher;
  }

  /** Has this told of each call after it did what it does. */
  public void after(Watcher watcher) {
    after = watcher;
  }

  @Override
  public void forceRange(Path file, MappedByteBuffer mapping, int offset, int bytes)
      throws IOException {
    before.on(Kind.RANGE, file);
    synchronized (this) {
      observe();
      Inode inode = find(file);
      if (inode != null) {
        inode.force(mapping, offset, bytes);
      }
    }
    after.on(Kind.RANGE, file);
  }

  @Override
  public void forceFile(Path file, FileChannel channel) throws IOException {
    before.on(Kind.FILE, file);
    synchronized (this) {
      observe();
      Inode inode = find(file);
      if (inode != null) {
        inode.forced = inode.current();
      }
    }
    after.on(Kind.FILE, file);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    before.on(Kind.DIRECTORY, directory);
    synchronized (this) {
      observe();
      Names names = directories.get(root.relativize(directory.toAbsolutePath()));
      if (names != null) {
        names.forced = Map.copyOf(names.present);
        names.changes.clear();
        forgetUnnamed();
      }
    }
    after.on(Kind.DIRECTORY, directory);
  }

  /** The disk as it is now, and what of it was forced. */
  public synchronized DiskImage freeze() {
    try {
      observe();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DiskImage(directories);
  }

  /** Puts what the process would leave if it were killed now onto a disk of its own. */
  public synchronized SimulatedDisk afterKill(Path copy) throws IOException {
    DiskImage image = freeze();
    image.current().writeTo(copy);
    SimulatedDisk disk = new SimulatedDisk(copy);
    Map<Inode, Inode> copies = new HashMap<>();
    directories.forEach(
        (path, names) ->
            names.present.forEach(
                (name, inode) -> copies.put(inode, disk.directories.get(path).present.get(name))));
    for (Inode inode : namedInodes()) {
      if (!copies.containsKey(inode)) {
        Path pin = disk.nextPin();
        Files.write(pin, inode.current());
        copies.put(inode, new Inode(inode.isDirectory, pin));
      }
    }
    copies.forEach((from, to) -> to.forced = from.forced);
    directories.forEach(
        (path, names) -> {
          Names copied = disk.directories.computeIfAbsent(path, p -> new Names());
          copied.forced = translated(names.forced, copies);
          names.changes.forEach(change -> copied.changes.add(translated(change, copies)));
        });
    return disk;
  }

  /** Removes its directory and everything else of it. */
  public synchronized void delete() throws IOException {
    for (Path directory : List.of(root, pins)) {
      List<Path> all;
      try (Stream<Path> files = Files.walk(directory)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }

  private static Map<String, Inode> translated(Map<String, Inode> names, Map<Inode, Inode> copies) {
    Map<String, Inode> result = new TreeMap<>();
    names.forEach((name, inode) -> result.put(name, copies.get(inode)));
    return result;
  }

  private Inode find(Path file) {
    Path path = root.relativize(file.toAbsolutePath());
    Names names = directories.get(path.getParent() == null ? Path.of("") : path.getParent());
    return names == null ? null : names.present.get(path.getFileName().toString());
  }

  private void observe() throws IOException {
    observe(Path.of(""));
  }

  private void observe(Path directory) throws IOException {
    Map<String, Inode> now = list(directory);
    for (Map<String, Inode> again = list(directory); !again.equals(now); ) {
      now = again; // a listing beside a rename may show both names, or none
      again = list(directory);
    }
    Names names = directories.computeIfAbsent(directory, path -> new Names());
    note(names, now);
    for (Map.Entry<String, Inode> entry : now.entrySet()) {
      if (entry.getValue().isDirectory) {
        observe(directory.resolve(entry.getKey()));
      }
    }
  }

  private Map<String, Inode> list(Path directory) throws IOException {
    Map<String, Inode> found = new TreeMap<>();
    Path absolute = root.resolve(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(absolute)) {
      for (Path entry : entries) {
        Inode inode = inode(entry);
        if (inode != null) {
          found.put(entry.getFileName().toString(), inode);
        }
      }
    }
    return found;
  }

  /** The identity behind a name, or null when the name has gone meanwhile. */
  private Inode inode(Path entry) throws IOException {
    try {
      return identify(entry);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private Inode identify(Path entry) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
    Inode known = inodes.get(attributes.fileKey());
    if (known == null) {
      Path pin = nextPin();
      if (!attributes.isDirectory()) {
        Files.createLink(pin, entry);
      }
      Object key =
          attributes.isDirectory()
              ? attributes.fileKey()
              : Files.readAttributes(pin, BasicFileAttributes.class).fileKey();
      known = inodes.get(key); // when another took its name in between
      if (known == null) {
        known = new Inode(attributes.isDirectory(), pin);
        inodes.put(key, known);
      } else {
        Files.deleteIfExists(pin);
      }
    }
    return known;
  }

  private Path nextPin() {
    return pins.resolve(String.valueOf(pinned++));
  }

  /**
   * Notes the changes since the last look: renames, each as one, and what came, in the order of
   * names; then what went, the last name first, as an opening deletes segments.
   */
  private static void note(Names names, Map<String, Inode> now) {
    Map<String, Inode> gone = new TreeMap<>(Comparator.reverseOrder());
    gone.putAll(names.present);
    gone.keySet().removeAll(now.keySet());
    now.forEach(
        (name, inode) -> {
          if (names.present.get(name) != inode) {
            Map<String, Inode> change = new TreeMap<>();
            gone.forEach(
                (former, was) -> {
                  if (Objects.equals(was, inode)) {
                    change.put(former, null);
                  }
                });
            gone.keySet().removeAll(change.keySet());
            change.put(name, inode);
            names.changes.add(change);
          }
        });
    for (String name : gone.keySet()) {
      Map<String, Inode> change = new TreeMap<>();
      change.put(name, null);
      names.changes.add(change);
    }
    names.present = now;
  }

  private Set<Inode> namedInodes() {
    Set<Inode> named = new HashSet<>();
    for (Names names : directories.values()) {
      named.addAll(names.forced.values());
      named.addAll(names.present.values());
      names.changes.stream().map(Map::values).forEach(named::addAll);
    }
    named.remove(null);
    return named;
  }

  private void forgetUnnamed() throws IOException {
    Collection<Inode> named = namedInodes();
    for (Map.Entry<Object, Inode> entry : List.copyOf(inodes.entrySet())) {
      if (!named.contains(entry.getValue())) {
        inodes.remove(entry.getKey());
        Files.deleteIfExists(entry.getValue().pin);
      }
    }
  }

  @Override
  public String toString() {
    return root + " " + Arrays.asList(directories.keySet().toArray());
  }
}
