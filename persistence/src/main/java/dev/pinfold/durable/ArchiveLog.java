package dev.pinfold.durable;

import dev.pinfold.MessageTooLargeException;
import dev.pinfold.archive.Archive;
import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.engine.TransactionLog;
import dev.pinfold.state.Operation;
import dev.pinfold.state.Places;
import dev.pinfold.state.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The engine's transactions on their way into the archive's journal. */
final class ArchiveLog implements TransactionLog {
  private final Archive<QueueMachine> archive;
  private final int maxMessageBytes;
  private final JournalOptions journal;
  private final Residency residency;
  private final DocumentBuffer document; // guarded by the engine's lock, as all below
  private final Places places = this::place;
  private int[] offsets = new int[16];
  private boolean freesSpace;
  private long documentPlace;

  ArchiveLog(Archive<QueueMachine> archive, StoreOptions options) {
    this.archive = archive;
    this.maxMessageBytes = options.maxMessageBytes();
    this.journal = options.archive().journal();
    this.residency = archive.machine().journal().residency();
    this.document = archive.newDocument();
  }

  @Override
  public boolean isPresent() {
    return true;
  }

  @Override
  public void begin() {
    residency.begin();
  }

  @Override
  public void encode(Transaction transaction) {
    List<Operation> operations = transaction.operations();
    if (offsets.length < operations.size()) {
      offsets = Arrays.copyOf(offsets, Math.max(operations.size(), offsets.length * 2));
    }
    for (Operation operation : operations) {
      requireFits(operation);
    }
    try {
      freesSpace = encode(operations);
    } catch (MessageTooLargeException e) {
      throw tooLarge(operations);
    }
  }

  /** Appends what was encoded: with that the write path up to the engine's apply. */
  @Override
  public Places append(Transaction transaction) {
    documentPlace = archive.append(document, freesSpace);
    return places;
  }

  /** Writes the operations into the document, and returns whether they free space. */
  private boolean encode(List<Operation> operations) {
    document.clear();
    boolean frees = true; // taken back by what takes space, given again by a drop
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      frees = operation instanceof Operation.DropQueue || (frees && !takesSpace(operation));
      offsets[i] = OperationFormat.write(operation, i == operations.size() - 1, document);
    }
    return frees;
  }

  private void requireFits(Operation operation) {
    if (operation instanceof Operation.Add add && add.message().size() > maxMessageBytes) {
      throw new MessageTooLargeException(
          String.format(
              Locale.ROOT,
              "a message of %,d bytes, headers included; the largest that this store takes has"
                  + " %,d. Send less, or open the store with larger segmentBytes",
              add.message().size(),
              maxMessageBytes),
          null);
    }
  }

  /** Says of the transaction what the document, which fails halfway, cannot know. */
  private MessageTooLargeException tooLarge(List<Operation> operations) {
    return new MessageTooLargeException(
        String.format(
            Locale.ROOT,
            "a transaction of %,d operations with %,d bytes; the largest of so many has %,d. Make"
                + " it smaller, or open the store with larger segmentBytes",
            operations.size(),
            operations.stream().mapToLong(OperationFormat::bytes).sum(),
            journal.maxOperationBytes(operations.size())),
        null);
  }

  private static boolean takesSpace(Operation operation) {
    return operation instanceof Operation.Add
        || operation instanceof Operation.Move
        || operation instanceof Operation.OpenQueue;
  }

  private long place(int operation) {
    return Place.ofRecord(documentPlace, offsets[operation]);
  }

  @Override
  public void makeRoom() {
    archive.makeRoom();
  }

  @Override
  public void fail(Throwable cause) {
    archive.fail(cause);
  }

  @Override
  public void awaitForced(long transaction) {
    archive.awaitForced(transaction);
  }

  @Override
  public void whenForced(long transaction, Consumer<Throwable> done) {
    archive.whenForced(transaction, done);
  }

  @Override
  public void close() {
    try {
      archive.close();
    } finally {
      document.close();
    }
  }
}
