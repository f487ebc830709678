/** The side-by-side runner: starts one process per engine and workload, collects what it says. */
package dev.pinfold.benchmarks;
