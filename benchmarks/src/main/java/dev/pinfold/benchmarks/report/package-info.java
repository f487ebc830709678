/** From raw results to medians, ratios within a round, tables and charts. */
package dev.pinfold.benchmarks.report;
