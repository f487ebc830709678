package dev.pinfold.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java snippet of the README and the pages below compiles. */
class DocumentedCodeTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");
  private static final Pattern WHOLE_CLASS = Pattern.compile("(?m)^public class (\\w+)");

  /** What the guide says that its snippets stand in. */
  private static final String AROUND =
      """
      import dev.pinfold.*;
      import dev.pinfold.archive.*;
      import dev.pinfold.archive.journal.*;
      import dev.pinfold.archive.snapshot.*;
      import dev.pinfold.codec.*;
      import dev.pinfold.durable.*;
      import dev.pinfold.kryo.*;
      import dev.pinfold.offline.*;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      class NAME {
        PinfoldStore store;
        MessageQueue<String> jobs;
        void run() throws Exception {
      // the snippet
        }
      }
      """;

  private static final int LINES_BEFORE =
      (int) AROUND.substring(0, AROUND.indexOf("//")).lines().count();

  @TempDir Path classes;

  @Test
  void compiles() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (String page : List.of("README.md", "docs/guide.md", "docs/from-messagequeue.md")) {
      List<Snippet> found = snippetsOf(page);
      assertThat(found).as("snippets of " + page).isNotEmpty();
      snippets.addAll(found);
    }
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, problems, options, null, snippets)
            .call();
    assertThat(problems.getDiagnostics().stream().map(DocumentedCodeTest::inThePage)).isEmpty();
    assertThat(compiled).isTrue();
  }

  private static List<Snippet> snippetsOf(String page) throws IOException {
    String text = Files.readString(Path.of("..").resolve(page));
    List<Snippet> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      int line = (int) text.substring(0, block.start()).lines().count() + 1;
      String code = block.group(1);
      Matcher whole = WHOLE_CLASS.matcher(code);
      if (whole.find()) {
        found.add(new Snippet(page, line, whole.group(1), code));
      } else {
        String name = "Snippet" + found.size() + "Of" + page.replaceAll("\\W", "");
        String source = AROUND.replace("NAME", name).replace("// the snippet\n", code);
        found.add(new Snippet(page, line - LINES_BEFORE, name, source));
      }
    }
    return found;
  }

  private static String inThePage(Diagnostic<? extends JavaFileObject> problem) {
    String message = problem.getMessage(Locale.ROOT);
    return problem.getSource() instanceof Snippet snippet
        ? snippet.page + ":" + (snippet.lineBefore + problem.getLineNumber()) + ": " + message
        : message;
  }

  /** A block of a page as a source file. */
  private static final class Snippet extends SimpleJavaFileObject {
    private final String page;
    private final int lineBefore; // the page's line before the source's first
    private final String source;

    Snippet(String page, int lineBefore, String className, String source) {
      super(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE);
      this.page = page;
      this.lineBefore = lineBefore;
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
