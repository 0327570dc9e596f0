package io.codestrata.merkle;

import static io.codestrata.merkle.Trees.file;
import static io.codestrata.merkle.Trees.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TreeDiffTest {
  /** A tree that writes down which folders were looked into. */
  private static FolderTree watched(Manifest manifest, Set<String> opened) {
    FolderTree tree = FolderTree.of(manifest);
    return new FolderTree(
        tree.nodes(),
        folders -> {
          opened.addAll(folders);
          return tree.files().in(folders);
        });
  }

  @Test
  void onlyFoldersOnTheWayToAChangeAreLookedInto() {
    Manifest before = manifest(file("a/b/c", "1"), file("a/d/e", "1"), file("f/g", "1"));
    Manifest after = manifest(file("a/b/c", "2"), file("a/d/e", "1"), file("f/g", "1"));
    Set<String> opened = new TreeSet<>();

    ManifestDiff diff = TreeDiff.between(watched(before, opened), watched(after, opened));

    assertThat(diff.modified()).hasSize(1);
    assertThat(opened).containsExactly("", "a", "a/b");
  }

  @Property
  void answerIsThatOfTheWholeManifests(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest after) {
    assertThat(TreeDiff.between(FolderTree.of(before), FolderTree.of(after)))
        .isEqualTo(ManifestDiff.between(before, after));
  }

  @Property
  void noFolderIsLookedIntoThatIsTheSameOnBothSides(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest after) {
    Set<String> opened = new HashSet<>();

    TreeDiff.between(watched(before, opened), watched(after, opened));

    Map<String, Set<ManifestEntry>> was = byFolder(before);
    Map<String, Set<ManifestEntry>> is = byFolder(after);
    // By comparing all that lies below each folder, without a hash.
    was.forEach(
        (folder, below) -> {
          if (below.equals(is.get(folder))) {
            assertThat(opened).doesNotContain(folder);
          } else {
            assertThat(opened).contains(folder);
          }
        });
  }

  private static Map<String, Set<ManifestEntry>> byFolder(Manifest manifest) {
    Map<String, Set<ManifestEntry>> below = new HashMap<>();
    below.put("", new HashSet<>(manifest.entries()));
    for (ManifestEntry entry : manifest.entries()) {
      parents(entry)
          .forEach(folder -> below.computeIfAbsent(folder, key -> new HashSet<>()).add(entry));
    }
    return below;
  }

  private static List<String> parents(ManifestEntry entry) {
    List<String> parents = new ArrayList<>();
    for (int i = entry.path().indexOf('/'); i >= 0; i = entry.path().indexOf('/', i + 1)) {
      parents.add(entry.path().substring(0, i));
    }
    return parents;
  }

  @Provide
  Arbitrary<Manifest> manifests() {
    return Trees.manifests();
  }
}
