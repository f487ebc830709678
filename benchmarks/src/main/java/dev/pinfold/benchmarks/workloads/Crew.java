package dev.pinfold.benchmarks.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that begin together. */
final class Crew {
  private Crew() {}

  /** What one of the threads does; its number is from 0 on. */
  interface Work {
    long run(int thread) throws Exception;
  }

  /** Runs the work in so many threads and returns what each of them did, and the whole time. */
  static Outcome run(int threads, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier barrier = new CyclicBarrier(threads + 1);
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        Callable<Long> begin =
            () -> {
              barrier.await();
              return work.run(thread);
            };
        running.add(executor.submit(begin));
      }
      barrier.await();
      long start = System.nanoTime();
      long[] counts = new long[threads];
      for (int i = 0; i < threads; i++) {
        counts[i] = running.get(i).get();
      }
      return new Outcome(counts, System.nanoTime() - start);
    } finally {
      executor.shutdownNow();
    }
  }

  /** How many each thread did, and the time from the beginning to the end of the last. */
  static final class Outcome {
    private final long[] counts;
    private final long nanos;

    private Outcome(long[] counts, long nanos) {
      this.counts = counts;
      this.nanos = nanos;
    }

    long count(int thread) {
      return counts[thread];
    }

    Rate rate() {
      long sum = 0;
      for (long count : counts) {
        sum += count;
      }
      return new Rate(sum, nanos);
    }
  }
}
