package io.codestrata.merkle;

import static io.codestrata.merkle.Trees.entry;
import static io.codestrata.merkle.Trees.file;
import static io.codestrata.merkle.Trees.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.merkle.ManifestDiff.Rename;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ManifestDiffTest {
  @Test
  void movedFileIsOneRenameEvenWhenItsModeChanges() {
    ManifestEntry before = file("old", "1");
    ManifestEntry after = entry("folder/new", "100755", "1");

    ManifestDiff diff = ManifestDiff.between(manifest(before), manifest(after));

    assertThat(diff.renamed()).containsExactly(new Rename(before, after, 100));
    assertThat(diff.added()).isEmpty();
    assertThat(diff.removed()).isEmpty();
  }

  @Test
  void eachRemovedFilePairsWithAtMostOneAddedFile() {
    ManifestEntry before = file("m", "1");

    ManifestDiff diff =
        ManifestDiff.between(manifest(before), manifest(file("a", "1"), file("z", "1")));

    assertThat(diff.renamed()).containsExactly(new Rename(before, file("a", "1"), 100));
    assertThat(diff.added()).containsExactly(file("z", "1"));
  }

  @Test
  void amongEqualContentsTheOneOfTheSameNameMoved() {
    ManifestDiff diff =
        ManifestDiff.between(
            manifest(file("a/first", "1"), file("a/second", "1")), manifest(file("b/second", "1")));

    assertThat(diff.renamed())
        .containsExactly(new Rename(file("a/second", "1"), file("b/second", "1"), 100));
    assertThat(diff.removed()).containsExactly(file("a/first", "1"));
  }

  @Test
  void executableBitAloneIsAModeChange() {
    ManifestDiff diff =
        ManifestDiff.between(manifest(file("a", "1")), manifest(entry("a", "100755", "1")));

    assertThat(diff.modeChanged()).hasSize(1);
    assertThat(diff.modified()).isEmpty();
  }

  @Test
  void fileThatBecomesALinkIsModified() {
    ManifestDiff diff =
        ManifestDiff.between(manifest(file("a", "1")), manifest(entry("a", "120000", "1")));

    assertThat(diff.modified()).hasSize(1);
  }

  @Test
  void unknownContentIsNeverARename() {
    ManifestEntry before = new ManifestEntry("a", "100644", "", 7);
    ManifestEntry after = new ManifestEntry("b", "100644", "", 7);

    ManifestDiff diff = ManifestDiff.between(manifest(before), manifest(after));

    assertThat(diff.added()).containsExactly(after);
    assertThat(diff.removed()).containsExactly(before);
  }

  @Property
  void nothingChangedBetweenASnapshotAndItself(@ForAll("manifests") Manifest manifest) {
    assertThat(ManifestDiff.between(manifest, manifest).isEmpty()).isTrue();
  }

  @Property
  void isEmptyExactlyWhenRootsAgree(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest after) {
    assertThat(ManifestDiff.between(before, after).isEmpty())
        .isEqualTo(MerkleTree.of(before).root().equals(MerkleTree.of(after).root()));
  }

  @Property
  void pathsAgreeWithANaiveComparison(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest after) {
    Map<String, ManifestEntry> old = byPath(before);
    Map<String, ManifestEntry> now = byPath(after);
    ManifestDiff diff = ManifestDiff.between(before, after);

    Set<String> gone = new HashSet<>(old.keySet());
    gone.removeAll(now.keySet());
    Set<String> appeared = new HashSet<>(now.keySet());
    appeared.removeAll(old.keySet());
    Set<String> changed = new HashSet<>(old.keySet());
    changed.removeIf(path -> !now.containsKey(path) || old.get(path).equals(now.get(path)));

    assertThat(
            Stream.concat(
                diff.removed().stream().map(ManifestEntry::path),
                diff.renamed().stream().map(change -> change.before().path())))
        .containsExactlyInAnyOrderElementsOf(gone);
    assertThat(
            Stream.concat(
                diff.added().stream().map(ManifestEntry::path),
                diff.renamed().stream().map(change -> change.after().path())))
        .containsExactlyInAnyOrderElementsOf(appeared);
    assertThat(
            Stream.concat(diff.modified().stream(), diff.modeChanged().stream())
                .map(change -> change.after().path()))
        .containsExactlyInAnyOrderElementsOf(changed);
  }

  @Property
  void renamesPairEqualContentsAndLeaveNonePossible(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest after) {
    ManifestDiff diff = ManifestDiff.between(before, after);

    assertThat(diff.renamed())
        .allSatisfy(
            change ->
                assertThat(change.before().contentHash()).isEqualTo(change.after().contentHash()));
    Set<String> left = new HashSet<>();
    diff.removed().forEach(entry -> left.add(entry.mode().substring(0, 3) + entry.contentHash()));
    assertThat(diff.added())
        .noneMatch(entry -> left.contains(entry.mode().substring(0, 3) + entry.contentHash()));
  }

  @Provide
  Arbitrary<Manifest> manifests() {
    return Trees.manifests();
  }

  private static Map<String, ManifestEntry> byPath(Manifest manifest) {
    Map<String, ManifestEntry> entries = new HashMap<>();
    manifest.entries().forEach(entry -> entries.put(entry.path(), entry));
    return entries;
  }
}
