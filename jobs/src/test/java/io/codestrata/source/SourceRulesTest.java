package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.rules.Skip;
import io.codestrata.rules.SkipRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which files are read, by what the repository and the user say of them; as git and as a folder.
 */
class SourceRulesTest {
  @TempDir private Path raw;
  private TestRepository repository;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void repository() throws IOException {
    repository = TestRepository.empty(raw.toRealPath().resolve("r"));
  }

  private SourceRulesTest write(String path, String content) {
    repository.write(path, content);
    return this;
  }

  private RepositoryListing listing(SourceKind kind, SourceRules rules) throws SourceException {
    RepositorySources sources = new RepositorySources(raw.resolve("cache"), notes::add);
    if (kind == SourceKind.GIT) {
      repository.git("add", "--all", "--force");
      repository.git("commit", "--quiet", "--allow-empty", "--message=x");
    }
    return sources.list(
        sources.resolve(repository.root().toString(), "HEAD", kind), rules, List.of());
  }

  /** Each path with why it is left out, or nothing behind it. */
  private List<String> paths(SourceKind kind, SourceRules rules) throws SourceException {
    return listing(kind, rules).files().stream()
        .filter(file -> !file.entry().path().matches("(.*/)?\\.(git|codestrata)[a-z]+"))
        .map(file -> (file.entry().path() + " " + file.skipReason()).strip())
        .toList();
  }

  private String because(String path) throws SourceException {
    return listing(SourceKind.GIT, Rules.DEFAULT).files().stream()
        .filter(file -> file.entry().path().equals(path))
        .flatMap(file -> file.disposition().skip().stream())
        .map(Skip::because)
        .findFirst()
        .orElse("");
  }

  @ParameterizedTest
  @EnumSource(names = {"GIT", "FOLDER"})
  void ignoreFileHoldsBelowItsFolderAndTheNearestDecides(SourceKind kind) throws SourceException {
    write(".codestrataignore", "*.log\n/old/\n").write("old/a/b.c", "x").write("a.log", "x");
    write("sub/old/c.c", "x").write("sub/.codestrataignore", "!keep.log\n");
    write("sub/keep.log", "x").write("sub/drop.log", "x");

    assertThat(paths(kind, Rules.DEFAULT))
        .containsExactly(
            "a.log ignored", "old ignored", "sub/drop.log ignored", "sub/keep.log", "sub/old/c.c");
  }

  @Test
  void gitIgnoreCountsForFoldersAlone() throws SourceException {
    write(".gitignore", "build/\n*.o\n").write("build/a.c", "x").write("a.o", "x");

    assertThat(paths(SourceKind.FOLDER, Rules.DEFAULT))
        .containsExactly("a.o ignored", "build ignored");
    assertThat(paths(SourceKind.GIT, Rules.DEFAULT)).containsExactly("a.o", "build/a.c");
  }

  @Test
  void ownIgnoreFileWinsOverGits() throws SourceException {
    write(".gitignore", "*.c\n").write(".codestrataignore", "!a.c\n");
    write("a.c", "x").write("b.c", "x");

    assertThat(paths(SourceKind.FOLDER, Rules.DEFAULT)).containsExactly("a.c", "b.c ignored");
  }

  @ParameterizedTest
  @EnumSource(names = {"GIT", "FOLDER"})
  void folderLeftOutIsOneEntryHoweverMuchItHolds(SourceKind kind) throws SourceException {
    write("node_modules/a/index.js", "x").write("node_modules/b/c/index.js", "x");
    write("src/node_modules/index.js", "x").write("main.c", "x");

    List<ListedFile> files = listing(kind, Rules.DEFAULT).files();

    assertThat(files)
        .extracting(file -> file.entry().path())
        .containsExactly("main.c", "node_modules", "src/node_modules");
    assertThat(files)
        .filteredOn(file -> !file.skipReason().isEmpty())
        .allSatisfy(
            file -> {
              assertThat(file.skipReason()).isEqualTo("vendored");
              assertThat(file.entry().mode()).isEqualTo(ListedFile.FOLDER_MODE);
            });
  }

  /** What cannot be looked into would be an entry of its own. */
  @Test
  void folderLeftOutIsNotWalked() throws IOException, SourceException {
    write("node_modules/a/index.js", "x").write("node_modules/a/package-lock.json", "x");
    Files.createSymbolicLink(repository.root().resolve("node_modules/loop"), repository.root());

    assertThat(paths(SourceKind.FOLDER, Rules.DEFAULT)).containsExactly("node_modules vendored");
  }

