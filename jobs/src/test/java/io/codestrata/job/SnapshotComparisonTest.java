package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.merkle.ContentHash;
import io.codestrata.rules.Disposition;
import io.codestrata.source.Repository;
import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceKind;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.RepositoryState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run reads of a snapshot, and what it need not. */
class SnapshotComparisonTest {
  private static final NamedRepository REPOSITORY =
      new NamedRepository(
          new Repository("shop", Repository.Kind.GIT, "/shop", "/shop/.git", "HEAD", "c2"),
          SourceEntry.of("/shop", "HEAD", SourceKind.GIT),
          true,
          "");
  private static final List<IndexedFile> ROWS =
      List.of(
          row("a/Cart.java", "cart", "java"),
          row("a/tax.py", "tax", "python"),
          row("b/copy/tax.py", "tax", "python"));

  @Test
  void whatIsEqualStaysInFigures() {
    RepositoryScan scan = compare(found(true), Map.of("a/tax.py", "tax", "a/Cart.java", "cart"));

    assertThat(scan.kept().files()).isEqualTo(2);
    assertThat(scan.kept().chunks()).isEqualTo(4);
    assertThat(scan.toRead()).isEmpty();
    assertThat(scan.removed()).extracting(IndexedFile::path).containsExactly("b/copy/tax.py");
    assertThat(scan.kept().contents())
        .as("of what goes, what stands elsewhere")
        .containsOnly(hash("tax"));
  }

  @Test
  void movedFileOfTheSameNameIsNotRead() {
    RepositoryScan scan = compare(found(true), Map.of("new/deep/Cart.java", "cart"));

    assertThat(scan.toRead()).isEmpty();
    assertThat(scan.carried()).containsExactly(row("new/deep/Cart.java", "cart", "java"));
  }

  @Test
  void movedFileIsReadWhereNameOrFolderMayChangeItsMeaning() {
    assertThat(paths(compare(found(true), Map.of("a/Cart.kt", "cart"))))
        .containsExactly("a/Cart.kt");
    assertThat(paths(compare(found(false), Map.of("new/Cart.java", "cart"))))
        .containsExactly("new/Cart.java");
  }

  @Test
  void changedFileIsRead() {
    RepositoryScan scan = compare(found(true), Map.of("a/Cart.java", "cart2"));

    assertThat(paths(scan)).containsExactly("a/Cart.java");
    assertThat(scan.replaced()).extracting(IndexedFile::contentHash).containsExactly(hash("cart"));
  }

  @Test
  void grammarThatChangedTouchesItsLanguageAlone() {
    RepositoryScan scan =
        new SnapshotComparison(
                language -> language.equals("python") ? "2-python" : "1-" + language, "m")
            .compare(found(true), listing(Map.of("a/Cart.java", "cart", "a/tax.py", "tax")), ROWS);

    assertThat(paths(scan)).containsExactly("a/tax.py");
    assertThat(scan.kept().files()).isEqualTo(1);
  }

  @Test
  void otherModelReadsNothing() {
    RepositoryScan scan =
        new SnapshotComparison(SnapshotComparisonTest::chunking, "other")
            .compare(found(true), listing(Map.of("a/Cart.java", "cart")), ROWS);

    assertThat(scan.toRead()).isEmpty();
    assertThat(scan.carried()).extracting(IndexedFile::model).containsExactly("other");
  }

  @Test
  void otherRulesReadEverything() {
    SnapshotComparison.Found found =
        new SnapshotComparison.Found(REPOSITORY, "root", "other", true, Optional.of(state()));

    assertThat(paths(compare(found, Map.of("a/Cart.java", "cart", "b/Cart.java", "cart"))))
        .containsExactlyInAnyOrder("a/Cart.java", "b/Cart.java");
  }

  private static RepositoryScan compare(
      SnapshotComparison.Found found, Map<String, String> contents) {
    return new SnapshotComparison(SnapshotComparisonTest::chunking, "m")
        .compare(found, listing(contents), ROWS);
  }

  private static SnapshotComparison.Found found(boolean uniform) {
    return new SnapshotComparison.Found(REPOSITORY, "root", "rules", uniform, Optional.of(state()));
  }

  private static ListedSnapshot listing(Map<String, String> contents) {
    Map<String, FileRef> files = new LinkedHashMap<>();
    contents.forEach(
        (path, content) ->
            files.put(
                path, new FileRef(0, path, "100644", hash(content), 9, Disposition.Reading.PLAIN)));
    return new ListedSnapshot(files, Map.of(), Map.of());
  }

  private static List<String> paths(RepositoryScan scan) {
    return scan.toRead().stream().map(FileRef::path).toList();
  }

  private static IndexedFile row(String path, String content, String language) {
    return new IndexedFile(
        "shop",
        path,
        "100644",
        hash(content),
        language,
        chunking(language),
        "m",
        9,
        IndexedFile.INDEXED,
        "",
        2);
  }

  private static String hash(String content) {
    return ContentHash.ofFile(content.getBytes(StandardCharsets.UTF_8));
  }

  private static String chunking(String language) {
    return "1-" + language;
  }

  private static RepositoryState state() {
    return new RepositoryState(
        "shop",
        "/shop",
        "HEAD",
        "c1",
        "old",
        "rules",
        "1",
        "m",
        3,
        0,
        6,
        0,
        Instant.EPOCH,
        true,
        "");
  }
}
