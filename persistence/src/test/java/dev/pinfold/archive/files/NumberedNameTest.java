package dev.pinfold.archive.files;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberedNameTest {
  private static final NumberedName NAME = new NumberedName("a-", 4, ".b");

  @Test
  void shortNumbersAreFilledUp() {
    assertThat(NAME.format(0)).isEqualTo("a-0000.b");
    assertThat(NAME.format(123)).isEqualTo("a-0123.b");
    assertThat(NAME.format(12345)).isEqualTo("a-12345.b");
  }

  @Property
  void namesComeBackAsTheirNumbers(@ForAll @LongRange(max = Long.MAX_VALUE) long number) {
    assertThat(NAME.parse(NAME.format(number))).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a-",
        "a-.b",
        ".b",
        "a-123.b",
        "a-01234.b",
        "a--123.b",
        "a-012a.b",
        "a-000:.b",
        "a-000/.b",
        "a-000١.b",
        "a-9223372036854775808.b",
        "a-18446744073709551617.b",
        "a-99999999999999999999.b",
        "a-0123.bb",
        "a-0123.c",
        "aa-0123.b"
      })
  void otherNamesHaveNone(String name) {
    assertThat(NAME.parse(name)).isEmpty();
  }
}
