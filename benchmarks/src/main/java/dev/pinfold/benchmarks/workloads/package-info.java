/** What is measured. A workload runs in a process of its own and verifies every payload. */
package dev.pinfold.benchmarks.workloads;
