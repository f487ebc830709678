/**
 * Kills a child process under load, again and again on one store, and holds what it left against
 * what it had acknowledged. {@link dev.pinfold.durable.kill.KillTest} is the way in.
 */
package dev.pinfold.durable.kill;
