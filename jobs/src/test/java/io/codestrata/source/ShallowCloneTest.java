package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clones of the tips that are asked for, with the git command and without it. */
class ShallowCloneTest {
  private static final String GIT = "git";
  private static final String NO_GIT = "/nowhere/git";

  @TempDir private Path dir;
  private TestRepository remote;
  private String first;

  @BeforeEach
  void threeCommits() {
    remote = TestRepository.withReadme(dir.resolve("gin"));
    first = remote.head();
    remote.git("tag", "v1");
    remote.git("branch", "old");
    remote.write("b", "2").commit();
    remote.write("c", "3").commit();
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void onlyTheCommitAskedForIsFetchedAndListed(String git) throws Exception {
    Repository clone = resolve(git, "HEAD");

    assertThat(clone.revision()).isEqualTo(remote.head());
    assertThat(files(clone)).containsExactly("README.md", "b", "c");
    assertThat(history("HEAD")).containsExactly(remote.head());
    assertThat(refs()).containsExactly("refs/heads/main");
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void branchTagAndFullNameAreFetchedWhenAskedFor(String git) throws Exception {
    resolve(git, "HEAD");
    remote.git("tag", "--annotate", "--message=x", "v2");

    assertThat(resolve(git, "old").revision()).isEqualTo(first);
    assertThat(files(resolve(git, "v1"))).containsExactly("README.md");
    assertThat(resolve(git, "v2").revision()).isEqualTo(remote.head());
    assertThat(resolve(git, "refs/heads/old").revision()).isEqualTo(first);
    assertThat(refs())
        .containsExactly("refs/heads/main", "refs/heads/old", "refs/tags/v1", "refs/tags/v2");
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void newCommitsAndRewrittenHistoryArrive(String git) throws Exception {
    resolve(git, "HEAD");
    remote.write("d", "4").commit();
    assertThat(files(resolve(git, "HEAD"))).containsExactly("README.md", "b", "c", "d");

    remote.git("reset", "--quiet", "--hard", first);
    remote.write("e", "5").commit();
    remote.git("tag", "--force", "v1");
    assertThat(files(resolve(git, "HEAD"))).containsExactly("README.md", "e");
    assertThat(resolve(git, "v1").revision()).isEqualTo(remote.head());

    remote.git("reset", "--quiet", "--hard", first);
    assertThat(files(resolve(git, "main"))).containsExactly("README.md");
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void deletedBranchIsGoneAndHeadFollowsTheNewDefault(String git) throws Exception {
    resolve(git, "HEAD");
    resolve(git, "old");
    remote.git("branch", "-D", "old");
    remote.git("checkout", "--quiet", "-b", "old/er");
    remote.write("d", "4").commit();
    remote.git("branch", "-D", "main");

    assertThat(resolve(git, "HEAD").revision()).isEqualTo(remote.head());
    assertThatThrownBy(() -> resolve(git, "main"))
        .hasMessageStartingWith("cannot find ref main in file://" + remote.root());
    assertThat(resolve(git, "HEAD").revision()).isEqualTo(remote.head());
    assertThat(refs()).containsExactly("refs/heads/old/er");
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void headOnNoBranchIsFollowedAndBack(String git) throws Exception {
    remote.git("checkout", "--quiet", "--detach");
    remote.write("d", "4").commit();
    assertThat(resolve(git, "HEAD").revision()).isEqualTo(remote.head());

    remote.git("checkout", "--quiet", "old");
    assertThat(resolve(git, "HEAD").revision()).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void commitIsFoundByItsIdWholeOrShort(String git) throws Exception {
    String second = remote.git("rev-parse", "HEAD~1");

    assertThat(files(resolve(git, second))).containsExactly("README.md", "b");
    assertThat(resolve(git, first.substring(0, 12)).revision()).isEqualTo(first);
    assertThat(resolve(git, "HEAD~1").revision()).isEqualTo(second);
    assertThatThrownBy(() -> resolve(git, "1".repeat(40))).hasMessageContaining("cannot find ref");
    // It had to turn whole for that, and goes on so.
    remote.write("d", "4").commit();
    assertThat(resolve(git, "HEAD").revision()).isEqualTo(remote.head());
    assertThat(history("HEAD")).hasSize(4);
  }

  @Test
  void commitThatAServerGivesByItsIdBringsNoHistory() throws Exception {
    String second = remote.git("rev-parse", "HEAD~1");

    assertThat(files(resolve(GIT, second))).containsExactly("README.md", "b");

    assertThat(history(second)).containsExactly(second);
    remote.git("checkout", "--quiet", "old");
    remote.git("branch", "-D", "main");
    Files.move(remote.root(), dir.resolve("away"));
    assertThat(resolve(GIT, second).revision()).isEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void misspeltRefFetchesNoHistory(String git) throws Exception {
    assertThatThrownBy(() -> resolve(git, "mian")).hasMessageContaining("cannot find ref mian");
    assertThat(refs()).isEmpty();
    assertThat(resolve(git, "HEAD").revision()).isEqualTo(remote.head());
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void remoteWithoutCommitsSaysSoUntilItHasOne(String git) throws Exception {
    TestRepository empty = TestRepository.empty(dir.resolve("gin2"));
    String url = "file://" + empty.root();
    assertThatThrownBy(() -> resolve(git, 1, url, "HEAD"))
        .hasMessageContaining("the repository has no commits on HEAD");

    empty.write("a", "1").commit();
    assertThat(resolve(git, 1, url, "HEAD").revision()).isEqualTo(empty.head());
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void shallowCloneTurnsWholeWhenTheOptionSaysSoAndStaysWhole(String git) throws Exception {
    resolve(git, "HEAD");
    resolve(git, 0, url(), "HEAD");
    assertThat(history("HEAD")).hasSize(3);

    remote.write("d", "4").commit();
    assertThat(resolve(git, "HEAD").revision()).isEqualTo(remote.head());
    assertThat(history("HEAD")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void serverOfPlainFilesGivesTheWholeHistory(String git) throws Exception {
    remote.git("update-server-info");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answerWithFile);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/gin/.git";
      assertThat(files(resolve(git, 1, url, "HEAD"))).containsExactly("README.md", "b", "c");

      remote.write("d", "4").commit();
      remote.git("update-server-info");
      assertThat(resolve(git, 1, url, "HEAD").revision()).isEqualTo(remote.head());
    } finally {
      server.stop(0);
    }
  }

  private void answerWithFile(HttpExchange exchange) throws IOException {
    Path file = dir.resolve(exchange.getRequestURI().getPath().substring(1));
    try (exchange) {
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] content = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  @Test
  void lockOfAKilledFetchDoesNotStandInTheWay() throws Exception {
    Repository clone = resolve(GIT, "HEAD");
    Files.createFile(Path.of(clone.location()).resolve("shallow.lock"));
    remote.write("d", "4").commit();

    assertThat(resolve(GIT, "HEAD").revision()).isEqualTo(remote.head());
  }

  private Repository resolve(String git, String ref) throws SourceException {
    return resolve(git, 1, url(), ref);
  }

  private Repository resolve(String git, int depth, String url, String ref) throws SourceException {
    try (RepositorySources sources =
        new RepositorySources(new SourceStore(dir, 0, depth, false, 1), git, note -> {})) {
      return sources.resolve(url, ref, SourceKind.AUTO);
    }
  }

  private String url() {
    return "file://" + remote.root();
  }

  private List<String> files(Repository clone) throws SourceException {
    return Rules.files(new RepositorySources(dir, note -> {}), clone).stream()
        .map(file -> file.entry().path())
        .toList();
  }

  private TestRepository theClone() throws IOException {
    try (Stream<Path> names = Files.list(dir.resolve("clones"))) {
      return TestRepository.at(
          names.filter(Files::isDirectory).findFirst().orElseThrow().toAbsolutePath());
    }
  }

  private List<String> history(String ref) throws IOException {
    return theClone().git("rev-list", ref).lines().toList();
  }

  private List<String> refs() throws IOException {
    return theClone().git("for-each-ref", "--format=%(refname)").lines().toList();
  }
}
