package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.GitFixture;
import io.codestrata.job.LakeRows;
import io.codestrata.job.PySpark;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster executors fetch: here nobody else knows the host of the URLs. */
class ClusterFetchIT {
  private static final int REPOSITORIES = 5;
  private static final int WORKERS = 2;
  private static final String HOST = "https://code.invalid/";
  private static final String SECRET = "s3cr3t-t0ken";

  @TempDir Path folder;

  @Test
  void executorsCloneAndFetchAndTheDriverDoesWhereItIsTold() throws Exception {
    Path served = Files.createDirectories(folder.resolve("served"));
    List<GitFixture> remotes = new ArrayList<>();
    for (int i = 0; i < REPOSITORIES; i++) {
      GitFixture remote = new GitFixture(served.resolve("repo" + i));
      remote.write("README.md", "repository " + i + "\n");
      remote.commit("begin");
      remotes.add(remote);
    }
    Path manifest = manifest();

    try (VoyageSim sim = VoyageSim.start("--port", "0");
        StandaloneCluster cluster =
            new StandaloneCluster(Files.createDirectories(folder.resolve("cluster")), WORKERS)) {
      for (int i = 0; i < WORKERS; i++) {
        Files.writeString(
            cluster.home(i).resolve(".gitconfig"),
            "[url \"file://%s/\"]\n  insteadOf = %s\n".formatted(served, HOST));
      }
      Launcher submitted =
          VoyageLauncher.of(Files.createDirectories(folder.resolve("submitted")), sim)
              .with("SPARK_HOME", PySpark.home().toString())
              .with("SPARK_LOCAL_IP", "127.0.0.1");

      Outcome first = submitted.run(submit(cluster, manifest));

      assertThat(first.code()).as(first.err() + cluster.logs()).isEqualTo(3);
      assertThat(first.err())
          .contains("cannot fetch " + HOST + "gone")
          .contains("source.clone-on: driver")
          .doesNotContain(SECRET);
      assertThat(revisions(submitted)).isEqualTo(heads(remotes));
      assertThat(clones(submitted)).hasSize(REPOSITORIES);

      remotes.get(2).write("new.md", "new\n");
      remotes.get(2).commit("go on");
      Outcome second = submitted.run(submit(cluster, manifest));

      assertThat(second.code()).as(second.err() + cluster.logs()).isEqualTo(3);
      JsonNode figures = new ObjectMapper().readTree(second.out());
      assertThat(figures.path("filesRead").asInt()).as(second.out()).isEqualTo(1);
      assertThat(revisions(submitted)).isEqualTo(heads(remotes));

      Outcome byDriver =
          submitted.run(submit(cluster, manifest, "--set", "source.clone-on=driver"));

      assertThat(byDriver.code()).as(byDriver.err()).isNotZero();
      assertThat(byDriver.err())
          .contains("cannot fetch " + HOST + "repo0")
          .doesNotContain("an executor tried");
      assertThat(cluster.logs()).doesNotContain(SECRET);
    }
  }

  private Path manifest() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < REPOSITORIES; i++) {
      lines.append("{\"url\": \"").append(HOST).append("repo").append(i).append("\"}\n");
    }
    lines.append("{\"url\": \"https://somebody:" + SECRET + "@code.invalid/gone\"}\n");
    return Files.writeString(folder.resolve("all.jsonl"), lines);
  }

  private static String[] submit(StandaloneCluster cluster, Path manifest, String... more) {
    return Stream.concat(
            Stream.of(
                "submit",
                "--master",
                cluster.address(),
                "--executor-memory",
                "700m",
                "--",
                "index",
                "--manifest",
                manifest.toString(),
                "--json"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static Map<String, String> heads(List<GitFixture> remotes) throws Exception {
    Map<String, String> heads = new TreeMap<>();
    for (GitFixture remote : remotes) {
      heads.put("code.invalid/" + remote.path().getFileName(), remote.head());
    }
    return heads;
  }

  private static Map<String, String> revisions(Launcher submitted) throws Exception {
    Map<String, String> revisions = new TreeMap<>();
    for (JsonNode row : LakeRows.of(submitted.data(), "repositories")) {
      revisions.put(row.path("repository").asText(), row.path("revision").asText());
    }
    return revisions;
  }

  private static List<String> clones(Launcher submitted) throws Exception {
    try (Stream<Path> names = Files.list(submitted.data().resolve("clones"))) {
      return names.filter(Files::isDirectory).map(Path::toString).toList();
    }
  }
}
