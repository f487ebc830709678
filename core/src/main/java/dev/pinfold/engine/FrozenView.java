package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.MessageView;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.StoredMessage;
import java.lang.ref.Cleaner;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A frozen queue, decoded as it is read. One that is forgotten is closed by the collector. Made
 * under the engine's lock.
 */
final class FrozenView<T> implements MessageView<T> {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Engine engine;
  private final Codec<T> codec;
  private final FrozenQueue frozen;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Cleaner.Cleanable cleanable;

  FrozenView(Engine engine, Codec<T> codec, FrozenQueue frozen) {
    this.engine = engine;
    this.codec = codec;
    this.frozen = frozen;
    try {
      this.cleanable = CLEANER.register(this, () -> engine.locked(frozen::close));
    } catch (Error e) { // memory ends: nobody else would give back what it keeps
      frozen.close();
      throw e;
    }
  }

  @Override
  public long count() {
    return frozen.count();
  }

  @Override
  public Iterator<Message<T>> iterator() {
    return new Pass();
  }

  @Override
  public void close() {
    closed.set(true);
    cleanable.clean();
  }

  private final class Pass implements Iterator<Message<T>> {
    private int chunk;
    private int slot = -1; // the slot last read in the chunk
    private int next = -1; // the slot to read next, -1 when not known

    @Override
    public boolean hasNext() {
      while (next < 0 && chunk < frozen.chunks().size()) {
        next = frozen.chunks().get(chunk).nextLive(slot + 1);
        if (next < 0) {
          unload();
          chunk++;
          slot = -1;
        }
      }
      return next >= 0;
    }

    @Override
    public Message<T> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the view has no more messages");
      }
      slot = next;
      next = -1;
      StoredMessage stored = engine.read(this::read);
      return Delivery.decode(stored, codec, false);
    }

    private void unload() {
      FrozenQueue.FrozenChunk read = frozen.chunks().get(chunk);
      engine.locked(() -> FrozenQueue.unload(read));
    }

    private StoredMessage read() {
      if (closed.get()) {
        throw new IllegalStateException("the view was closed");
      }
      return frozen.read(frozen.chunks().get(chunk), slot);
    }
  }
}
