package dev.pinfold.tools;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreFullException;
import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.NoStoreException;
import dev.pinfold.offline.NoSuchMomentException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;

/** A command whose exit code tells what it found in a store, or why it failed. */
abstract class CodedCommand implements Callable<Integer> {
  private static final String MOMENT = "transaction (120) or time (2026-11-23T20:00:00Z)";

  @ParentCommand private Main main;
  @Mixin private OutputOptions output;

  @Override
  public final Integer call() throws Exception {
    try {
      int code = run();
      console().flush(); // whatever the code, this is the result
      return code;
    } catch (NoStoreException e) {
      return main.fail(e, OfflineExit.NO_STORE);
    } catch (NoSuchMomentException e) {
      return main.fail(e, OfflineExit.USAGE);
    } catch (StoreFullException e) { // the new store's: no other is written
      return main.fail(e, OfflineExit.USAGE);
    } catch (StoreCorruptException e) {
      return main.fail(e, OfflineExit.JOURNAL_DAMAGED);
    } catch (ToolException | ParameterException e) {
      throw e;
    } catch (Exception | Error e) {
      return main.fail(e, OfflineExit.INTERNAL);
    }
  }

  /** Does the work and returns the exit code. */
  abstract int run() throws Exception;

  /**
   * A moment on the command line.
   *
   * @param option what names it
   * @param text what was given for it, or null for the journal's end
   */
  final Optional<JournalBound> moment(String option, String text) {
    return Optional.ofNullable(text)
        .map(given -> BoundText.parse(option, given, output.zone(), MOMENT));
  }

  final Main main() {
    return main;
  }

  final Console console() {
    return main.console();
  }

  final OutputOptions output() {
    return output;
  }
}
