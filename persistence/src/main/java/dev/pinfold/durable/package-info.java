/**
 * The durable engine: core's queues on an archive. {@link dev.pinfold.durable.PinfoldStore} is the
 * way in; the journal holds the messages, memory only where they lie.
 */
package dev.pinfold.durable;
