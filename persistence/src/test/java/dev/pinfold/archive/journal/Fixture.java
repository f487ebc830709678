package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.RangeDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A journal in a directory, and beside it a list of all that was appended to it. */
final class Fixture implements AutoCloseable {
  static final UUID STORE = new UUID(7, 8);
  static final UUID BOOT = new UUID(1, 1);
  static final UUID OTHER_BOOT = new UUID(2, 2);
  static final JournalOptions SMALL = JournalOptions.defaults().withSegmentBytes(256 << 10);

  /** A record as appended or as found. */
  record Entry(long transaction, long place, ByteBuffer operation, boolean last) {}

  /** A scan and what it visited. */
  record Found(JournalScan scan, List<Entry> entries) {}

  final Path directory;
  final JournalOptions options;
  final List<Entry> appended = new ArrayList<>();
  final List<Throwable> failures = new ArrayList<>();
  Environment environment = environment(BOOT);
  Runnable beforeClose = () -> {};
  Journal journal;
  DocumentBuffer document;

  Fixture(Path directory, JournalOptions options) {
    this.directory = directory;
    this.options = options;
    this.document = new DocumentBuffer(options.maxDocumentBytes());
  }

  static Environment environment(UUID boot) {
    return environment(boot, Device.SYSTEM);
  }

  static Environment environment(UUID boot, Device device) {
    return new Environment(() -> boot, () -> 0, new Random(1)::nextLong, device);
  }

  /** Not open yet, with segments as small as can be. */
  static Fixture on(Path directory, Device device) {
    Fixture fixture = new Fixture(directory, SMALL);
    fixture.environment = environment(BOOT, device);
    return fixture;
  }

  static Fixture opened(Path directory) {
    return new Fixture(directory, SMALL).open();
  }

  Fixture open() {
    journal = Journal.open(directory, options, scan().scan(), STORE, failures::add, environment);
    return this;
  }

  Fixture reopen() {
    journal.close();
    return open();
  }

  /** What a kill leaves: the page cache, but no orderly end. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (SegmentFiles.Entry entry : SegmentFiles.list(from)) {
      Files.copy(entry.file(), to.resolve(entry.file().getFileName()));
    }
    Files.copy(
        from.resolve(Begun.FILE), to.resolve(Begun.FILE), StandardCopyOption.REPLACE_EXISTING);
  }

  /** As {@link #copy}, over what a test has done to the copy. */
  static void copyAgain(Path from, Path to) throws IOException {
    for (SegmentFiles.Entry entry : SegmentFiles.list(to)) {
      Files.delete(entry.file());
    }
    copy(from, to);
  }

  /** A journal that never finds time to force anything. */
  static Fixture unforced(Path directory) {
    Fixture fixture = new Fixture(directory, SMALL);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    fixture.environment =
        environment(
            BOOT,
            (RangeDevice)
                (file, mapping, offset, bytes) -> {
                  if (calls.incrementAndGet() > 1) { // the header at the opening
                    await(never);
                  }
                });
    fixture.beforeClose = never::countDown;
    return fixture.open();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Found scan() {
    return scan(directory, JournalPosition.START, environment);
  }

  static Found scan(Path directory, JournalPosition from, Environment environment) {
    List<Entry> found = new ArrayList<>();
    JournalScan scan =
        Journal.scan(
            directory,
            from,
            Map.of(),
            (transaction, place, operation, last) ->
                found.add(new Entry(transaction, place, bytes(operation), last)),
            environment);
    return new Found(scan, found);
  }

  static ByteBuffer bytes(ByteBuffer operation) {
    byte[] copy = new byte[operation.remaining()];
    operation.get(copy);
    return ByteBuffer.wrap(copy);
  }

  /** Appends one document of transactions with so many records each. */
  long append(Random random, int maxOperation, boolean mayUseSpare, int... recordsPerTransaction) {
    document.clear();
    List<Entry> entries = new ArrayList<>();
    long transaction = journal.lastTransaction() + 1;
    for (int records : recordsPerTransaction) {
      for (int i = 0; i < records; i++) {
        byte[] operation = new byte[1 + random.nextInt(maxOperation)];
        random.nextBytes(operation);
        int offset = document.beginRecord();
        document.target(operation.length).put(operation);
        document.endRecord(i == records - 1);
        entries.add(new Entry(transaction, offset, ByteBuffer.wrap(operation), i == records - 1));
      }
      transaction++;
    }
    long place = journal.append(document, mayUseSpare);
    for (Entry entry : entries) {
      long at = Place.ofRecord(place, (int) entry.place());
      appended.add(new Entry(entry.transaction(), at, entry.operation(), entry.last()));
    }
    return place;
  }

  /** Appends one document of one operation, which {@link #appended} does not tell. */
  long appendUnlisted(byte[] operation) {
    document.clear();
    int unused = document.beginRecord();
    document.target(operation.length).put(operation);
    document.endRecord(true);
    return journal.append(document, false);
  }

  void appendSome(Random random, int documents, int maxOperation) {
    for (int i = 0; i < documents; i++) {
      int[] shape = new int[1 + random.nextInt(3)];
      Arrays.setAll(shape, n -> 1 + random.nextInt(3));
      append(random, maxOperation, false, shape);
    }
  }

  /** Everything that was appended is found, and can be read by its place. */
  void verify() {
    assertThat(scan().entries()).isEqualTo(appended);
    for (Entry entry : appended) {
      assertThat(bytes(journal.read(entry.place()))).isEqualTo(entry.operation());
    }
  }

  @Override
  public void close() {
    beforeClose.run();
    if (journal != null) {
      journal.close();
    }
    document.close();
  }
}
