package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceManifestTest {
  @TempDir private Path dir;

  private List<SourceEntry> read(String name, String text) throws Exception {
    return SourceManifest.read(Files.writeString(dir.resolve(name), text));
  }

  @Test
  void jsonLinesAndYamlSayTheSame() throws Exception {
    List<SourceEntry> json =
        read(
            "all.jsonl",
            """
            {"id": "shop", "path": "team/shop", "ref": "v1", "refs": ["v0", "rc/*"], "include": ["a.csv"], "priority": 5, "visibility": "private"}

            {"url": "https://example.org/bank.git", "exclude": ["docs/"]}
            """);
    List<SourceEntry> yaml =
        read(
            "all.yaml",
            """
            - id: shop
              path: team/shop
              ref: v1
              refs: [v0, rc/*]
              include: [a.csv]
              priority: 5
              visibility: private
            - url: https://example.org/bank.git
              exclude:
                - docs/
            """);

    assertThat(yaml).isEqualTo(json);
    assertThat(json)
        .containsExactly(
            new SourceEntry(
                dir.resolve("team/shop").toString(),
                "shop",
                "v1",
                List.of("v0", "rc/*"),
                SourceKind.AUTO,
                List.of("a.csv"),
                List.of(),
                5,
                "private"),
            new SourceEntry(
                "https://example.org/bank.git",
                "",
                "HEAD",
                List.of(),
                SourceKind.AUTO,
                List.of(),
                List.of("docs/"),
                0,
                ""));
  }

  @Test
  void everyFaultIsToldWithFileAndLine() {
    assertThatThrownBy(
            () ->
                read(
                    "all.jsonl",
                    """
                    {"path": "a", "colour": "red"}
                    {"path": "b", "url": "https://example.org/b"}
                    not json
                    {"path": "c", "priority": "high"}
                    {"path": "d", "exclude": ["!x"]}
                    {"id": "e", "path": "e"}
                    {"id": "e", "path": "f"}
                    {"path": "../%s/e"}
                    {"url": "folder/only"}
                    {"path": "g", "ref": 7}
                    [1]
                    {"path": "h", "refs": "main"}
                    {"path": "i", "refs": ["main", 2]}
                    {"path": "j", "visibility": "secret"}
                    """
                        .formatted(dir.getFileName())))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("all.jsonl:1 has an unknown field colour (take id, url, path")
        .hasMessageContaining("all.jsonl:2 needs one of url and path")
        .hasMessageContaining("all.jsonl:3 is not JSON")
        .hasMessageContaining("all.jsonl:4 priority must be a whole number")
        .hasMessageContaining("all.jsonl:5 exclude must be a list of patterns")
        .hasMessageContaining("all.jsonl:7 names the id e of line 6 again")
        .hasMessageContaining("all.jsonl:8 names the repository " + dir.resolve("e"))
        .hasMessageContaining("all.jsonl:9 url is not a URL git understands")
        .hasMessageContaining("all.jsonl:10 ref must be a text")
        .hasMessageContaining("all.jsonl:11 is not an object")
        .hasMessageContaining("all.jsonl:12 refs must be a list of branches")
        .hasMessageContaining("all.jsonl:13 refs must be a list of branches")
        .hasMessageContaining("all.jsonl:14 visibility must be one of public, internal, private")
        .hasMessageNotContaining("all.jsonl:6")
        .hasMessageNotContaining("\n");
  }

  @Test
  void faultsOfYamlHaveTheLineOfTheirRepository() {
    assertThatThrownBy(() -> read("all.yml", "- path: a\n- path: b\n  colour: red\n"))
        .hasMessageContaining("all.yml:2 has an unknown field colour");
    assertThatThrownBy(() -> read("all.yml", "- path: a\n  path: b\n"))
        .hasMessageContaining("all.yml:2 is not YAML: Duplicate");
    assertThatThrownBy(() -> read("all.yml", "path: a\n")).hasMessageContaining("is not a list");
    assertThatThrownBy(() -> SourceManifest.read(dir.resolve("none")))
        .hasMessageContaining("cannot read the manifest");
  }

  @Test
  void theMostUrgentComeFirstAndOneOriginStandsOnce() {
    SourceList list =
        SourceList.of(List.of("/a", "/b/", "/b", "https://u@example.org/c"), "HEAD", SourceKind.GIT)
            .and(
                List.of(
                    new SourceEntry(
                        "/d", "", "HEAD", List.of(), SourceKind.GIT, List.of(), List.of(), 1, ""),
                    SourceEntry.of("https://example.org/c/", "HEAD", SourceKind.GIT)));

    assertThat(list.entries())
        .extracting(SourceEntry::argument)
        .containsExactly("/d", "/a", "/b/", "https://u@example.org/c");
    assertThat(list.limit(2).entries())
        .extracting(SourceEntry::argument)
        .containsExactly("/d", "/a");
  }

  @Test
  void shardsShareTheListAndDoNotMoveWhenItGrows() {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "/r" + i).toList();
    SourceList all = SourceList.of(names, "HEAD", SourceKind.GIT);
    SourceList fewer = SourceList.of(names.subList(0, 50), "HEAD", SourceKind.GIT);

    assertThat(IntStream.rangeClosed(1, 3).boxed().flatMap(i -> all.shard(i, 3).entries().stream()))
        .containsExactlyInAnyOrderElementsOf(all.entries());
    for (int i = 1; i <= 3; i++) {
      assertThat(all.shard(i, 3).entries())
          .containsAll(fewer.shard(i, 3).entries())
          .hasSizeBetween(15, 55);
    }
  }

  @Test
  void everyRepositoryBelowAFolderIsFoundButNoneInsideAnother() throws Exception {
    TestRepository shop = TestRepository.withReadme(dir.resolve("team/shop"));
    TestRepository.withReadme(dir.resolve("team/shop/vendored"));
    Path bare = dir.resolve("bare.git");
    shop.git("clone", "--quiet", "--bare", shop.root().toString(), bare.toString());
    TestRepository.withReadme(dir.resolve("data/clones/other"));
    Files.createSymbolicLink(dir.resolve("link"), shop.root());

    List<SourceEntry> found = RepositorySearch.below(dir, "HEAD", dir.resolve("data"), note -> {});

    assertThat(found)
        .extracting(SourceEntry::argument)
        .containsExactly(bare.toRealPath().toString(), shop.root().toRealPath().toString());
    assertThatThrownBy(
            () -> RepositorySearch.below(emptyFolder(), "HEAD", dir.resolve("data"), note -> {}))
        .hasMessageContaining("no git repository below");
  }

  private Path emptyFolder() throws IOException {
    return Files.createDirectories(dir.resolve("empty"));
  }
}
