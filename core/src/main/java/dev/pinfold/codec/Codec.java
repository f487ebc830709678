package dev.pinfold.codec;

import dev.pinfold.CodecException;

/**
 * Turns values of one type into the bytes of a message, and such bytes back into values.
 *
 * <p>The engine encodes before it takes its lock, except in a transaction's body. It decodes while
 * it holds the lock, since a message that cannot be decoded must stay in its queue: a slow codec
 * makes everybody wait, and a codec must not call the store. What {@link #encode} produces is kept
 * in files for as long as the message lives: who changes a codec must still be able to read what
 * the former one wrote.
 *
 * <p>Implementations are safe for use by several threads at once.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
  /**
   * The bytes of a value. The array belongs to the caller: it is a fresh one, or one that the codec
   * and its value never touch again.
   *
   * @param value the value; the engine has checked that it is not null
   * @return the bytes, possibly none; never null
   * @throws CodecException if this value cannot be encoded; the message says which value, why, and
   *     what to do. Nothing else is thrown for a value that is not null
   */
  byte[] encode(T value);

  /**
   * The value that the bytes stand for.
   *
   * @param bytes what {@link #encode} returned earlier, perhaps in a former version of the program;
   *     not null. The codec may keep the array: nobody else uses it
   * @return the value, never null
   * @throws CodecException if these bytes are not such a value; the message says what is wrong with
   *     them and what to do. Nothing else is thrown for an array that is not null
   */
  T decode(byte[] bytes);
}
