/**
 * The journal: the ordered, checksummed record of all transactions, kept in numbered segment files.
 *
 * <p>{@link dev.pinfold.archive.journal.Journal} is the door: scan, open, append, read, force. The
 * bytes are specified in {@link dev.pinfold.archive.journal.SegmentHeader} and {@link
 * dev.pinfold.archive.journal.DocumentFormat}.
 */
package dev.pinfold.archive.journal;
