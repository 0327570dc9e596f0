package io.codestrata.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.config.ConfigReader;
import io.codestrata.job.Sessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few rows and many change in ways of their own, and to the same end, whatever paths hold. */
class PathChangesIT {
  /** What SQL might take for the end of a text, an escape or another row's key. */
  private static final List<String> ODD_PATHS =
      List.of(
          "it's", "a\\b", "012", "line\nbreak", "\\u0041", "%_", "b/x", "", "\uD83D\uDE80", "a\\'");

  private static final Comparator<MerkleNode> BY_KEY =
      Comparator.comparing(MerkleNode::repository).thenComparing(MerkleNode::path);

  @TempDir Path folder;

  @Test
  void onlyTheNamedRowsOfEachRepositoryChange() throws Exception {
    try (SparkSession spark =
        Sessions.open(
            ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", folder.toString())))) {
      MerkleNodesTable table = new MerkleNodesTable(spark, folder.resolve("lake").toString(), "");
      List<MerkleNode> before = new ArrayList<>();
      for (String repository : List.of("a", "a/b", "b")) {
        ODD_PATHS.forEach(path -> before.add(new MerkleNode(repository, path, "old")));
      }
      table.apply(List.of(new MerkleChange(before, List.of(), true)));
      Set<MerkleNode> expected = new TreeSet<>(BY_KEY);
      expected.addAll(before);

      // Half of a's rows and the other half of b's, so that each path stays in one of them.
      List<MerkleNode> changed = new ArrayList<>();
      List<FileKey> gone = new ArrayList<>();
      for (int i = 0; i < ODD_PATHS.size(); i++) {
        String repository = i % 2 == 0 ? "a" : "b";
        if (i % 4 < 2) {
          changed.add(new MerkleNode(repository, ODD_PATHS.get(i), "new"));
        } else {
          gone.add(new FileKey(repository, ODD_PATHS.get(i)));
        }
      }
      changed.add(new MerkleNode("a/b", "more", "new"));
      assertBecomes(table, expected, changed, gone);

      List<MerkleNode> many =
          IntStream.range(0, LakeTable.FEW + 1)
              .mapToObj(i -> new MerkleNode("b", "many/" + i, "new"))
              .toList();
      assertBecomes(table, expected, many, List.of(new FileKey("a", "it's")));
      assertThat(table.version()).as("a commit each").isEqualTo(2);
    }
  }

  private static void assertBecomes(
      MerkleNodesTable table,
      Set<MerkleNode> expected,
      List<MerkleNode> changed,
      List<FileKey> gone) {
    table.apply(List.of(new MerkleChange(changed, gone, false)));
    gone.forEach(key -> expected.remove(new MerkleNode(key.repository(), key.path(), "")));
    changed.forEach(
        node -> {
          expected.remove(node);
          expected.add(node);
        });
    assertThat(table.collect(table.read())).containsExactlyInAnyOrderElementsOf(expected);
  }
}
