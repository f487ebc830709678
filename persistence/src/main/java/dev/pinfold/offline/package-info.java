/**
 * Looks at a store that is not opened: nothing is locked, nothing is written, and the owner, if
 * there is one, goes on. Begin with {@link dev.pinfold.offline.OfflineStore}.
 */
package dev.pinfold.offline;
