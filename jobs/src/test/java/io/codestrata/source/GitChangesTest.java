package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.merkle.Manifest;
import io.codestrata.merkle.MerkleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs between two trees against their two whole listings. */
class GitChangesTest {
  private static final long SEED = 20_261_127;
  private static final int COMMITS = 60;
  private static final List<String> NAMES =
      List.of(
          "a", "b", "a.b", "vendor", "src", "node_modules", "lib", "x.py", "y.min.js", "LICENSE");

  @TempDir private Path dir;
  private TestRepository git;
  private RepositorySources sources;

  @BeforeEach
  void create() {
    git = TestRepository.withReadme(dir.resolve("r"));
    sources = new RepositorySources(dir.resolve("cache"), note -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha1", "sha256"})
  void changesOfAGeneratedHistoryMakeTheOldListingTheNewOne(String format) throws Exception {
    git = TestRepository.empty(dir.resolve(format), format).write("README.md", "hello\n").commit();
    Random random = new Random(SEED);
    List<Repository> revisions = new ArrayList<>(List.of(head()));
    for (int commit = 0; commit < COMMITS; commit++) {
      for (int change = 0; change < 4; change++) {
        change(random);
      }
      git.git("add", "--all");
      git.git("commit", "--quiet", "--allow-empty", "--message=change");
      revisions.add(head());
    }

    int differing = 0;
    for (int i = 1; i < revisions.size(); i++) {
      for (int back : new int[] {1, 7}) {
        if (i >= back) {
          differing += compare(revisions.get(i - back), revisions.get(i));
        }
      }
    }

    assertThat(differing).as("the history is worth comparing, seed %d", SEED).isGreaterThan(200);
  }

  @Test
  void listsNothingButWhatDiffers() throws Exception {
    git.write("a/b/one.py", "1\n").write("a/c/two.py", "2\n").write("d/three.py", "3\n").commit();
    Repository before = head();
    git.write("a/b/one.py", "changed\n").commit();

    TreeChanges changes = changes(before, head()).orElseThrow();

    assertThat(changes.files())
        .extracting(file -> file.entry().path())
        .containsExactly("a/b/one.py");
    assertThat(changes.gone()).containsOnlyKeys("a/b/one.py");
    assertThat(changes.folders()).containsOnlyKeys("", "a", "a/b");
    assertThat(changes.uniform()).isTrue();
  }

  @Test
  void fileThatDecidesOthersFateNeedsTheWhole() throws Exception {
    git.write("a/one.py", "1\n").commit();
    Repository plain = head();
    git.write("a/.gitattributes", "*.py linguist-vendored\n").commit();
    Repository attributed = head();
    git.git("mv", "a", "b");
    git.git("commit", "--quiet", "--message=moved");
    Repository moved = head();
    git.git("rm", "--quiet", "-r", "b");
    git.git("commit", "--quiet", "--message=gone");

    assertThat(changes(plain, attributed)).isEmpty();
    assertThat(changes(attributed, moved)).isEmpty();
    assertThat(changes(moved, head())).isEmpty();
    assertThat(changes(plain, head())).isPresent();
  }

  @Test
  void treeThatIsGoneNeedsTheWhole() throws Exception {
    assertThat(sources.changes(head(), Rules.DEFAULT, "1234567890123456789012345678901234567890"))
        .isEmpty();
  }

  /**
   * @return how many entries differ
   */
  private int compare(Repository before, Repository after) throws Exception {
    SortedMap<String, ListedFile> expected = listing(after);
    SortedMap<String, ListedFile> files = listing(before);
    SortedMap<String, String> nodes = new TreeMap<>(tree(files).nodes());

    TreeChanges changes = changes(before, after).orElseThrow();

    SortedMap<String, String> updated = MerkleTree.update(changes.folders(), nodes);
    files.keySet().removeAll(changes.gone().keySet());
    nodes.keySet().removeAll(changes.gone().keySet());
    changes.files().forEach(file -> files.put(file.entry().path(), file));
    nodes.putAll(updated);
    assertThat(files).isEqualTo(expected);
    assertThat(nodes).isEqualTo(tree(expected).nodes());
    return changes.files().size();
  }

  private Optional<TreeChanges> changes(Repository before, Repository after) throws Exception {
    return sources.changes(after, Rules.DEFAULT, sources.rootHash(before));
  }

  private SortedMap<String, ListedFile> listing(Repository revision) throws Exception {
    SortedMap<String, ListedFile> files = new TreeMap<>();
    Rules.files(sources, revision).forEach(file -> files.put(file.entry().path(), file));
    return files;
  }

  private static MerkleTree tree(SortedMap<String, ListedFile> files) {
    return MerkleTree.of(Manifest.of(files.values().stream().map(ListedFile::entry).toList()));
  }

  private Repository head() throws Exception {
    return sources.resolve(git.root().toString(), git.head(), SourceKind.GIT);
  }

  private void change(Random random) throws IOException {
    Path target = git.root();
    int depth = random.nextInt(4);
    for (int i = 0; i <= depth; i++) {
      target = target.resolve(NAMES.get(random.nextInt(NAMES.size())));
    }
    switch (random.nextInt(6)) {
      case 0 -> delete(target);
      case 1 -> {
        Path from = git.root().resolve(NAMES.get(random.nextInt(NAMES.size())));
        if (Files.exists(from) && !target.startsWith(from)) {
          delete(target);
          makeFolder(target.getParent());
          Files.move(from, target);
        }
      }
      case 2 -> {
        delete(target);
        makeFolder(target.getParent());
        Files.createSymbolicLink(target, Path.of("elsewhere"));
      }
      default -> {
        delete(target);
        makeFolder(target.getParent());
        Files.writeString(target, "content " + random.nextInt(20) + "\n");
      }
    }
  }

  /** Files on the way give way. */
  private void makeFolder(Path folder) throws IOException {
    for (Path each = folder; !each.equals(git.root()); each = each.getParent()) {
      if (Files.isSymbolicLink(each) || Files.isRegularFile(each)) {
        Files.delete(each);
      }
    }
    Files.createDirectories(folder);
  }

  private static void delete(Path path) throws IOException {
    if (Files.isSymbolicLink(path) || Files.isRegularFile(path)) {
      Files.delete(path);
    } else if (Files.isDirectory(path)) {
      try (Stream<Path> walk = Files.walk(path)) {
        for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
