package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmoduleSearchTest {
  @TempDir private Path raw;
  private final List<String> notes = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();
  private Path dir;
  private RepositorySources sources;
  private TestRepository inner;
  private TestRepository outer;

  @BeforeEach
  void make() throws IOException {
    dir = raw.toRealPath();
    // Without the git command no proxy of the environment stands between.
    sources =
        new RepositorySources(SourceStore.in(dir.resolve("cache")), "/nowhere/git", notes::add);
    inner = TestRepository.withReadme(dir.resolve("inner"));
    outer = TestRepository.withReadme(dir.resolve("outer"));
  }

  private List<Submodule> found(String argument) throws SourceException {
    RepositoryPlace place = sources.find(argument, SourceKind.GIT, List.of("HEAD"));
    return sources
        .submodules(place, argument)
        .of(sources.at(place, "HEAD"), (path, cause) -> lost.add(path + ": " + cause.getMessage()));
  }

  @Test
  void workTreeIsEnteredAtTheRecordedCommitsHoweverDeep() throws SourceException {
    TestRepository deep = TestRepository.withReadme(dir.resolve("deep"));
    inner.git("submodule", "--quiet", "add", deep.root().toString(), "vendor/deep");
    inner.commit();
    outer.git("submodule", "--quiet", "add", inner.root().toString(), "lib");
    outer.git("submodule", "--quiet", "update", "--init", "--recursive");
    outer.commit();
    String recorded = inner.head();
    inner.write("later.md", "later\n").commit();

    assertThat(found(outer.root().toString()))
        .containsExactly(
            new Submodule("lib", submodule("lib", ".git/modules/lib", recorded)),
            new Submodule(
                "lib/vendor/deep",
                submodule("lib/vendor/deep", ".git/modules/lib/modules/vendor/deep", deep.head())));
    assertThat(notes).isEmpty();
    assertThat(lost).isEmpty();
  }

  private Repository submodule(String path, String location, String revision) {
    return new Repository(
        "outer",
        Repository.Kind.GIT,
        outer.root() + "/" + path,
        outer.root().resolve(location).toString(),
        "HEAD",
        revision);
  }

  @Test
  void submoduleThatIsNotThereIsANoteAndOneWithoutItsCommitIsLost() throws SourceException {
    link("gone", "gone", inner.root().toString(), "1".repeat(40));
    outer.git("submodule", "--quiet", "add", inner.root().toString(), "lib");
    link("lib", "lib", inner.root().toString(), "2".repeat(40));

    assertThat(found(outer.root().toString())).isEmpty();
    assertThat(notes).hasSize(1);
    assertThat(notes.get(0)).contains("submodule gone of " + outer.root() + " is left out");
    assertThat(lost).hasSize(1);
    assertThat(lost.get(0)).startsWith("lib: cannot find ref 2222");
  }

  @Test
  void localRepositoryIsNeverLeft() throws Exception {
    Path modules = Files.createDirectories(outer.root().resolve(".git/modules"));
    Files.createSymbolicLink(modules.resolve("linked"), inner.root());
    Files.writeString(
        Files.createDirectories(outer.root().resolve("pointed")).resolve(".git"),
        "gitdir: " + inner.root().resolve(".git") + "\n");
    link("../../../inner", "climbing", inner.root().toString(), inner.head());
    link("linked", "linked", inner.root().toString(), inner.head());
    link("pointed", "pointed", inner.root().toString(), inner.head());
    link("url", "url", "file://" + inner.root(), inner.head());

    assertThat(found(outer.root().toString())).isEmpty();
    assertThat(lost).isEmpty();
    assertThat(notes).hasSize(3);
  }

  @Test
  void cloneOfAUrlFetchesThemFromThereAndReadsNoLocalRepository() throws Exception {
    link("lib", "lib", "../../inner/.git", inner.head());
    link("local", "local", "file://" + inner.root(), inner.head());
    link("path", "path", inner.root().toString(), inner.head());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
    try {
      inner.git("update-server-info");
      outer.git("update-server-info");
      String host = "http://127.0.0.1:" + server.getAddress().getPort();

      List<Submodule> found = found(host + "/outer/.git");

      assertThat(lost).isEmpty();
      assertThat(found).extracting(Submodule::path).containsExactly("lib");
      assertThat(found.get(0).repository().revision()).isEqualTo(inner.head());
      assertThat(found.get(0).repository().origin()).isEqualTo(host + "/outer/.git/lib");
      assertThat(found.get(0).repository().location()).startsWith(dir.resolve("cache").toString());
      assertThat(notes).filteredOn(note -> note.contains("names no server")).hasSize(2);
    } finally {
      server.stop(0);
    }
  }

  /** A repository as files, which git calls a dumb server. */
  private void serve(HttpExchange exchange) throws IOException {
    Path file = dir.resolve(exchange.getRequestURI().getPath().substring(1));
    try (exchange) {
      if (Files.isRegularFile(file)) {
        byte[] content = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  /** Commits a link as anybody may write it down. */
  private void link(String name, String path, String url, String commit) {
    outer.git("config", "--file", ".gitmodules", "submodule." + name + ".path", path);
    outer.git("config", "--file", ".gitmodules", "submodule." + name + ".url", url);
    outer.git("add", ".gitmodules");
    outer.git("update-index", "--add", "--cacheinfo", "160000," + commit + "," + path);
    outer.git("commit", "--quiet", "--message=link");
  }
}
