package io.codestrata.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same laws for every format. */
class ArchiveSourceTest {
  private static final long LIMIT = 100_000;

  @TempDir private Path raw;
  private Path dir;
  private RepositorySources sources;

  @BeforeEach
  void open() throws IOException {
    dir = raw.toRealPath();
    sources = sources(LIMIT);
  }

  @AfterEach
  void close() {
    sources.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo-1.0.zip",
        "foo-1.0.tar",
        "foo-1.0.tar.gz",
        "foo-1.0.TGZ",
        "foo-1.0.tar.bz2",
        "foo-1.0.tar.xz",
        "foo-1.0.tar.zst"
      })
  void filesAreListedAndReadAsThoseOfAFolder(String name) throws Exception {
    String lower = name.replace("TGZ", "tgz");
    try (TestArchive archive = TestArchive.at(dir.resolve(lower))) {
      archive.file("foo-1.0/src/b.py", "b = 1\n");
      archive.executable("foo-1.0/a.sh", "echo a\n");
    }
    Files.move(dir.resolve(lower), dir.resolve(name));

    Repository repository = resolve(name);

    assertThat(repository.id()).isEqualTo("foo-1.0");
    assertThat(repository.kind()).isEqualTo(Repository.Kind.ARCHIVE);
    assertThat(repository.origin()).isEqualTo(dir.resolve(name).toString());
    assertThat(repository.revision()).isEmpty();
    assertThat(listed(repository))
        .containsExactly("100755 foo-1.0/a.sh ", "100644 foo-1.0/src/b.py ");
    try (ContentReader reader = RepositorySources.open(repository, 100)) {
      assertThat(reader.read("foo-1.0/src/b.py", "")).isEqualTo("b = 1\n".getBytes(UTF_8));
      assertThatThrownBy(() -> reader.read("foo-1.0/none", "")).isInstanceOf(IOException.class);
    }
    try (ContentReader reader = RepositorySources.open(repository, 3)) {
      assertThatThrownBy(() -> reader.read("foo-1.0/src/b.py", ""))
          .hasMessageContaining("has more than 3 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.zip", "x.tar"})
  void whatIsNoPlainFileInsideIsLeftOutWithItsReason(String name) throws Exception {
    try (TestArchive archive = TestArchive.at(dir.resolve(name))) {
      archive.file("../up.py", "1");
      archive.file("/etc/passwd.py", "1");
      archive.file("a/../../b.py", "1");
      archive.link("link.py", "/etc/passwd");
      archive.pipe("pipe.py");
      archive.file("same.py", "first");
      archive.file("same.py", "second");
      archive.file("file.py", "1");
      archive.file("file.py/below.py", "1");
      archive.file("./dotted.py", "1");
      archive.file(".git/config.py", "1");
      archive.file("large.py", "x".repeat(2_000));
    }
    Repository repository = resolve(name);

    List<String> listed =
        sources.list(repository, Rules.upTo(1_000), List.of()).files().stream()
            .map(ArchiveSourceTest::line)
            .toList();

    assertThat(listed)
        .contains(
            "100644 dotted.py ",
            "120000 link.py symlink",
            "100644 pipe.py special-file",
            "100644 same.py ",
            "100644 file.py ",
            "100644 large.py too-large")
        .filteredOn(line -> line.endsWith("unsafe-path"))
        .hasSize(5);
    assertThat(listed).hasSize(11).noneMatch(line -> line.contains(".git"));
    try (ContentReader reader = RepositorySources.open(repository, 100)) {
      assertThat(reader.read("same.py", "")).isEqualTo("first".getBytes(UTF_8));
    }
    assertThat(dir.getParent().resolve("up.py")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.zip", "x.tgz"})
  void ignoreAndAttributeFilesInsideAreObeyed(String name) throws Exception {
    try (TestArchive archive = TestArchive.at(dir.resolve(name))) {
      archive.file("p/a.py", "1");
      archive.file("p/ignored/b.py", "1");
      archive.file("p/made.py", "1");
      archive.file("p/node_modules/c.js", "1");
      archive.file("p/.gitignore", "ignored/\n");
      archive.file("p/.gitattributes", "made.py linguist-generated\n");
    }

    assertThat(listed(resolve(name)))
        .containsExactly(
            "100644 p/.gitattributes ",
            "100644 p/.gitignore ",
            "100644 p/a.py ",
            "040000 p/ignored ignored",
            "100644 p/made.py generated",
            "040000 p/node_modules vendored");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.zip", "x.tgz"})
  void archiveThatUnpacksToMoreThanTheLimitIsRefused(String name) throws Exception {
    try (TestArchive archive = TestArchive.at(dir.resolve(name))) {
      archive.file("a", "x".repeat(60_000));
      archive.file("b", "x".repeat(60_000));
    }

    assertThatThrownBy(() -> resolve(name))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("x.")
        .hasMessageEndingWith(
            "unpacked it has more than 100,000 bytes"
                + " (raise source.archive-max-bytes if you trust it)");
    try (RepositorySources larger = sources(200_000)) {
      assertThat(larger.resolve(dir.resolve(name).toString(), "HEAD", SourceKind.AUTO).id())
          .isEqualTo("x");
    }
  }

  @Test
  void entryWithANameThatFillsMemoryIsRefused() throws Exception {
    byte[] name = new byte[2_000_000];
    Arrays.fill(name, (byte) 'a');
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(dir.resolve("x.tar")))) {
      TarArchiveEntry entry =
          new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
      entry.setSize(name.length);
      tar.putArchiveEntry(entry);
      tar.write(name);
      tar.closeArchiveEntry();
    }

    assertThatThrownBy(() -> resolve("x.tar"))
        .hasMessageContaining("an entry's headers have more than 1048576 bytes");
  }

  @Test
  void holesOfASparseFileCountAsBytes() throws Exception {
    Path file = dir.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1_000_000);
      sparse.write(1);
    }
    Process tar =
        new ProcessBuilder("tar", "-C", dir.toString(), "-cSf", dir + "/x.tar", "sparse").start();
    assertThat(tar.waitFor()).isZero();
    assertThat(Files.size(dir.resolve("x.tar"))).isLessThan(LIMIT);

    assertThatThrownBy(() -> resolve("x.tar")).hasMessageContaining("more than 100,000 bytes");
    try (RepositorySources larger = sources(2_000_000)) {
      Repository repository =
          larger.resolve(dir.resolve("x.tar").toString(), "HEAD", SourceKind.AUTO);
      try (ContentReader reader = RepositorySources.open(repository, 2_000_000)) {
        assertThat(reader.read("sparse", "")).isEqualTo(Files.readAllBytes(file));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.zip", "x.tar", "x.tgz", "x.tar.bz2", "x.tar.xz", "x.tar.zst"})
  void damagedArchiveIsNamedInOneLine(String name) throws Exception {
    Path file = dir.resolve(name);
    try (TestArchive archive = TestArchive.at(file)) {
      archive.file("a.py", "a = 1\n".repeat(400));
      archive.file("b.py", "b = 1\n".repeat(400));
    }
    byte[] whole = Files.readAllBytes(file);
    List<byte[]> damages =
        List.of(
            Arrays.copyOf(whole, whole.length / 3),
            "not an archive, whatever its name says. ".repeat(40).getBytes(UTF_8),
            new byte[0]);

    for (byte[] damage : damages) {
      Files.write(file, damage);
      assertThatThrownBy(() -> resolve(name))
          .isInstanceOf(SourceException.class)
          .hasMessageStartingWith("cannot read the archive " + file + ": it is damaged or none, ")
          .hasMessageEndingWith("(make or fetch it again)")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void encryptedArchiveIsRefusedWithTheRemedy() throws Exception {
    Path file = dir.resolve("x.zip");
    try (TestArchive archive = TestArchive.at(file)) {
      archive.file("a.py", "a = 1\n");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bytes.limit() - 10; i++) {
      if (bytes.getInt(i) == 0x02014b50) { // the entry in the directory; its flags
        bytes.putShort(i + 8, (short) (bytes.getShort(i + 8) | 1));
      }
    }
    Files.write(file, bytes.array());

    assertThatThrownBy(() -> resolve("x.zip"))
        .hasMessageEndingWith(
            "it is encrypted (unpack it, and index the folder with --source folder)");
  }

  @Test
  void archiveHasNoRefs() throws Exception {
    TestArchive.at(dir.resolve("x.zip")).file("a", "1").close();
    String path = dir.resolve("x.zip").toString();

    assertThatThrownBy(() -> sources.resolve(path, "main", SourceKind.AUTO))
        .hasMessageEndingWith("an archive has no refs (leave --ref and --source out)");
    assertThatThrownBy(() -> sources.resolve(path, "HEAD", SourceKind.GIT))
        .hasMessageEndingWith("an archive has no refs (leave --ref and --source out)");
    assertThat(sources.resolve(path, "HEAD", SourceKind.FOLDER).id()).isEqualTo("x");
  }

  @Test
  void whatIsUnpackedGoesWithTheRunAndThatOfAKilledOneWithTheNext() throws Exception {
    TestArchive.at(dir.resolve("x.tar")).file("a", "1").close();
    Path killed = Files.createDirectories(dir.resolve("data/tmp/archives-1/tar/ab"));
    Files.createFile(dir.resolve("data/tmp/archives-1.lock"));
    resolve("x.tar");
    try (RepositorySources other = sources(LIMIT)) {
      other.resolve(dir.resolve("x.tar").toString(), "HEAD", SourceKind.AUTO);
      assertThat(killed).doesNotExist();
      assertThat(unpacked()).hasSize(4); // two folders, two locks
    }

    assertThat(unpacked()).hasSize(2);
    sources.close();
    assertThat(unpacked()).isEmpty();
  }

  private List<Path> unpacked() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("data/tmp"))) {
      return files.toList();
    }
  }

  private RepositorySources sources(long limit) {
    return new RepositorySources(
        new SourceStore(dir.resolve("data"), 0, 1, false, limit), note -> {});
  }

  private Repository resolve(String name) throws SourceException {
    return sources.resolve(dir.resolve(name).toString(), "HEAD", SourceKind.AUTO);
  }

  private List<String> listed(Repository repository) throws SourceException {
    return Rules.files(sources, repository).stream().map(ArchiveSourceTest::line).toList();
  }

  private static String line(ListedFile file) {
    return file.entry().mode() + " " + file.entry().path() + " " + file.skipReason();
  }
}
