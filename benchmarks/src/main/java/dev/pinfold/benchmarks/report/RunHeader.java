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
    String jvm) {

  /** Whether what both found can stand in one table: same commit, scale and machine. */
  boolean isOfTheSame(RunHeader other) {
    return commit.equals(other.commit)
        && scale.equals(other.scale)
        && machine.equals(other.machine)
        && system.equals(other.system)
        && jvm.equals(other.jvm);
  }
}
