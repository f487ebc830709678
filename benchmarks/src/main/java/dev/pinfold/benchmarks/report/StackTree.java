package dev.pinfold.benchmarks.report;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sampled stacks as a tree: how many samples have a frame, called by those above it. */
final class StackTree {
  private final SortedMap<String, StackTree> callees = new TreeMap<>();
  private long samples;

  /** Takes in a stack that was sampled so many times, from the outermost frame on. */
  void add(List<String> stack, long times) {
    StackTree node = this;
    node.samples += times;
    for (String frame : stack) {
      node = node.callees.computeIfAbsent(frame, name -> new StackTree());
      node.samples += times;
    }
  }

  long samples() {
    return samples;
  }

  SortedMap<String, StackTree> callees() {
    return callees;
  }

  /** How many frames are above one another where a frame has this share of all samples or more. */
  int depth(double leastSamples) {
    int deepest = 0;
    for (StackTree callee : callees.values()) {
      if (callee.samples >= leastSamples) {
        deepest = Math.max(deepest, 1 + callee.depth(leastSamples));
      }
    }
    return deepest;
  }
}
