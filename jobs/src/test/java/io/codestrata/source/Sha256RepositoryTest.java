package io.codestrata.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.merkle.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Repositories whose ids are SHA-256; see {@link GitChangesTest} for what differs between trees.
 */
class Sha256RepositoryTest {
  private static final String SHA256 = "sha256";

  @TempDir private Path raw;
  private final List<String> notes = new ArrayList<>();
  private Path dir;
  private TestRepository git;
  private RepositorySources sources;

  @BeforeEach
  void make() throws IOException {
    dir = raw.toRealPath();
    git = TestRepository.empty(dir.resolve("r"), SHA256);
    git.write("README.md", "hello\n").write("src/a b.py", "def f():\n  pass\n");
    git.write("src/deep/\u00e4.py", "1\n").write(".gitignore", "x\n").commit();
    sources = new RepositorySources(dir.resolve("cache"), notes::add);
  }

  private Repository at(String ref) throws SourceException {
    return sources.resolve(git.root().toString(), ref, SourceKind.AUTO);
  }

  private Map<String, String> ids(Repository repository) throws SourceException {
    Map<String, String> ids = new TreeMap<>();
    Rules.files(sources, repository)
        .forEach(file -> ids.put(file.entry().path(), file.entry().contentHash()));
    return ids;
  }

  @Test
  void refsAreWhatGitSays() throws SourceException {
    String first = git.head();
    git.git("branch", "release/1.x");
    git.git("tag", "--annotate", "--message=one", "v1");
    git.git("tag", "tree", "HEAD^{tree}");
    git.write("README.md", "changed\n").commit();

    assertThat(first).hasSize(64);
    for (String ref : List.of("HEAD~1", "release/1.x", "v1", "refs/tags/v1", first)) {
      assertThat(at(ref).revision()).as(ref).isEqualTo(first);
    }
    assertThat(at(first.substring(0, 12)).revision()).isEqualTo(first);
    assertThat(at("HEAD").revision()).isEqualTo(git.head());
    for (String ref : List.of("gone", "tree", "--all", "0".repeat(64), "a".repeat(40))) {
      assertThatThrownBy(() -> at(ref)).as(ref).hasMessageContaining("no such branch");
    }
    RepositoryPlace place =
        sources.find(git.root().toString(), SourceKind.GIT, List.of("release/*"));
    assertThat(sources.refs(place, List.of("release/*", "v*")))
        .containsExactly("release/1.x", "v1");
  }

  @Test
  void oneWithoutCommitsAndOneThatLostItsCommitAreTold() throws IOException {
    TestRepository empty = TestRepository.empty(dir.resolve("empty"), SHA256);
    assertThatThrownBy(() -> sources.resolve(empty.root().toString(), "HEAD", SourceKind.AUTO))
        .hasMessageContaining("no commits");
    Files.delete(object(git.head()));

    assertThatThrownBy(() -> at("HEAD")).hasMessageContaining("it is damaged");
  }

  @Test
  void filesAreListedByGitsIdsAndRead() throws Exception {
    Repository head = at("HEAD");

    Map<String, String> ids = ids(head);

    assertThat(ids).containsOnlyKeys("README.md", "src/a b.py", "src/deep/\u00e4.py", ".gitignore");
    try (ContentReader reader = RepositorySources.open(head, 8)) {
      for (Map.Entry<String, String> file : ids.entrySet()) {
        assertThat(file.getValue()).isEqualTo(git.git("rev-parse", "HEAD:" + file.getKey()));
      }
      byte[] content = reader.read("README.md", ids.get("README.md"));
      assertThat(content).asString(UTF_8).isEqualTo("hello\n");
      assertThat(ContentHash.isOf(ids.get("README.md"), content)).isTrue();
      assertThatThrownBy(() -> reader.read("src/a b.py", ids.get("src/a b.py")))
          .hasMessage("src/a b.py has 16 bytes, more than 8");
      assertThat(reader.read("src/deep/\u00e4.py", ids.get("src/deep/\u00e4.py")))
          .asString(UTF_8)
          .isEqualTo("1\n");
    }
    assertThat(sources.rootHash(head)).isEqualTo(git.git("rev-parse", "HEAD^{tree}"));
  }

