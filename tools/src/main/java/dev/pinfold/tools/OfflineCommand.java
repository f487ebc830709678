package dev.pinfold.tools;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.NoStoreException;
import dev.pinfold.offline.NoSuchMomentException;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.PastQueues;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;

/** A command that looks at a store without opening it: its exit code tells what it found. */
abstract class OfflineCommand implements Callable<Integer> {
  /** For the help of each. */
  static final String EXIT_CODES =
      "Exits with 0 when what was read is sound, 1 when it was used wrongly or the output failed, 2"
          + " when a crash left a torn tail, 3 when the journal is damaged, 4 when a snapshot is, or"
          + " says what the journal does not, 5 when there is no store or a later release wrote it, 6 when it failed otherwise.";

  private static final String MOMENT = "transaction (120) or time (2026-11-23T20:00:00Z)";

  @ParentCommand private Main main;
  @Mixin private OutputOptions output;

  @Override
  public final Integer call() throws Exception {
    try {
      int code = look(OfflineStore.at(main.store()));
      console().flush(); // whatever the code, this is the result
      return code;
    } catch (NoStoreException e) {
      return main.fail(e, OfflineExit.NO_STORE);
    } catch (NoSuchMomentException e) {
      return main.fail(e, OfflineExit.USAGE);
    } catch (StoreCorruptException e) {
      return main.fail(e, OfflineExit.JOURNAL_DAMAGED);
    } catch (ToolException | ParameterException e) {
      throw e;
    } catch (Exception | Error e) {
      return main.fail(e, OfflineExit.INTERNAL);
    }
  }

  /** Looks at the store and returns the exit code. */
  abstract int look(OfflineStore store) throws Exception;

  /**
   * The queues as they were at a moment.
   *
   * @param option what names the moment
   * @param text what was given for it, or null for the journal's end
   */
  final PastQueues replay(OfflineStore store, String option, String text) {
    Optional<JournalBound> until =
        Optional.ofNullable(text)
            .map(given -> BoundText.parse(option, given, output.zone(), MOMENT));
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      return store.replay(until, bar);
    }
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
