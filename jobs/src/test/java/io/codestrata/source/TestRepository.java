package io.codestrata.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository made by the git command, with settings of nobody's. */
final class TestRepository {
  private final Path root;

  private TestRepository(Path root) {
    this.root = root;
  }

  static TestRepository empty(Path root) {
    return empty(root, "sha1");
  }

  /**
   * @param format of its ids: {@code sha1} or {@code sha256}
   */
  static TestRepository empty(Path root, String format) {
    TestRepository made = new TestRepository(root);
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    made.git("init", "--quiet", "--initial-branch=main", "--object-format=" + format);
    return made;
  }

  /** One that is there already, to be read only. */
  static TestRepository at(Path root) {
    return new TestRepository(root);
  }

  /** With one commit that holds {@code README.md}. */
  static TestRepository withReadme(Path root) {
    return empty(root).write("README.md", "hello\n").commit();
  }

  Path root() {
    return root;
  }

  TestRepository write(String path, String content) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.writeString(root.resolve(path), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  TestRepository commit() {
    git("add", "--all");
    git("commit", "--quiet", "--message=change");
    return this;
  }

  String head() {
    return git("rev-parse", "HEAD");
  }

  /** What the command printed, stripped. */
  String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-c", "protocol.file.allow=always"));
    command.addAll(List.of("-c", "user.name=A", "-c", "user.email=a@example.org"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
    try {
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
