package dev.pinfold.benchmarks.report;

/**
 * The first line of the raw results: where and how the run was made.
 *
 * @param started when, UTC
 * @param commit of the checkout, with a mark when there were changes that were not committed
 * @param command as it was given
 * @param scale how much of each workload was run
 * @param rounds how many were asked for
 * @param machine processor, cores and memory
 * @param system kernel and file system
 * @param jvm name and version
 */
public record RunHeader(
    String started,
    String commit,
    String command,
    String scale,
    int rounds,
    String machine,
    String system,
    String jvm) {}
