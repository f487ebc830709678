package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a report in a real browser: what it draws, on what screens, and that it needs
 * nothing.
 */
class ReportBrowserTest {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");
  private static final Path PICTURES = Path.of("target", "report");

  @TempDir Path scratch;

  private final List<String> trouble = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private Path browser;
  private Path directory;
  private Path file;

  @BeforeEach
  void find() {
    Optional<Path> found = browserOnThePath();
    if (found.isEmpty()) {
      System.out.println(
          "SKIPPED LOUDLY: no Chromium on the PATH, so no page of a report was drawn");
    }
    Assumptions.assumeTrue(found.isPresent());
    browser = found.get();
    directory = scratch.resolve("store");
    file = scratch.resolve("page.html");
  }

  private static Optional<Path> browserOnThePath() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(place -> NAMES.stream().map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Work of some hours; returns the messages that are left. */
  private long fill(int transactions) {
    Random random = new Random(9);
    Instant[] now = {Instant.parse("2026-11-23T08:00:00Z")};
    InstantSource clock = () -> now[0];
    StoreOptions options = StoreOptions.DEFAULTS.withClock(clock);
    long left = 0;
    try (PinfoldStore store = PinfoldStore.open(directory, options)) {
      List<MessageQueue<byte[]>> queues = new ArrayList<>();
      for (String name :
          List.of("orders", "bills", "a queue with a rather long name, and <b>signs</b>")) {
        queues.add(store.queue(name, QueuePolicy.PROCESS_CRASH));
      }
      for (int i = 3; i < transactions; i++) {
        double day = (double) i / transactions;
        MessageQueue<byte[]> queue = queues.get(random.nextInt(3));
        if (random.nextDouble() < 0.55 + 0.15 * Math.sin(day * 12)) {
          queue.add(new byte[random.nextInt(200)]);
          left++;
        } else {
          left -= queue.takeOldest().isPresent() ? 1 : 0;
        }
        now[0] = now[0].plusMillis(20_000_000L / transactions + random.nextInt(3));
      }
    }
    return left;
  }

  private interface Look {
    void at(Page page) throws IOException;
  }

  private void open(int width, int height, ColorScheme colours, Look look) throws IOException {
    Playwright.CreateOptions options =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    try (Playwright playwright = Playwright.create(options);
        Browser running =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions().setExecutablePath(browser).setArgs(FLAGS))) {
      Page page =
          running
              .newContext(
                  new Browser.NewContextOptions()
                      .setViewportSize(width, height)
                      .setColorScheme(colours))
              .newPage();
      page.onConsoleMessage(message -> trouble.add(message.type() + ": " + message.text()));
      page.onPageError(trouble::add);
      page.onRequest(request -> requests.add(request.url()));
      page.navigate(file.toUri().toString());
      look.at(page);
    }
  }

  private static void picture(Page page, String name) throws IOException {
    Files.createDirectories(PICTURES);
    byte[] unused =
        page.screenshot(
            new Page.ScreenshotOptions().setPath(PICTURES.resolve(name)).setFullPage(true));
  }

  private static long number(Page page, String expression) {
    return ((Number) page.evaluate(expression)).longValue();
  }

  private void report() {
    CommandRun run = CommandRun.on(directory, "report", "--out", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void drawsWhatTheJournalTells() throws IOException {
    long left = fill(20_000);
    report();
    open(
        1_200,
        900,
        ColorScheme.LIGHT,
        page -> {
          assertThat(number(page, "window.pinfold.charts.depth.data.length")).isEqualTo(4);
          assertThat(
                  number(
                      page,
                      "window.pinfold.charts.depth.data.slice(1).reduce((a, s) => a + s.at(-1), 0)"))
              .isEqualTo(left);
          assertThat(number(page, inkOf("depth"))).isGreaterThan(1_000);
          assertThat(number(page, inkOf("rates"))).isGreaterThan(1_000);
          assertThat(page.locator("#cards .card").nth(3).textContent())
              .isEqualTo(String.format("%,dmessages now", left));
          assertThat(page.locator("#queues tbody tr").count()).isEqualTo(3);
          assertThat(page.locator("b", new Page.LocatorOptions().setHasText("signs")).count())
              .isZero();
          double before = total(page, "rates", 1);
          page.selectOption("#rates-of", "1");
          assertThat(total(page, "rates", 1)).isBetween(1.0, before - 1);
          assertThat(page.locator("#waits .wait").count()).isEqualTo(13);
          assertThat(page.locator("#anomalies li").first().textContent()).isEqualTo("nothing");
          picture(page, "light.png");
        });
    assertThat(trouble).isEmpty();
    assertThat(requests).containsExactly(file.toUri().toString());
  }

  /** How many points of a chart are drawn upon. */
  private static String inkOf(String chart) {
    return "(() => { const canvas = document.querySelector('#"
        + chart
        + " canvas'); const points = canvas.getContext('2d')"
        + ".getImageData(0, 0, canvas.width, canvas.height).data;"
        + " let ink = 0; for (let i = 3; i < points.length; i += 4) ink += points[i] > 0 ? 1 : 0;"
        + " return ink; })()";
  }

  private static double total(Page page, String chart, int line) {
    String expression =
        "window.pinfold.charts." + chart + ".data[" + line + "].reduce((a, b) => a + b, 0)";
    return ((Number) page.evaluate(expression)).doubleValue();
  }

  @Test
  void fitsAPhoneInTheDark() throws IOException {
    long unused = fill(5_000);
    report();
    open(
        390,
        844,
        ColorScheme.DARK,
        page -> {
          assertThat(number(page, "document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
          assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
              .isEqualTo("rgb(20, 24, 29)");
          assertThat(number(page, inkOf("depth"))).isGreaterThan(1_000);
          picture(page, "phone-dark.png");
          page.setViewportSize(844, 390);
          page.waitForCondition(() -> number(page, "window.pinfold.charts.depth.width") > 500);
          page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
          page.waitForCondition(
              () ->
                  page.evaluate("getComputedStyle(document.body).backgroundColor")
                      .equals("rgb(255, 255, 255)"));
        });
    assertThat(trouble).isEmpty();
  }

  @Test
  @Tag("long")
  void aMillionTransactions() throws IOException {
    long left = fill(1_000_000);
    report();
    assertThat(Files.size(file)).isLessThan(3_000_000);
    open(
        1_200,
        900,
        ColorScheme.LIGHT,
        page -> {
          System.out.printf(
              "ReportBrowserTest: 1,000,000 transactions, %,d messages left: %,d bytes, loaded after"
                  + " %s ms%n",
              left,
              Files.size(file),
              page.evaluate(
                  "Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)"));
          picture(page, "million.png");
        });
    assertThat(trouble).isEmpty();
  }
}
