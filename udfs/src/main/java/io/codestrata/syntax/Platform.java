package io.codestrata.syntax;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** This machine, as the build names what it compiles. */
public final class Platform {
  private Platform() {}

  /** {@code linux-x86_64}, {@code macos-aarch64}, ... */
  public static String name() {
    return system() + "-" + machine();
  }

  /** {@code linux} or {@code macos}. */
  public static String system() {
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
    return mac ? "macos" : "linux";
  }

  /** {@code x86_64}, {@code aarch64}, ... */
  public static String machine() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (machine) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> machine;
    };
  }

  /** With its dot. */
  public static String librarySuffix() {
    return system().equals("macos") ? ".dylib" : ".so";
  }

  /**
   * Gives a library as a file for as long as it takes to load it: the process keeps what it has
   * mapped. The file lies in a folder only this user may enter, so nobody can put another in its
   * place.
   *
   * @throws IOException where the temp folder cannot be written
   */
  static <T> T withFile(byte[] library, Function<String, T> loading) throws IOException {
    Path folder = Files.createTempDirectory("codestrata-native-");
    Path file = folder.resolve("library" + librarySuffix());
    try {
      Files.write(file, library);
      return loading.apply(file.toString());
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }
}
