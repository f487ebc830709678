package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codec;
import dev.pinfold.durable.ChildJvm;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kryo's class that calls {@code sun.misc.Unsafe}, for which newer JVMs print a warning. */
class UnsafeTest {
  private static final String UNSAFE = "com.esotericsoftware.kryo.unsafe.UnsafeUtil";

  @TempDir Path directory;

  record Letter(String text, List<String> lines) {}

  /** Does what its argument says, so that the JVM shows which classes that loads. */
  public static final class Child {
    private Child() {}

    /**
     * Uses a store or a codec.
     *
     * @param args the store's directory, or none for the codec
     */
    public static void main(String[] args) {
      if (args.length == 0) {
        Codec<Letter> codec = KryoCodec.of(Letter.class, List.class);
        System.out.println(codec.decode(codec.encode(new Letter("done", List.of()))).text());
        return;
      }
      for (int i = 0; i < 2; i++) {
        try (PinfoldStore store = PinfoldStore.open(Path.of(args[0]))) {
          store.queue("q", QueuePolicy.PROCESS_CRASH).add(new byte[1]);
          store.snapshot();
        }
      }
      System.out.println("done");
    }
  }

  private String outputOf(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder child = ChildJvm.of(Child.class, List.of(arguments));
    List<String> command = new ArrayList<>(child.command());
    command.removeIf(each -> each.startsWith("--sun-misc-unsafe"));
    command.add(1, "-Xlog:class+load");
    Process process = child.command(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("done");
    return output;
  }

  @Test
  void aStoreNeedsNone() throws Exception {
    assertThat(outputOf(directory.toString())).doesNotContain(UNSAFE).doesNotContain("WARNING");
  }

  @Test
  void aCodecNeedsNoneWhereAWarningWouldBePrinted() throws Exception {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(24);
    assertThat(outputOf()).doesNotContain(UNSAFE).doesNotContain("WARNING");
  }
}
