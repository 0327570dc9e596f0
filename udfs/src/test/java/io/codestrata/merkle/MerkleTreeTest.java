package io.codestrata.merkle;

import static io.codestrata.merkle.Trees.entry;
import static io.codestrata.merkle.Trees.file;
import static io.codestrata.merkle.Trees.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  @Test
  void folderHashIsSha256OfItsChildrenAsDocumented() {
    ManifestEntry inner = file("f/x", "1");
    ManifestEntry outer = entry("f.y", "100755", "2");
    String folder = ContentHash.ofText("100644 x\0" + inner.contentHash() + "\n");

    MerkleTree tree = MerkleTree.of(manifest(inner, outer));

    assertThat(tree.nodes()).containsOnlyKeys("", "f").containsEntry("f", folder);
    assertThat(tree.root())
        .isEqualTo(
            ContentHash.ofText(
                "100755 f.y\0" + outer.contentHash() + "\n" + "040000 f\0" + folder + "\n"));
  }

  @Test
  void emptyManifestHasARoot() {
    assertThat(MerkleTree.of(manifest()).root()).isEqualTo(ContentHash.ofText(""));
  }

  @Test
  void everyFolderAboveAChangeChangesAndNoOther() {
    MerkleTree before = MerkleTree.of(manifest(file("a/b/c", "1"), file("a/d/e", "1")));
    MerkleTree after = MerkleTree.of(manifest(file("a/b/c", "2"), file("a/d/e", "1")));

    assertThat(after.nodes().get("a/d")).isEqualTo(before.nodes().get("a/d"));
    assertThat(after.nodes().get("a/b")).isNotEqualTo(before.nodes().get("a/b"));
    assertThat(after.nodes().get("a")).isNotEqualTo(before.nodes().get("a"));
    assertThat(after.root()).isNotEqualTo(before.root());
  }

  @Property
  void rootsAreEqualExactlyWhenManifestsAre(@ForAll("pairs") Tuple2<Manifest, Manifest> pair) {
    boolean sameRoot = MerkleTree.of(pair.get1()).root().equals(MerkleTree.of(pair.get2()).root());

    assertThat(sameRoot).isEqualTo(pair.get1().equals(pair.get2()));
  }

  @Property
  void nodesAreTheRootAndEveryFolderOfAnEntry(@ForAll("manifests") Manifest manifest) {
    Set<String> folders = new HashSet<>(Set.of(""));
    for (ManifestEntry entry : manifest.entries()) {
      String path = entry.path();
      for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
        folders.add(path.substring(0, i));
      }
    }
    assertThat(MerkleTree.of(manifest).nodes().keySet()).isEqualTo(folders);
  }

  @Provide
  Arbitrary<Manifest> manifests() {
    return Trees.manifests();
  }

  @Provide
  Arbitrary<Tuple2<Manifest, Manifest>> pairs() {
    Arbitrary<Manifest> any = Trees.manifests();
    return Arbitraries.oneOf(
        any.map(same -> Tuple.of(same, new Manifest(same.entries()))),
        any.tuple2(),
        any.map(all -> Tuple.of(all, withoutLast(all))));
  }

  private static Manifest withoutLast(Manifest all) {
    int size = all.entries().size();
    return new Manifest(all.entries().subList(0, Math.max(0, size - 1)));
  }
}