  @Test
  void lostAndDamagedBlobsAreNoneOfTheOthersFailures() throws Exception {
    Map<String, String> ids = ids(at("HEAD"));
    Files.delete(object(ids.get("README.md")));
    Path damaged = object(ids.get("src/a b.py"));
    damaged.toFile().setWritable(true);
    Files.write(damaged, new byte[] {1, 2, 3});

    assertThat(ids(at("HEAD"))).isEqualTo(ids);
    try (ContentReader reader = RepositorySources.open(at("HEAD"), 100)) {
      for (String path : List.of("README.md", "src/a b.py", "README.md")) {
        assertThatThrownBy(() -> reader.read(path, ids.get(path))).isInstanceOf(IOException.class);
      }
      assertThat(reader.read("src/deep/\u00e4.py", ids.get("src/deep/\u00e4.py"))).hasSize(2);
      assertThatThrownBy(() -> reader.read("x", "1234\ncontents " + ids.get(".gitignore")))
          .isInstanceOf(IOException.class);
    }
  }

  /** A partial clone has git ask for what is missing, by a command of the repository's choice. */
  @Test
  void nothingThatTheRepositoryNamesIsRun() throws Exception {
    Path ran = dir.resolve("ran");
    String blob = ids(at("HEAD")).get("README.md");
    git.git("config", "extensions.partialclone", "origin");
    git.git("config", "remote.origin.promisor", "true");
    git.git("config", "remote.origin.url", dir.resolve("elsewhere").toString());
    git.git("config", "remote.origin.uploadpack", "touch " + ran + "; false");
    git.git("config", "core.fsmonitor", "touch " + ran);
    Files.delete(object(blob));

    try (ContentReader reader = RepositorySources.open(at("HEAD"), 100)) {
      assertThatThrownBy(() -> reader.read("README.md", blob)).isInstanceOf(IOException.class);
    }
    assertThat(ran).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void urlIsClonedAndBroughtUpToDate(int depth) throws Exception {
    git.git("branch", "other");
    String url = "file://" + git.root();
    for (int round = 0; round < 2; round++) {
      try (RepositorySources fresh =
          new RepositorySources(new SourceStore(dir, 0, depth, false, 1), "git", notes::add)) {
        RepositoryPlace place = fresh.find(url, SourceKind.AUTO, List.of("HEAD", "other"));

        assertThat(fresh.at(place, "HEAD").revision()).isEqualTo(git.head());
        assertThat(ids(fresh.at(place, "HEAD"))).isEqualTo(ids(at("HEAD")));
        assertThat(fresh.at(place, "other").revision()).isEqualTo(at("other").revision());
      }
      git.write("round.md", round + "\n").commit();
    }
    git.git("checkout", "--quiet", "--detach");
    git.write("detached.md", "1\n").commit();
    assertThat(
            new RepositorySources(new SourceStore(dir, 0, depth, false, 1), "git", notes::add)
                .resolve(url, "HEAD", SourceKind.AUTO)
                .revision())
        .isEqualTo(git.head());
  }

  @Test
  void withoutGitItIsRefusedWithTheRemedy() {
    RepositorySources none =
        new RepositorySources(new SourceStore(dir, 0, 1, false, 1), "/nowhere/git", notes::add);

    assertThatThrownBy(() -> none.resolve("file://" + git.root(), "HEAD", SourceKind.AUTO))
        .isInstanceOf(SourceException.class);
  }

  @Test
  void submodulesAreEntered() throws SourceException {
    TestRepository outer = TestRepository.empty(dir.resolve("outer"), SHA256);
    outer.git("submodule", "--quiet", "add", git.root().toString(), "lib/inner");
    outer.commit();
    RepositoryPlace place = sources.find(outer.root().toString(), SourceKind.GIT, List.of("HEAD"));

    List<Submodule> found =
        sources
            .submodules(place, outer.root().toString())
            .of(sources.at(place, "HEAD"), (path, cause) -> notes.add(path + cause));

    assertThat(notes).isEmpty();
    assertThat(found).extracting(Submodule::path).containsExactly("lib/inner");
    assertThat(ids(found.get(0).repository())).isEqualTo(ids(at("HEAD")));
  }

  /** The file of an object that is in no pack. */
  private Path object(String id) {
    return git.root().resolve(".git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
  }
}