  @ParameterizedTest
  @EnumSource(names = {"GIT", "FOLDER"})
  void attributesDeclareWhatIsGeneratedVendoredAndBinary(SourceKind kind) throws SourceException {
    write(
        ".gitattributes",
        """
        gen/** linguist-generated
        lib/*.c linguist-vendored=true
        *.blob binary
        *.crlf -text
        *.nodiff -diff
        """);
    write("gen/a.c", "x").write("lib/b.c", "x").write("lib/b.h", "x").write("c.blob", "x");
    write("d.crlf", "x").write("e.nodiff", "x");

    assertThat(paths(kind, Rules.DEFAULT))
        .containsExactly(
            "c.blob binary",
            "d.crlf",
            "e.nodiff",
            "gen/a.c generated",
            "lib/b.c vendored",
            "lib/b.h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-linguist-vendored", "linguist-vendored=false"})
  void unsetAttributeKeepsPartOfAVendoredFolder(String unset) throws SourceException {
    write(".gitattributes", "vendor/mine/** " + unset + "\n");
    write("vendor/mine/a.c", "x").write("vendor/theirs/b.c", "x").write("third_party/c.c", "x");

    assertThat(paths(SourceKind.FOLDER, Rules.DEFAULT))
        .isEqualTo(paths(SourceKind.GIT, Rules.DEFAULT))
        .containsExactly("third_party vendored", "vendor/mine/a.c", "vendor/theirs vendored");
  }

  @Test
  void vendoredFolderIsNotWalkedForAnAttributeThatCannotKeepIt() throws SourceException {
    write(".gitattributes", "*.c -linguist-generated\n/src/** -linguist-vendored\n");
    write("vendor/a.c", "x");

    assertThat(paths(SourceKind.FOLDER, Rules.DEFAULT)).containsExactly("vendor vendored");
  }

  @Test
  void attributesOfTheVendoredFolderItselfAreRead() throws SourceException {
    write("vendor/.gitattributes", "* -linguist-vendored\n").write("vendor/a.c", "x");

    assertThat(paths(SourceKind.GIT, Rules.DEFAULT)).containsExactly("vendor/a.c");
    assertThat(paths(SourceKind.FOLDER, Rules.DEFAULT)).containsExactly("vendor/a.c");
  }

  @Test
  void unsetGeneratedKeepsWhatTheRulesTakeForGenerated() throws SourceException {
    write(".gitattributes", "api/* -linguist-generated\n");
    write("api/a.pb.go", "x").write("api/yarn.lock", "x").write("b.pb.go", "x");

    List<ListedFile> files = listing(SourceKind.GIT, Rules.DEFAULT).files();

    assertThat(paths(SourceKind.GIT, Rules.DEFAULT))
        .containsExactly("api/a.pb.go", "api/yarn.lock", "b.pb.go generated");
    assertThat(files)
        .filteredOn(file -> file.entry().path().startsWith("api/"))
        .allSatisfy(
            file -> {
              assertThat(file.disposition().reading().contentRules()).isEmpty();
              assertThat(file.disposition().keptBy())
                  .isEqualTo(".gitattributes:1 linguist-generated=false");
            });
  }

  @Test
  void nearestAttributesDecideAndTheLastLineOfAFile() throws SourceException {
    write(
        ".gitattributes",
        "*.c linguist-generated\n*.h linguist-generated\n*.h !linguist-generated\n");
    write("sub/.gitattributes", "*.c -linguist-generated\n");
    write("a.c", "x").write("a.h", "x").write("sub/b.c", "x");

    assertThat(paths(SourceKind.GIT, Rules.DEFAULT))
        .containsExactly("a.c generated", "a.h", "sub/b.c");
  }

  @Test
  void macroStandsForItsAttributes() throws SourceException {
    write(".gitattributes", "[attr]made linguist-generated\n*.c made\n").write("a.c", "x");

    assertThat(paths(SourceKind.GIT, Rules.DEFAULT)).containsExactly("a.c generated");
  }

  @Test
  void languageIsAsDeclaredWhereWeKnowIt() throws SourceException {
    write(".gitattributes", "*.inc linguist-language=C++\n*.foo linguist-language=Klingon\n");
    write("a.inc", "x").write("b.foo", "x");

    assertThat(listing(SourceKind.GIT, Rules.DEFAULT).files())
        .extracting(file -> file.disposition().reading().language())
        .containsExactly("", "cpp", "");
  }

  @ParameterizedTest
  @EnumSource(names = {"GIT", "FOLDER"})
  void includeWinsOverEverything(SourceKind kind) throws SourceException {
    write(".codestrataignore", "secret/\n").write("secret/in/a.c", "x").write("secret/b.c", "x");
    write("vendor/mine/c.c", "x").write("vendor/d.c", "x").write("LICENSE", "x");
    write("node_modules/e.js", "x");

    assertThat(paths(kind, Rules.including("secret/in/", "/vendor/mine/**", "/LICENSE")))
        .containsExactly(
            "LICENSE",
            "node_modules vendored",
            "secret/b.c ignored",
            "secret/in/a.c",
            "vendor/d.c vendored",
            "vendor/mine/c.c");
  }

