/**
 * How values become the bytes of a message and back: the {@link dev.pinfold.codec.Codec} contract
 * and the ready ones.
 *
 * <p>No codec here lets stored bytes choose which class is loaded. Code of your own that {@link
 * dev.pinfold.codec.JsonCodec} calls, such as a deserializer, could.
 */
package dev.pinfold.codec;
