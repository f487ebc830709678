/**
 * All that Pinfold does with Kryo: a codec of Java objects, the reading of its messages without
 * their classes, and the encoding of snapshots. No other package imports Kryo.
 *
 * <p>Kryo is fast and small, and trusts what it reads. What is done about that here:
 *
 * <ul>
 *   <li>no class is loaded or chosen by name because bytes say so: classes are numbers from an
 *       explicit list;
 *   <li>every length is held against the bytes that remain before anything is allocated for it;
 *   <li>the serializers are named one by one. Kryo's own FieldSerializer is not used: it writes
 *       through {@code Unsafe} without looking at the type, and misreads when a field changes; nor
 *       the one of records, whose bytes depend on which classes are final;
 *   <li>what Kryo throws is wrapped.
 * </ul>
 */
package dev.pinfold.kryo;