  @Test
  void excludeWinsOverInclude() throws SourceException {
    write("src/a.c", "x").write("src/b.c", "x").write("docs/c.md", "x").write("LICENSE", "x");
    SourceRules rules =
        new SourceRules(SkipRule.ALL, List.of("docs/", "src/b.c"), List.of("src/", "docs/"), 100);

    assertThat(paths(SourceKind.GIT, rules))
        .containsExactly("LICENSE licence", "docs ignored", "src/a.c", "src/b.c ignored");
  }

  @Test
  void onlyTheRulesSwitchedOnApply() throws SourceException {
    write("vendor/a.c", "x").write("yarn.lock", "x").write("LICENSE", "x");

    assertThat(paths(SourceKind.GIT, Rules.applying(SkipRule.LICENCE)))
        .containsExactly("LICENSE licence", "vendor/a.c", "yarn.lock");
    assertThat(paths(SourceKind.GIT, Rules.applying()))
        .containsExactly("LICENSE", "vendor/a.c", "yarn.lock");
  }

  @Test
  void answerCitesFileAndLine() throws SourceException {
    write(".codestrataignore", "# ours\n\n*.log\n").write("a.log", "x");
    write("sub/.gitattributes", "\n*.c linguist-generated\n").write("sub/b.c", "x");

    assertThat(because("a.log")).isEqualTo(".codestrataignore:3 *.log");
    assertThat(because("sub/b.c")).isEqualTo("sub/.gitattributes:2 linguist-generated");
  }

  @ParameterizedTest
  @EnumSource(names = {"GIT", "FOLDER"})
  void hugeRuleFileIsNotObeyedAndNoted(SourceKind kind) throws SourceException {
    write(".codestrataignore", "*.c\n" + "#".repeat(RuleFile.MAX_BYTES)).write("a.c", "x");

    assertThat(paths(kind, Rules.DEFAULT)).containsExactly("a.c");
    assertThat(notes)
        .contains(
            ".codestrataignore is not obeyed: it has more than 1,000,000 bytes (make it shorter)");
  }

  @Test
  void patternsThatWouldTakeLongArePassedOverAndNoted() throws SourceException {
    String name = "a".repeat(200);
    write(".codestrataignore", "*a*a*a*a*a*a*a*a*b\n*.log\n").write(name, "x").write("b.log", "x");

    assertThat(paths(SourceKind.GIT, Rules.DEFAULT)).containsExactly(name, "b.log ignored");
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith(".codestrataignore has lines that are not obeyed, 1 of them: ");
  }

  @Test
  void linesAboveTheBoundAreNotObeyed() throws SourceException {
    write(".codestrataignore", "x\n".repeat(RuleFile.MAX_LINES) + "*.c\n").write("a.c", "x");

    assertThat(paths(SourceKind.GIT, Rules.DEFAULT)).containsExactly("a.c");
    assertThat(notes).singleElement().asString().contains("too many");
  }

  @ParameterizedTest
  @EnumSource(names = {"GIT", "FOLDER"})
  void ruleFileThatIsALinkIsNotFollowed(SourceKind kind) throws IOException, SourceException {
    Path outside = Files.writeString(raw.resolve("outside"), "*\n");
    Files.createSymbolicLink(repository.root().resolve(".codestrataignore"), outside);
    write("a.c", "x");

    assertThat(paths(kind, Rules.DEFAULT)).containsExactly("a.c");
  }

  @Test
  void fingerprintTellsOtherRuleFilesAndOtherRules() throws SourceException {
    write("a.c", "x").write(".codestrataignore", "*.log\n").write(".gitattributes", "*.h binary\n");
    String before = listing(SourceKind.FOLDER, Rules.DEFAULT).ruleFiles();

    assertThat(listing(SourceKind.FOLDER, Rules.DEFAULT).ruleFiles()).isEqualTo(before);
    write("b.c", "y");
    assertThat(listing(SourceKind.FOLDER, Rules.DEFAULT).ruleFiles()).isEqualTo(before);
    write(".gitattributes", "*.h -text\n");
    assertThat(listing(SourceKind.FOLDER, Rules.DEFAULT).ruleFiles()).isNotEqualTo(before);
    assertThat(
            Set.of(
                Rules.DEFAULT.fingerprint(),
                Rules.applying(SkipRule.DATA).fingerprint(),
                Rules.excluding("a").fingerprint(),
                Rules.including("a").fingerprint()))
        .hasSize(4);
    assertThat(Rules.upTo(5).fingerprint()).isEqualTo(Rules.DEFAULT.fingerprint());
  }
}
