package dev.pinfold;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The messages that a queue held at one moment, oldest first, read as the iteration proceeds.
 * Messages taken since are still shown; messages added since are not. A view keeps the parts of the
 * journal that it needs from being reclaimed: close it. Iterators are for one thread each.
 */
public interface MessageView<T> extends Iterable<Message<T>>, AutoCloseable {

  /** How many messages the view holds. */
  long count();

  /**
   * A new pass over the view. {@link Iterator#next()} reads one message and throws {@link
   * CodecException} for one that cannot be decoded (the next call goes on behind it), {@link
   * StoreCorruptException} for one whose bytes are damaged, {@link IllegalStateException} when the
   * view was closed.
   */
  @Override
  Iterator<Message<T>> iterator();

  /** The same pass as a sequential stream. */
  default Stream<Message<T>> stream() {
    return StreamSupport.stream(
        Spliterators.spliterator(
            iterator(), count(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
        false);
  }

  /** Lets go of what the view holds. Closing twice does nothing. */
  @Override
  void close();
}
