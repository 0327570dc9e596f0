package io.codestrata.source;

import static io.codestrata.merkle.ContentHash.ofFile;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.merkle.Manifest;
import io.codestrata.merkle.ManifestEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitListingTest {
  @TempDir private Path dir;
  private RepositorySources sources;
  private TestRepository repository;

  @BeforeEach
  void repository() {
    sources = new RepositorySources(dir.resolve("cache"), note -> {});
    repository = TestRepository.withReadme(dir.resolve("r"));
  }

  private Repository resolved() throws SourceException {
    return sources.resolve(repository.root().toString(), "HEAD", SourceKind.GIT);
  }

  private List<ListedFile> list() throws SourceException {
    return Rules.files(sources, resolved());
  }

  @Test
  void fileHasItsModeSizeAndBlobId() throws SourceException {
    assertThat(list())
        .extracting(ListedFile::entry)
        .containsExactly(
            new ManifestEntry("README.md", "100644", ofFile("hello\n".getBytes(UTF_8)), 6));
  }

  @Test
  void pathsComeInStringOrder() throws SourceException {
    repository.write("a/b", "1").write("a.c", "2").write("é", "3").write("a-d/e", "4").commit();

    assertThat(list())
        .extracting(file -> file.entry().path())
        .containsExactly("README.md", "a-d/e", "a.c", "a/b", "é");
  }

  @Test
  void uncommittedChangesDoNotCount() throws SourceException {
    List<ListedFile> before = list();
    repository.write("README.md", "changed").write("new", "x");

    assertThat(list()).isEqualTo(before);
  }

  @Test
  void executableBitIsKept() throws SourceException {
    repository.git("update-index", "--chmod=+x", "README.md");
    repository.git("commit", "--quiet", "--message=x");

    assertThat(list()).extracting(file -> file.entry().mode()).containsExactly("100755");
  }

  @Test
  void symbolicLinkIsLeftOut() throws SourceException, IOException {
    Files.createSymbolicLink(repository.root().resolve("link"), Path.of("/etc/passwd"));
    repository.commit();

    ListedFile link = list().get(1);

    assertThat(link.skipReason()).isEqualTo("symlink");
    assertThat(link.entry().mode()).isEqualTo("120000");
    assertThat(link.entry().size()).isEqualTo("/etc/passwd".length());
  }

  @Test
  void submoduleIsLeftOut() throws SourceException {
    TestRepository inner = TestRepository.withReadme(dir.resolve("inner"));
    repository.git("submodule", "--quiet", "add", inner.root().toString(), "lib");
    repository.commit();

    assertThat(list())
        .filteredOn(file -> file.skipReason().equals("submodule"))
        .extracting(ListedFile::entry)
        .containsExactly(new ManifestEntry("lib", "160000", inner.head(), 0));
  }

  @Test
  void fileAboveTheBoundIsLeftOutAndOneAtItIsNot() throws SourceException {
    repository.write("five", "12345").write("six", "123456").commit();

    assertThat(sources.list(resolved(), Rules.upTo(5), List.of()).files())
        .filteredOn(file -> file.skipReason().isEmpty())
        .extracting(file -> file.entry().path())
        .containsExactly("five");
  }

  @Test
  void missingBlobIsListedAndFailsOnlyWhenRead() throws SourceException, IOException {
    String blob = list().get(0).entry().contentHash();
    Files.delete(
        repository
            .root()
            .resolve(".git/objects/" + blob.substring(0, 2))
            .resolve(blob.substring(2)));

    assertThat(list()).extracting(ListedFile::skipReason).containsExactly("");
    try (ContentReader reader = RepositorySources.open(resolved(), 100)) {
      assertThatThrownBy(() -> reader.read("README.md", blob)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void readerReturnsTheBlobAndHoldsTheBound() throws SourceException, IOException {
    String blob = list().get(0).entry().contentHash();
    try (ContentReader small = RepositorySources.open(resolved(), 5);
        ContentReader enough = RepositorySources.open(resolved(), 6)) {
      assertThat(enough.read("README.md", blob)).asString().isEqualTo("hello\n");
      assertThatThrownBy(() -> small.read("README.md", blob))
          .isInstanceOf(IOException.class)
          .hasMessage("README.md has 6 bytes, more than 5");
      assertThatThrownBy(() -> enough.read("README.md", "what"))
          .isInstanceOf(IOException.class)
          .hasMessage("missing blob what");
    }
  }

  @Test
  void rootHashIsTheTreeAndChangesWithContentOnly() throws SourceException {
    String before = sources.rootHash(resolved());
    repository.git("commit", "--quiet", "--allow-empty", "--message=again");

    assertThat(sources.rootHash(resolved()))
        .isEqualTo(before)
        .isEqualTo(repository.git("rev-parse", "HEAD^{tree}"));
    repository.write("README.md", "other").commit();
    assertThat(sources.rootHash(resolved())).isNotEqualTo(before);
  }

  @Test
  void readingOrderHoldsTheSameFiles() throws SourceException {
    repository.write("a", "1").write("b", "2").commit();
    repository.git("gc", "--quiet");
    repository.write("c", "3").commit();
    List<ListedFile> files = list();

    assertThat(sources.inReadingOrder(resolved(), files))
        .containsExactlyInAnyOrderElementsOf(files)
        .startsWith(files.get(files.size() - 1));
  }

  @Test
  void hostileTreeStillMakesAManifest() throws SourceException, IOException {
    Repository hostile = hostile();

    List<ListedFile> files = Rules.files(sources, hostile);

    assertThat(Manifest.of(files.stream().map(ListedFile::entry).toList()).entries()).hasSize(9);
    assertThat(files)
        .filteredOn(file -> !file.skipReason().equals("unsafe-path"))
        .extracting(file -> file.entry().path())
        .containsExactly("fine", "twice");
    assertThat(files)
        .extracting(file -> file.entry().path())
        .contains("\\x2e\\x2e", "new\\x0aline", "\\xff", "back\\x5cslash");
  }

  /** A tree no git command would write. */
  private Repository hostile() throws IOException, SourceException {
    Repository whole = resolved();
    try (org.eclipse.jgit.lib.Repository git = GitStorage.open(Path.of(whole.location()));
        ObjectInserter inserter = git.newObjectInserter()) {
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, "x".getBytes(UTF_8));
      TreeFormatter inner = new TreeFormatter();
      inner.append("below", FileMode.REGULAR_FILE, blob);
      TreeFormatter tree = new TreeFormatter();
      for (String name :
          List.of("..", "back\\slash", "fine", "new\nline", "twice", "twice", "/etc/passwd")) {
        tree.append(name.getBytes(UTF_8), FileMode.REGULAR_FILE, blob);
      }
      tree.append(new byte[] {(byte) 0xff}, FileMode.REGULAR_FILE, blob);
      tree.append("twice".getBytes(UTF_8), FileMode.TREE, inserter.insert(inner));
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(tree));
      commit.setAuthor(new PersonIdent("A", "a@example.org"));
      commit.setCommitter(new PersonIdent("A", "a@example.org"));
      commit.setMessage("hostile");
      String revision = inserter.insert(commit).name();
      inserter.flush();
      return new Repository(
          whole.id(), whole.kind(), whole.origin(), whole.location(), "HEAD", revision);
    }
  }
}
