package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalGitTest {
  @TempDir private Path raw;
  private Path dir;
  private RepositorySources sources;

  @BeforeEach
  void realFolder() throws IOException {
    dir = raw.toRealPath();
    sources = new RepositorySources(dir.resolve("cache"), note -> {});
  }

  private Repository resolve(Path path, String ref) throws SourceException {
    return sources.resolve(path.toString(), ref, SourceKind.AUTO);
  }

  @Test
  void workTreeResolvesToTheCommitOfItsHead() throws SourceException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("gin"));

    assertThat(resolve(repository.root(), "HEAD"))
        .isEqualTo(
            new Repository(
                "gin",
                Repository.Kind.GIT,
                dir.resolve("gin").toString(),
                dir.resolve("gin/.git").toString(),
                "HEAD",
                repository.head()));
  }

  /** JGit measures by files that it makes in the repository, and takes 1.5 s for it. */
  @Test
  void repositoryIsNotProbedForTheDisksTimestamps() throws SourceException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("gin"));

    resolve(repository.root(), "HEAD");

    assertThat(FS.FileStoreAttributes.get(repository.root()).getFsTimestampResolution())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void bareRepositoryIsNamedWithoutItsSuffix() throws SourceException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("work"));
    repository.git("clone", "--quiet", "--bare", ".", dir.resolve("gin.git").toString());

    Repository bare = resolve(dir.resolve("gin.git"), "HEAD");

    assertThat(bare.id()).isEqualTo("gin");
    assertThat(bare.revision()).isEqualTo(repository.head());
  }

  @Test
  void gitFolderOfAWorkTreeIsNamedAfterTheWorkTree() throws SourceException {
    TestRepository.withReadme(dir.resolve("gin"));

    assertThat(resolve(dir.resolve("gin/.git"), "HEAD").id()).isEqualTo("gin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"feature", "refs/heads/feature", "v1", "light", "main~1", "SHA", "SHORT"})
  void branchTagAndCommitAreRefs(String ref) throws SourceException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("r"));
    String first = repository.head();
    repository.git("branch", "feature");
    repository.git("tag", "--annotate", "--message=one", "v1");
    repository.git("tag", "light");
    repository.write("README.md", "second\n").commit();
    String named = ref.replace("SHA", first).replace("SHORT", first.substring(0, 10));

    assertThat(resolve(repository.root(), named).revision()).isEqualTo(first);
  }

  @Test
  void linkedWorkTreeHasItsOwnHeadAndTheSharedObjects() throws SourceException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("r"));
    String first = repository.head();
    repository.git("worktree", "add", "--quiet", "-b", "other", dir.resolve("linked").toString());
    repository.write("README.md", "second\n").commit();

    Repository linked = resolve(dir.resolve("linked"), "HEAD");

    assertThat(linked.revision()).isEqualTo(first);
    assertThat(linked.location()).isEqualTo(dir.resolve("r/.git").toString());
    assertThat(Rules.files(sources, linked)).hasSize(1);
  }

  @Test
  void checkedOutSubmoduleIsARepositoryOfItsOwn() throws SourceException {
    TestRepository inner = TestRepository.withReadme(dir.resolve("inner"));
    TestRepository outer = TestRepository.withReadme(dir.resolve("outer"));
    outer.git("submodule", "--quiet", "add", inner.root().toString(), "lib");

    Repository submodule = resolve(dir.resolve("outer/lib"), "HEAD");

    assertThat(submodule.revision()).isEqualTo(inner.head());
    assertThat(Rules.files(sources, submodule)).hasSize(1);
  }

  @Test
  void cloneThatBorrowsObjectsIsReadable() throws SourceException, IOException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("r"));
    repository.git("clone", "--quiet", "--shared", ".", dir.resolve("shared").toString());

    Repository shared = resolve(dir.resolve("shared"), "HEAD");
    String blob = Rules.files(sources, shared).get(0).entry().contentHash();

    try (ContentReader reader = RepositorySources.open(shared, 100)) {
      assertThat(reader.read("README.md", blob)).asString().isEqualTo("hello\n");
    }
  }

  @Test
  void missingPathIsNamed() {
    assertThatThrownBy(() -> resolve(dir.resolve("none"), "HEAD"))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "cannot read %s: no such file or folder (check the path, or pass a git URL)",
            dir.resolve("none"));
  }

  @Test
  void plainFolderIsPointedToTheFolderSource() throws IOException {
    Path plain = Files.createDirectory(dir.resolve("plain"));

    assertThatThrownBy(() -> resolve(plain, "HEAD"))
        .hasMessage(
            "cannot read refs of %s: not a git repository"
                + " (pass --source folder to index it as files)",
            plain);
  }

  @Test
  void fileIsNoRepository() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "x");

    assertThatThrownBy(() -> resolve(file, "HEAD"))
        .hasMessage("cannot index %s: not a folder (name the folder that holds it)", file);
  }

  @Test
  void folderInsideARepositoryIsPointedToItsRoot() {
    TestRepository repository = TestRepository.withReadme(dir.resolve("r")).write("src/a", "x");

    assertThatThrownBy(() -> resolve(repository.root().resolve("src"), "HEAD"))
        .hasMessage(
            "cannot read refs of %s: it lies inside the repository %s"
                + " (name that, or pass --source folder)",
            repository.root().resolve("src"), repository.root());
  }

  @Test
  void repositoryWithoutCommitsSaysSo() {
    TestRepository repository = TestRepository.empty(dir.resolve("r"));

    assertThatThrownBy(() -> resolve(repository.root(), "HEAD"))
        .hasMessage(
            "cannot index %s: the repository has no commits on HEAD"
                + " (commit first, or pass --ref BRANCH)",
            repository.root());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nope", "0123456789012345678901234567890123456789", "a..b^{", "HEAD:README.md"})
  void unknownRefIsNamed(String ref) {
    TestRepository repository = TestRepository.withReadme(dir.resolve("r"));

    assertThatThrownBy(() -> resolve(repository.root(), ref))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "cannot find ref %s in %s: no such branch, tag or commit"
                + " (list them with: git show-ref)",
            ref, repository.root());
  }

  @Test
  void missingCommitBehindHeadIsDamage() throws IOException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("r"));
    String head = repository.head();
    Files.delete(
        repository
            .root()
            .resolve(".git/objects/" + head.substring(0, 2))
            .resolve(head.substring(2)));

    assertThatThrownBy(() -> resolve(repository.root(), "HEAD"))
        .hasMessageStartingWith("cannot read repository " + repository.root() + ": it is damaged")
        .hasMessageEndingWith("(run git fsck in %s, or clone it again)", repository.root());
  }

  @Test
  void missingHeadFileIsDamage() throws IOException {
    TestRepository repository = TestRepository.withReadme(dir.resolve("r"));
    Files.delete(repository.root().resolve(".git/HEAD"));

    assertThatThrownBy(() -> resolve(repository.root(), "HEAD"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void dotGitFileThatLeadsNowhereIsDamage() throws IOException {
    Path root = Files.createDirectory(dir.resolve("r"));
    Files.writeString(root.resolve(".git"), "gitdir: ../gone\n");

    assertThatThrownBy(() -> resolve(root, "HEAD"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void argumentThatLooksLikeAnOptionIsRefused() {
    assertThatThrownBy(() -> sources.resolve("--upload-pack=x", "HEAD", SourceKind.AUTO))
        .hasMessageContaining("begins with '-' (write a path as ./--upload-pack=x)");
  }

  @Test
  void emptyArgumentIsRefused() {
    assertThatThrownBy(() -> sources.resolve(" ", "HEAD", SourceKind.AUTO))
        .hasMessage("no repository named: the argument is empty (pass a path or a URL)");
  }

  @Test
  void refOfAFolderIsRefused() throws IOException {
    Path plain = Files.createDirectory(dir.resolve("plain"));

    assertThatThrownBy(() -> sources.resolve(plain.toString(), "main", SourceKind.FOLDER))
        .hasMessage(
            "cannot use ref main with %s: a folder has no refs"
                + " (leave --ref out, or pass --source git)",
            plain);
  }
}
