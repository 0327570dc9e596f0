package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.merkle.ManifestEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSourceTest {
  @TempDir private Path raw;
  private Path root;
  private RepositorySources sources;

  @BeforeEach
  void folder() throws IOException {
    root = Files.createDirectory(raw.toRealPath().resolve("tree"));
    sources = new RepositorySources(raw.resolve("cache"), note -> {});
  }

  private Repository resolved() throws SourceException {
    return sources.resolve(root.toString(), "HEAD", SourceKind.FOLDER);
  }

  private List<String> paths() throws SourceException {
    return Rules.files(sources, resolved()).stream().map(file -> file.entry().path()).toList();
  }

  private Path write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private byte[] read(String path, long maxFileBytes) throws IOException, SourceException {
    try (ContentReader reader = RepositorySources.open(resolved(), maxFileBytes)) {
      return reader.read(path, "");
    }
  }

  @Test
  void folderHasNoRevision() throws SourceException {
    assertThat(resolved())
        .isEqualTo(
            new Repository(
                "tree", Repository.Kind.FOLDER, root.toString(), root.toString(), "", ""));
    assertThat(sources.rootHash(resolved())).isEmpty();
  }

  @Test
  void filesComeInStringOrderWithSizeAndMode() throws IOException, SourceException {
    write("a/b", "12");
    write("a.c", "1");
    Files.setPosixFilePermissions(
        root.resolve("a.c"), PosixFilePermissions.fromString("rwxr--r--"));

    assertThat(Rules.files(sources, resolved()))
        .extracting(ListedFile::entry)
        .containsExactly(
            new ManifestEntry("a.c", "100755", "", 1), new ManifestEntry("a/b", "100644", "", 2));
  }

  @Test
  void gitFoldersAndExcludedFoldersAreNotListed() throws IOException, SourceException {
    write(".git/config", "x");
    write("sub/.git/config", "x");
    write("data/table", "x");
    write("kept", "x");

    assertThat(sources.list(resolved(), Rules.upTo(100), List.of(root.resolve("data"))).files())
        .extracting(file -> file.entry().path())
        .containsExactly("kept");
  }

  @Test
  void linksAreListedAndNeverFollowed() throws IOException, SourceException {
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.createSymbolicLink(root.resolve("secret"), Path.of("/etc/passwd"));

    assertThat(Rules.files(sources, resolved()))
        .extracting(ListedFile::skipReason)
        .containsExactly("symlink", "symlink");
  }

  @Test
  void largeFileIsLeftOut() throws IOException, SourceException {
    write("large", "123");

    assertThat(sources.list(resolved(), Rules.upTo(2), List.of()).files())
        .extracting(ListedFile::skipReason)
        .containsExactly("too-large");
  }

  @Test
  void pipeIsLeftOutAndReadingItFailsAtOnce() throws Exception {
    Process made = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(made.waitFor()).isZero();

    assertThat(Rules.files(sources, resolved()))
        .extracting(ListedFile::skipReason)
        .containsExactly("special-file");
    assertThatThrownBy(() -> read("pipe", 10)).hasMessageContaining("not a regular file");
  }

  @Test
  void nameWithControlCharactersIsEscaped() throws IOException, SourceException {
    write("a\nb", "x");

    assertThat(paths()).containsExactly("a\\x0ab");
    assertThat(Rules.files(sources, resolved()).get(0).skipReason()).isEqualTo("unsafe-path");
  }

  @Test
  void unreadableFolderIsOneEntry() throws Exception {
    write("closed/a", "x");
    write("open/a", "x");

    assertThat(listedWithout(root.resolve("closed")))
        .containsExactly("040000 closed unreadable", "100644 open/a ");
  }

  @Test
  void unreadableRootIsRefused() throws Exception {
    assertThat(listedWithout(root))
        .containsExactly(
            "REFUSED cannot read " + root + ": permission denied (run as a user who may read it)");
  }

  @Test
  void unreadableFileIsListedAndFailsOnlyWhenRead() throws Exception {
    Path closed = write("closed", "x");

    assertThat(listedWithout(closed)).containsExactly("100644 closed ");
    assertThat(PlainUser.run(closed, ReadFile.class, root.toString(), "closed"))
        .singleElement()
        .asString()
        .startsWith("FAILED")
        .contains("closed");
  }

  private List<String> listedWithout(Path closed) throws Exception {
    return PlainUser.run(closed, ListFolder.class, root.toString());
  }

  @Test
  void readerReturnsTheFileUpToTheBound() throws IOException, SourceException {
    write("a/b/c", "12345");

    assertThat(read("a/b/c", 5)).asString().isEqualTo("12345");
    assertThatThrownBy(() -> read("a/b/c", 4))
        .isInstanceOf(IOException.class)
        .hasMessage("c has more than 4 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "a/../../outside", "/etc/passwd", "", "a//b", "a\0b"})
  void pathOutsideTheFolderIsNotRead(String path) throws IOException {
    Files.writeString(root.resolveSibling("outside"), "secret");
    write("a/b", "x");

    assertThatThrownBy(() -> read(path, 100))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is not a path inside the folder");
  }

  @Test
  void folderSwappedForALinkAfterTheListingIsNotFollowed() throws IOException, SourceException {
    write("a/b", "x");
    Path outside = Files.createDirectory(root.resolveSibling("outside"));
    Files.writeString(outside.resolve("b"), "secret");
    try (ContentReader reader = RepositorySources.open(resolved(), 100)) {
      Files.delete(root.resolve("a/b"));
      Files.delete(root.resolve("a"));
      Files.createSymbolicLink(root.resolve("a"), outside);

      assertThatThrownBy(() -> reader.read("a/b", "")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void fileSwappedForALinkAfterTheListingIsNotFollowed() throws IOException, SourceException {
    Path outside = Files.writeString(root.resolveSibling("outside"), "secret");
    Files.createSymbolicLink(root.resolve("a"), outside);

    assertThatThrownBy(() -> read("a", 100)).isInstanceOf(IOException.class);
  }
}
