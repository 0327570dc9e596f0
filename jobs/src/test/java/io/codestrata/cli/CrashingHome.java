package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.syntax.Platform;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Codestrata's home as the build left it, but that the grammar of {@link #LANGUAGE} is one that
 * ends the process at {@code DIE}, breaks it at {@code SEG} and never returns from {@code HANG}.
 */
final class CrashingHome {
  static final String LANGUAGE = "m68k";

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GRAMMAR =
      ROOT.resolve("udfs/src/test/resources/io/codestrata/language/crash.c");

  private CrashingHome() {}

  /**
   * Makes one.
   *
   * @return its launcher
   */
  static Path in(Path folder) throws Exception {
    Path home = folder.resolve("home");
    Path lib = Files.createDirectories(home.resolve("jobs/target/dist/lib"));
    Files.createDirectories(home.resolve("udfs/src/main"));
    Files.createDirectories(home.resolve("udfs/grammars"));
    Files.createDirectories(home.resolve("udfs/secrets"));
    Files.createDirectories(home.resolve("jobs/src/main"));
    Files.createDirectories(home.resolve("jobs/src/test/java/io/codestrata/voyagesim"));
    for (String pom : List.of("pom.xml", "udfs/pom.xml", "jobs/pom.xml")) {
      Files.createFile(home.resolve(pom));
    }
    Files.createSymbolicLink(home.resolve("conf"), ROOT.resolve("conf"));
    Path dist = ROOT.resolve("jobs/target/dist");
    Files.createSymbolicLink(home.resolve("jobs/target/dist/spark"), dist.resolve("spark"));
    SparkHome.link(dist.resolve("lib"), "*.jar", lib);
    replaceGrammar(folder, lib);
    Path bin = Files.createDirectories(home.resolve("bin")).resolve("codestrata");
    Files.copy(ROOT.resolve("bin/codestrata"), bin, StandardCopyOption.COPY_ATTRIBUTES);
    // Last, so that the launcher finds nothing newer to build.
    Files.copy(
        dist.resolve("codestrata-jobs.jar"), home.resolve("jobs/target/dist/codestrata-jobs.jar"));
    return bin;
  }

  private static void replaceGrammar(Path folder, Path lib) throws Exception {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "tree-sitter-m68k-*.jar")) {
      for (Path jar : jars) {
        Files.delete(jar);
      }
    }
    Path library = folder.resolve("crash.so").toAbsolutePath();
    String symbol = "-Dtree_sitter_crash=tree_sitter_" + LANGUAGE;
    run("cc", "-shared", "-fPIC", "-O1", symbol, "-o", library.toString(), GRAMMAR.toString());
    String system = Platform.system().equals("linux") ? "linux-gnu" : Platform.system();
    String entry =
        "lib/%s-%s-tree-sitter-%s%s"
            .formatted(Platform.machine(), system, LANGUAGE, Platform.librarySuffix());
    try (OutputStream out = Files.newOutputStream(lib.resolve("tree-sitter-crash.jar"));
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(entry));
      Files.copy(library, entries);
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as(String.join(" ", command))
        .isZero();
  }
}
