/**
 * The state machine: operations, the one {@link dev.pinfold.state.EngineState#apply apply}, and the
 * sets of live messages. Deterministic: nothing here reads a clock, randomness or configuration.
 * Internal: public for the other modules of Pinfold only, and free to change.
 */
package dev.pinfold.state;
