/**
 * How values become the bytes of a message and back: the {@link dev.pinfold.codec.Codec} contract
 * and the ready ones.
 *
 * <p>No codec here lets stored bytes choose which class is loaded.
 */
package dev.pinfold.codec;
