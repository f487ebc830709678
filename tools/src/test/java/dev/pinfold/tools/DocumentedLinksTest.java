package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links and pictures on our pages lead to files that are there, and to headings in them. */
class DocumentedLinksTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");

  @Test
  void leadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(text(page));
      while (link.find()) {
        if (!leadsSomewhere(page, link.group(1), link.group(2))) {
          dead.add(page + ": " + link.group());
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      List<Path> pages =
          Stream.concat(docs, Stream.of(TOP.resolve("README.md"), TOP.resolve("CHANGELOG.md")))
              .filter(file -> file.toString().endsWith(".md"))
              .toList();
      assertThat(pages).hasSizeGreaterThan(30);
      return pages;
    }
  }

  private static String text(Path page) throws IOException {
    return FENCED.matcher(Files.readString(page)).replaceAll("");
  }

  private static boolean leadsSomewhere(Path page, String target, String heading)
      throws IOException {
    if (target.contains("://")) {
      return true; // elsewhere
    }
    Path file = target.isEmpty() ? page : page.resolveSibling(target);
    return Files.exists(file) && (heading == null || headings(file).contains(heading));
  }

  /** As links name them: in lower case, blanks as dashes, and most other signs left out. */
  private static List<String> headings(Path page) throws IOException {
    List<String> names = new ArrayList<>();
    Matcher heading = HEADING.matcher(text(page));
    while (heading.find()) {
      names.add(
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return names;
  }
}
