package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same laws with the git command and, where a machine has none, without it. */
class CloneCacheTest {
  private static final String GIT = "git";
  private static final String NO_GIT = "/nowhere/git";

  @TempDir private Path dir;

  private Repository resolve(String git, String url, String ref) throws SourceException {
    return resolve(git, 0, url, ref);
  }

  private Repository resolve(String git, int depth, String url, String ref) throws SourceException {
    try (RepositorySources sources =
        new RepositorySources(new SourceStore(dir, 0, depth, false, 1), git, note -> {})) {
      return sources.resolve(url, ref, SourceKind.AUTO);
    }
  }

  private TestRepository remote() {
    return TestRepository.withReadme(dir.resolve("gin"));
  }

  private static String url(TestRepository remote) {
    return "file://" + remote.root();
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> names = Files.list(dir.resolve("clones"))) {
      return names.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void urlIsClonedOnceAndListed(String git) throws SourceException, IOException {
    TestRepository remote = remote();

    Repository clone = resolve(git, url(remote), "HEAD");

    assertThat(clone.id()).isEqualTo("gin");
    assertThat(clone.origin()).isEqualTo(url(remote));
    assertThat(clone.revision()).isEqualTo(remote.head());
    assertThat(Rules.files(new RepositorySources(dir, note -> {}), clone)).hasSize(1);
    assertThat(cached()).hasSize(2).allMatch(name -> name.matches("gin-[0-9a-f]{12}(.lock)?"));
  }

  @Test
  void oneFetchServesAllRefs() throws SourceException {
    TestRepository remote = remote();
    remote.git("branch", "release/1.x");
    remote.git("tag", "v1");
    String first = remote.head();
    remote.write("new.md", "new\n").commit();
    List<String> notes = new ArrayList<>();
    RepositorySources sources = new RepositorySources(dir.resolve("cache"), notes::add);

    RepositoryPlace place =
        sources.find(url(remote), SourceKind.AUTO, List.of("HEAD", "release/*"));

    assertThat(sources.at(place, "HEAD").revision()).isEqualTo(remote.head());
    assertThat(sources.refs(place, List.of("release/*", "v*", "v1", "none*", "gone")))
        .containsExactly("release/1.x", "v1", "gone");
    assertThat(sources.at(place, "release/1.x").revision()).isEqualTo(first);
    assertThat(sources.at(place, "v1"))
        .isEqualTo(
            new Repository(
                "gin",
                Repository.Kind.GIT,
                url(remote),
                sources.at(place, "HEAD").location(),
                "v1",
                first));
    assertThatThrownBy(() -> sources.at(place, "gone")).hasMessageContaining("no such branch");
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0)).startsWith("fetching ");
    assertThat(notes.get(1)).contains("no branch or tag of " + url(remote) + " is meant by none*");
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void shallowCloneHasEveryRefThatIsAskedForAndOneThatIsLostLeavesTheOthers(String git)
      throws SourceException {
    TestRepository remote = remote();
    remote.git("branch", "release/1.x");
    String first = remote.head();
    remote.write("new.md", "new\n").commit();
    try (RepositorySources sources =
        new RepositorySources(new SourceStore(dir, 0, 1, false, 1), git, note -> {})) {
      RepositoryPlace named =
          sources.find(url(remote), SourceKind.AUTO, List.of("HEAD", "gone", "release/1.x"));

      assertThat(sources.at(named, "HEAD").revision()).isEqualTo(remote.head());
      assertThat(sources.at(named, "release/1.x").revision()).isEqualTo(first);
      assertThatThrownBy(() -> sources.at(named, "gone")).hasMessageContaining("no such branch");

      RepositoryPlace meant = sources.find(url(remote), SourceKind.AUTO, List.of("HEAD", "rel*"));

      assertThat(sources.refs(meant, List.of("rel*"))).containsExactly("release/1.x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void newCommitBranchAndTagArrive(String git) throws SourceException {
    TestRepository remote = remote();
    resolve(git, url(remote), "HEAD");
    remote.write("b", "2").commit();
    remote.git("branch", "later");
    remote.git("tag", "v2");

    assertThat(resolve(git, url(remote), "HEAD").revision()).isEqualTo(remote.head());
    assertThat(resolve(git, url(remote), "later").revision()).isEqualTo(remote.head());
    assertThat(resolve(git, url(remote), "v2").revision()).isEqualTo(remote.head());
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void rewrittenHistoryReplacesTheOld(String git) throws SourceException {
    TestRepository remote = remote();
    remote.git("tag", "moving");
    resolve(git, url(remote), "HEAD");
    remote.write("README.md", "rewritten").git("add", "--all");
    remote.git("commit", "--quiet", "--amend", "--message=other");
    remote.git("tag", "--force", "moving");

    assertThat(resolve(git, url(remote), "HEAD").revision()).isEqualTo(remote.head());
    assertThat(resolve(git, url(remote), "moving").revision()).isEqualTo(remote.head());
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void deletedBranchIsGoneAndHeadFollowsTheNewDefault(String git) throws SourceException {
    TestRepository remote = remote();
    resolve(git, url(remote), "HEAD");
    remote.git("checkout", "--quiet", "-b", "trunk");
    remote.write("b", "2").commit();
    remote.git("branch", "-D", "main");

    assertThat(resolve(git, url(remote), "HEAD").revision()).isEqualTo(remote.head());
    assertThatThrownBy(() -> resolve(git, url(remote), "main"))
        .hasMessageStartingWith("cannot find ref main in " + url(remote));
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void headOnNoBranchIsFollowed(String git) throws SourceException {
    TestRepository remote = remote();
    remote.git("checkout", "--quiet", "--detach");
    remote.write("b", "2").commit();

    assertThat(resolve(git, url(remote), "HEAD").revision()).isEqualTo(remote.head());
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void remoteWithoutCommitsSaysSo(String git) {
    TestRepository remote = TestRepository.empty(dir.resolve("empty"));

    assertThatThrownBy(() -> resolve(git, url(remote), "HEAD"))
        .hasMessageContaining("the repository has no commits on HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void failedCloneLeavesNothingThatLooksLikeOne(String git) throws IOException {
    String url = "file://" + dir.resolve("none");

    assertThatThrownBy(() -> resolve(git, url, "HEAD"))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("cannot fetch " + url + ": ")
        .hasMessageEndingWith("(check the URL, the network and your git credentials)")
        .message()
        .doesNotContain("\n");
    assertThat(cached()).hasSize(1).allMatch(name -> name.endsWith(".lock"));
  }

  @Test
  void leftoverOfAKilledCloneIsReplaced() throws SourceException, IOException {
    TestRepository remote = remote();
    String name = GitUrl.parse(url(remote)).orElseThrow().cacheName();
    Files.createDirectories(dir.resolve("clones/" + name + ".partial/objects"));

    assertThat(resolve(GIT, url(remote), "HEAD").revision()).isEqualTo(remote.head());
    assertThat(cached()).containsExactly(name, name + ".lock");
  }

  @ParameterizedTest
  @ValueSource(strings = {GIT, NO_GIT})
  void passwordIsInNoMessageAndNoFile(String git) throws IOException {
    assertThatThrownBy(
            () -> resolve(git, "http://me:canary@127.0.0.1:1/x.git?token=canary", "HEAD"))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("cannot fetch http://127.0.0.1:1/x.git: ")
        .hasNoCause()
        .message()
        .doesNotContain("canary");
  }

  @Test
  void cloneKeepsNoRecordOfItsUrl() throws SourceException, IOException {
    TestRepository remote = remote();
    Repository clone = resolve(GIT, url(remote), "HEAD");

    assertThat(Path.of(clone.location()).resolve("config")).content().doesNotContain("file:");
  }

  @Test
  void sshWithoutTheGitCommandNamesTheRemedy() {
    assertThatThrownBy(() -> resolve(NO_GIT, "git@127.0.0.1:x/y", "HEAD"))
        .hasMessage(
            "cannot fetch git@127.0.0.1:x/y: this transport needs the git command"
                + " (install git, or use https)");
  }

  @Test
  void urlIsToldWithoutItsPasswordBeforeItIsFetched() throws IOException {
    List<String> notes = new ArrayList<>();
    // A cache that cannot be made keeps the test off the network.
    Path file = Files.writeString(dir.resolve("file"), "x");
    RepositorySources sources = new RepositorySources(file, notes::add);

    assertThatThrownBy(() -> sources.resolve("https://u:pw@host/x", "HEAD", SourceKind.AUTO))
        .isInstanceOf(SourceException.class);

    assertThat(notes).containsExactly("fetching https://host/x");
  }

  @Test
  void urlIsNoFolder() {
    RepositorySources sources = new RepositorySources(dir, note -> {});

    assertThatThrownBy(() -> sources.resolve("https://u:pw@host/x", "HEAD", SourceKind.FOLDER))
        .hasMessage(
            "cannot index https://host/x as a folder: it is a URL"
                + " (pass a path, or leave --source out)");
  }

  @Test
  void cacheThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "x");
    RepositorySources sources = new RepositorySources(file, note -> {});

    assertThatThrownBy(() -> sources.resolve(url(remote()), "HEAD", SourceKind.AUTO))
        .hasMessageStartingWith("cannot use the clone cache " + file.resolve("clones"))
        .hasMessageEndingWith("(make it writable, or choose another folder)");
  }
}
