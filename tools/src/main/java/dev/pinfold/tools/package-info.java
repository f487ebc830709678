/** The {@code pinfold} command: one class for each of its verbs, and what they share. */
package dev.pinfold.tools;
