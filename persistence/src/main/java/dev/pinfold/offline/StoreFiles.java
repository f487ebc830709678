package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.StoreLayout;
import dev.pinfold.archive.StoreMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
    requireDirectory("store", root);
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

  /**
   * Makes sure that there is a directory.
   *
   * @param what it is looked for as, in words
   * @throws NoStoreException when there is none
   * @throws UncheckedIOException when this user may not see whether there is
   */
  static void requireDirectory(String what, Path path) {
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
        throw new NoStoreException("no " + what + " at " + path + ": it is no directory", null);
      }
    } catch (AccessDeniedException e) {
      throw new UncheckedIOException("cannot look at " + path, e);
    } catch (IOException e) {
      throw new NoStoreException("no " + what + " at " + path + ": there is no such directory", e);
    }
  }

  UUID storeId() {
    return mark.storeId();
  }
}
