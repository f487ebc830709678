/** A store as one page for a browser: what its journal tells of the past, and what it holds. */
package dev.pinfold.tools.report;
