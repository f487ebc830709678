package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What the machine gives without an engine: mapped writes to warm pages, or a write and an
 * fdatasync, or a group commit for several threads. No frames, no checksums, no recovery; takes
 * read back and leave no mark.
 */
abstract sealed class BareEngine implements Engine, EngineQueue {
  final BareFile file;
  final int payloadBytes;
  private final byte[] taken;
  private final String description;
  long added;
  long removed;

  static Engine open(EngineSetup setup) throws IOException {
    if (!setup.forced()) {
      return new Mapped(setup);
    }
    return setup.threads() == 1 ? new Forced(setup) : new Shared(setup);
  }

  BareEngine(EngineSetup setup, String description) throws IOException {
    Path path = setup.directory().resolve("bare");
    this.payloadBytes = setup.payloadBytes();
    this.file = new BareFile(path, payloadBytes, setup.payloads());
    this.taken = new byte[payloadBytes];
    this.description = description;
  }

  abstract void read(long number, byte[] target) throws IOException;

  /** How many messages there are to take. */
  long written() {
    return added;
  }

  @Override
  public String describe() {
    return description + "; no frames, no checksums; takes leave no mark";
  }

  @Override
  public EngineQueue queue(String name) {
    return this;
  }

  @Override
  public byte[] take() throws IOException {
    byte[] payload = peek();
    if (payload != null) {
      removed++;
    }
    return payload;
  }

  @Override
  public int takeAll(byte[][] into) throws IOException {
    int count = 0;
    while (count < into.length && removed < written()) {
      if (into[count] == null) {
        into[count] = new byte[payloadBytes];
      }
      read(removed++, into[count++]);
    }
    return count;
  }

  @Override
  public byte[] peek() throws IOException {
    if (removed == written()) {
      return null;
    }
    read(removed, taken);
    return taken;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Mapped writes to warm pages, of one thread. */
  private static final class Mapped extends BareEngine {
    Mapped(EngineSetup setup) throws IOException {
      super(setup, "PROCESS_CRASH: copies to mapped pages that are warm");
      file.map();
    }

    @Override
    public void add(byte[] payload) {
      file.put(added++, payload);
    }

    @Override
    public void addAll(byte[][] payloads) {
      for (byte[] payload : payloads) {
        file.put(added++, payload);
      }
    }

    @Override
    void read(long number, byte[] target) {
      file.get(number, target);
    }
  }

  /** A write and an fdatasync for each add or batch, of one thread. */
  private static final class Forced extends BareEngine {
    private final ByteBuffer out;

    Forced(EngineSetup setup) throws IOException {
      super(setup, "POWER_LOSS: write and fdatasync on a file that was zeroed before");
      out = ByteBuffer.allocateDirect(payloadBytes * setup.batch());
    }

    @Override
    public void add(byte[] payload) throws IOException {
      out.clear().put(payload).flip();
      file.writeAndForce(added++, out);
    }

    @Override
    public void addAll(byte[][] payloads) throws IOException {
      out.clear();
      for (byte[] payload : payloads) {
        out.put(payload);
      }
      file.writeAndForce(added, out.flip());
      added += payloads.length;
    }

    @Override
    void read(long number, byte[] target) throws IOException {
      file.read(number, target);
    }
  }

  /** A group commit: threads park until one forcer has written and forced what they brought. */
  private static final class Shared extends BareEngine {
    private final BareGroupCommit commit;

    Shared(EngineSetup setup) throws IOException {
      super(setup, "POWER_LOSS: parking threads share the write and fdatasync of one forcer");
      commit = new BareGroupCommit(file, payloadBytes, setup.threads());
    }

    @Override
    long written() {
      return commit.written();
    }

    @Override
    public void add(byte[] payload) throws IOException {
      commit.add(payload);
    }

    @Override
    public void addAll(byte[][] payloads) {
      throw new UnsupportedOperationException("a group commit of single adds");
    }

    @Override
    void read(long number, byte[] target) throws IOException {
      file.read(number, target);
    }

    @Override
    public void close() throws IOException {
      commit.close();
      super.close();
    }
  }
}
