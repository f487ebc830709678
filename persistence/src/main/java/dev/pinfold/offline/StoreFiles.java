package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.StoreLayout;
import dev.pinfold.archive.StoreMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A directory that is a store.
 *
 * @param layout where its parts lie
 * @param mark what says that it is one
 */
record StoreFiles(StoreLayout layout, StoreMark mark) {

  /**
   * Looks whether a directory is a store.
   *
   * @throws NoStoreException when it is none, or of a version that is not known
   * @throws UncheckedIOException when it cannot be read
   */
  static StoreFiles at(Path root) {
    if (!Files.isDirectory(root)) {
      String what = Files.exists(root) ? "it is no directory" : "there is no such directory";
      throw new NoStoreException("no store at " + root + ": " + what, null);
    }
    try {
      return new StoreFiles(new StoreLayout(root), StoreMark.read(root));
    } catch (NoSuchFileException e) {
      throw new NoStoreException(
          "no store at " + root + ": there is no " + StoreMark.FILE + " in it", e);
    } catch (StoreCorruptException e) {
      throw new NoStoreException("no store that can be read at " + root + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + root.resolve(StoreMark.FILE), e);
    }
  }

  UUID storeId() {
    return mark.storeId();
  }
}
