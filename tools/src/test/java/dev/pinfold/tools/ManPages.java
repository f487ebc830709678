package dev.pinfold.tools;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes a page in AsciiDoc for each command; the profile {@code man} makes manual pages of them.
 */
public final class ManPages {
  private ManPages() {}

  /** Writes them into the directory that is named. */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]));
  }

  static void write(Path directory) throws IOException {
    CommandSpec root = CommandModel.root();
    adapt(root);
    CommandModel.visible(root).forEach(ManPages::adapt);
    int code =
        ManPageGenerator.generateManPage(directory.toFile(), null, new boolean[0], false, root);
    if (code != 0) {
      throw new IOException("the manual's pages were not written; picocli says " + code);
    }
  }

  /** A manual has a name in a line, paragraphs that are apart, and headings without colons. */
  private static void adapt(CommandSpec command) {
    UsageMessageSpec usage = command.usageMessage();
    String[] description = usage.description();
    String first = usage.header().length > 0 ? usage.header()[0] : description[0];
    usage.header(first.replaceFirst("[.:;](?: .*)?$", ""));
    usage.description(String.join("%n%n", description));
    usage.footerHeading(usage.footerHeading().replaceAll("%n|:", ""));
  }
}
