package dev.pinfold.tools;

import dev.pinfold.PinfoldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine.ParameterException;

/** Says in one line why a command failed. */
final class ErrorLine {
  private ErrorLine() {}

  static String of(Throwable e) {
    if (e instanceof UncheckedIOException wrapped) {
      return of(wrapped.getCause());
    }
    String message = e.getMessage();
    if (e instanceof ParameterException) {
      return oneLine(message.lines().findFirst().orElse("wrong usage"));
    }
    if (e instanceof FileSystemException file) {
      return oneLine(file.getFile() + ": " + reason(file));
    }
    if (e instanceof ToolException
        || e instanceof PinfoldException
        || e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof IOException) {
      return oneLine(message == null ? e.getClass().getSimpleName() : message);
    }
    return oneLine(
        e.getClass().getSimpleName()
            + (message == null ? "" : ": " + message)
            + " (--stacktrace shows where)");
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException && e.getReason() == null) {
      return "is there already, and is no directory";
    }
    if (e instanceof NotDirectoryException) {
      return "is no directory";
    }
    return e.getReason() == null ? "cannot be used" : e.getReason();
  }

  private static String oneLine(String text) {
    return Escapes.controls(text.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
