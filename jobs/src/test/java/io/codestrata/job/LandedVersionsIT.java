package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.merkle.Manifest;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.merkle.MerkleTree;
import io.codestrata.table.FileKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.LandedVersions;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.TableVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every version of {@code repositories} is what some reader finds as the newest: at the versions of
 * the other tables that its commit names, no repository is seen half.
 */
class LandedVersionsIT {
  @TempDir private Path folder;

  @Test
  void tablesAgreeAtTheVersionsThatEachCommitNames() throws Exception {
    SampleLake sample = SampleLake.get();
    Installation installation = sample.copyTo(folder.resolve("data"));
    installation.index(sample.shop().path());
    new RollbackJob(installation.config(), Progress.SILENT).run("shop", sample.revisions().get(0));
    new ForgetJob(installation.config(), Progress.SILENT).run(List.of("bank"), false);
    installation.index(sample.shop().path());

    try (SparkSession spark = Sessions.open(installation.config())) {
      Lake lake = Lake.open(spark, installation.lake().toString(), "");
      long whole = lake.files().version();
      // A rollback that is killed, or on its way.
      lake.land(lake.repositories().all().stream().map(RepositoryState::withoutRoot).toList());
      lake.files().apply(List.of(), List.of(new FileKey("shop", "README.md")), false);
      List<TableVersion> landings = lake.repositories().versions();

      assertThat(landings).hasSizeGreaterThan(8);
      for (TableVersion landing : landings) {
        assertAgree(lake, landing);
      }
      LandedVersions newest = landings.get(landings.size() - 1).landed().orElseThrow();
      assertThat(newest.files()).isEqualTo(whole);
      assertThat(lake.files().of("shop", newest.files())).hasSize(3);
      assertThat(lake.files().of("shop")).as("half of it").hasSize(2);
    }
  }

  private static void assertAgree(Lake lake, TableVersion landing) {
    LandedVersions named = landing.landed().orElseThrow();
    Map<String, List<IndexedFile>> files =
        lake.files().all(named.files()).stream()
            .collect(Collectors.groupingBy(IndexedFile::repository));
    List<RepositoryState> states = lake.repositories().all(landing.version());
    assertThat(files.keySet())
        .isEqualTo(states.stream().map(RepositoryState::repository).collect(Collectors.toSet()));
    for (RepositoryState state : states) {
      List<IndexedFile> own = files.getOrDefault(state.repository(), List.of());
      assertThat(own).as("%s at %s", state, landing).hasSize((int) state.files());
      assertThat(own.stream().mapToLong(IndexedFile::chunks).sum()).isEqualTo(state.chunks());
      MerkleTree tree =
          MerkleTree.of(
              Manifest.of(
                  own.stream()
                      .map(
                          file ->
                              new ManifestEntry(
                                  file.path(), file.mode(), file.contentHash(), file.size()))
                      .toList()));
      assertThat(lake.merkleNodes().of(state.repository(), named.merkleNodes()))
          .as("%s at %s", state, landing)
          .isEqualTo(tree.nodes());
    }
  }
}
