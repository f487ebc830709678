/**
 * The archive: the universal keeper of a state machine, as a journal of all transactions and
 * snapshots of the state. It knows nothing of queues.
 */
package dev.pinfold.archive;
