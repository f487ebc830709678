/**
 * The demo: real data, two child processes that are killed again and again, and a parent that
 * counts what is there afterwards. {@link dev.pinfold.tools.demo.Demo} is the run, {@code Ledger}
 * what the parent knows was promised, {@code ChildLine} what the children tell it.
 */
package dev.pinfold.tools.demo;
