package dev.pinfold.archive.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApartTest {
  @TempDir Path directory;

  @Test
  void neitherIsInTheOther() throws IOException {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path other = directory.resolve("other");
    assertThat(Apart.areApart(one, other)).isTrue();
    assertThat(Apart.areApart(one, one)).isFalse();
    assertThat(Apart.areApart(one, one.resolve("a/b"))).isFalse();
    assertThat(Apart.areApart(one.resolve("a/b"), one)).isFalse();
    assertThat(Apart.areApart(one, directory.resolve("one-more"))).isTrue();
    assertThat(Apart.areApart(one, other.resolve("../one/a"))).isFalse();
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), one);
    assertThat(Apart.areApart(one, link)).isFalse();
    assertThat(Apart.areApart(one, link.resolve("new"))).isFalse();
    Path dangling =
        Files.createSymbolicLink(directory.resolve("dangling"), one.resolve("not/there"));
    assertThat(Apart.areApart(one, dangling)).isFalse();
  }
}
