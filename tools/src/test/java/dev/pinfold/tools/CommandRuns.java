package dev.pinfold.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * For a process of its own, such as one of another user: runs the commands that standard input
 * names, a line each with tabs between the words. Of each it prints the code, how much it said on
 * standard output, and what on standard error, in a line with tabs.
 */
final class CommandRuns {
  private CommandRuns() {}

  /** Runs them all. */
  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      CommandRun run = CommandRun.of(List.of(line.split("\t", -1)).toArray(String[]::new));
      System.out.println(
          run.code() + "\t" + run.out().length() + "\t" + run.err().strip().replace("\n", " / "));
    }
  }
}
