package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SvgTest {
  @Test
  void coordinatesAreCutAndTheClipHasAName() {
    assertThat(
            Svg.shorten(
                """
                <?xml version="1.0"?>
                <svg version="1.1"><clipPath id="clip884128396"/>
                <path d="M-0.984375,2.5 L3.125,10.0 Z"/></svg>
                """))
        .isEqualTo(
            """
            <?xml version="1.0"?>
            <svg version="1.1"><clipPath id="clip-plot"/>
            <path d="M-0.98,2.5 L3.12,10.0 Z"/></svg>
            """);
  }

  @Test
  void severalClipsHaveANameEach() {
    assertThat(
            Svg.shorten(
                """
                <clipPath id="clip884128396"/><clipPath id="clip-41287"/>
                <g clip-path="url(#clip-41287)"/><g clip-path="url(#clip884128396)"/>
                """))
        .isEqualTo(
            """
            <clipPath id="clip-plot"/><clipPath id="clip-plot-1"/>
            <g clip-path="url(#clip-plot-1)"/><g clip-path="url(#clip-plot)"/>
            """);
  }
}
