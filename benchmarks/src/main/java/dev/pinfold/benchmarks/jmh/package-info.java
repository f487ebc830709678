/** The pieces on their own, by JMH; those of package-private classes lie in their packages. */
package dev.pinfold.benchmarks.jmh;
