package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real repository made with the git command. */
public final class GitFixture {
  private final Path folder;

  public GitFixture(Path folder) throws Exception {
    this(folder, "sha1");
  }

  /**
   * @param format of its ids: {@code sha1} or {@code sha256}
   */
  GitFixture(Path folder, String format) throws Exception {
    this.folder = Files.createDirectories(folder);
    if (!Files.exists(folder.resolve(".git"))) {
      git("init", "-q", "-b", "main", "--object-format=" + format);
    }
  }

  public Path path() {
    return folder;
  }

  public void write(String path, String content) throws IOException {
    writeBytes(path, content.getBytes(StandardCharsets.UTF_8));
  }

  public void writeBytes(String path, byte[] content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  public void link(String path, String target) throws IOException {
    Files.createSymbolicLink(folder.resolve(path), Path.of(target));
  }

  public void delete(String path) throws IOException {
    Files.delete(folder.resolve(path));
  }

  public void rename(String from, String to) throws IOException {
    Files.createDirectories(folder.resolve(to).getParent());
    Files.move(folder.resolve(from), folder.resolve(to));
  }

  /** A gitlink, as a submodule that was never checked out leaves it; its folder stands empty. */
  public void submodule(String path) throws Exception {
    Files.createDirectories(folder.resolve(path));
    git(
        "update-index",
        "--add",
        "--cacheinfo",
        "160000,1111111111111111111111111111111111111111," + path);
  }

  /** One whose repository is here, as {@code git submodule add} leaves it. */
  public void addSubmodule(GitFixture inner, String path) throws Exception {
    git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        inner.path().toString(),
        path);
  }

  public void commit(String message) throws Exception {
    git("add", "-A", "--", ".");
    git("commit", "-q", "--allow-empty", "-m", message);
  }

  public void checkout(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("checkout", "-q"));
    all.addAll(List.of(arguments));
    git(all.toArray(String[]::new));
  }

  public void tag(String name) throws Exception {
    git("tag", name);
  }

  public GitFixture cloneTo(Path target) throws Exception {
    git("clone", "-q", folder.toString(), target.toString());
    return new GitFixture(target);
  }

  /** The commit that is checked out. */
  public String head() throws Exception {
    return git("rev-parse", "HEAD").strip();
  }

  /** The file in which git keeps the committed content of this path; it is not in a pack. */
  public Path object(String path) throws Exception {
    String id = git("rev-parse", "HEAD:" + path).strip();
    return folder.resolve(".git/objects/" + id.substring(0, 2)).resolve(id.substring(2));
  }

  private String git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
