/**
 * The engine: decides what a call means, writes it to the log, applies it, and wakes who waits. The
 * in-memory and the durable stores are this engine with another {@link
 * dev.pinfold.engine.TransactionLog}. Internal: public for the other modules of Pinfold only, and
 * free to change.
 */
package dev.pinfold.engine;
