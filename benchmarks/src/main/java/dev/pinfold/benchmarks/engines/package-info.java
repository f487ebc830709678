/** The engines under test, each as its own best practice has it, behind one small interface. */
package dev.pinfold.benchmarks.engines;
