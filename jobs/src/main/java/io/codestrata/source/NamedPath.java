package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A path as a user named it. */
final class NamedPath {
  private NamedPath() {}

  /** A path that exists wins over a URL of the same spelling. */
  static Optional<Path> existing(String argument) {
    try {
      return Optional.of(Path.of(argument)).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Absolute, whether it exists or not. */
  static Path of(String argument) throws SourceException {
    try {
      return Path.of(argument).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw SourceErrors.badPath(argument);
    }
  }

  /** Without links; refused where it is no folder that can be read. */
  static Path realFolder(Path path) throws SourceException {
    if (!Files.exists(path)) {
      throw SourceErrors.missing(path);
    }
    if (!Files.isDirectory(path)) {
      throw SourceErrors.notAFolder(path);
    }
    if (!Files.isReadable(path) || !Files.isExecutable(path)) {
      throw SourceErrors.unreadable(path);
    }
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw SourceErrors.unlistable(path, e);
    }
  }
}
