package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.pgvector.RepositoryRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories and histories that go: no row of theirs is left in Delta or PostgreSQL. */
class ForgetIT {
  @TempDir Path folder;
  private Installation installation;
  private GitFixture shop;
  private GitFixture bank;

  @BeforeEach
  void install() throws Exception {
    installation = new Installation(folder.resolve("data"));
    shop = new GitFixture(folder.resolve("shop"));
    shop.write("src/auth.py", "def verify_password(user):\n    return True\n");
    shop.commit("first");
    bank = new GitFixture(folder.resolve("bank"));
    bank.write("src/loan.py", "def interest_rate(years):\n    return years * 2\n");
    bank.commit("first");
  }

  @Test
  void forgottenRepositoryIsNowhereAndCostsNothingToIndexAgain() throws Exception {
    String url = "file://" + folder.resolve("third");
    shop.cloneTo(folder.resolve("third"));
    installation.index(shop.path().toString(), bank.path().toString(), url);

    assertThatThrownBy(() -> forget(false, "shop", "shpo"))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.USAGE))
        .hasMessageContaining("cannot forget shpo: no such repository");
    assertThat(installation.search("verify_password")).isNotEmpty();
    assertThat(data().resolve("clones")).isDirectoryContaining(Files::isDirectory);
    forget(false, "shop", "third");

    assertThat(data().resolve("clones")).isDirectoryNotContaining(Files::isDirectory);
    assertThat(repositories("repositories")).containsOnly("bank");
    assertThat(repositories("files")).containsOnly("bank");
    assertThat(repositories("merkle_nodes")).containsOnly("bank");
    assertThat(published()).containsExactly("bank");
    assertThat(installation.search("verify_password"))
        .extracting(hit -> hit.repository())
        .doesNotContain("shop");
    assertThat(installation.search("interest_rate").get(0).repository()).isEqualTo("bank");

    assertThat(installation.index(shop.path()).run().chunksEmbedded()).isZero();
    assertThat(installation.search("verify_password").get(0).repository()).isEqualTo("shop");
    assertThat(repositories("files")).containsExactlyInAnyOrder("shop", "bank");
  }

  @Test
  void purgeTakesTheCacheOfWhatNobodyElseHolds() throws Exception {
    shop.write("lib/loan.py", "def interest_rate(years):\n    return years * 2\n");
    shop.commit("copied");
    installation.index(shop.path().toString(), bank.path().toString());

    forget(true, "shop");

    assertThat(LakeRows.of(data(), "chunks"))
        .extracting(row -> row.get("symbol").asText())
        .containsExactly("interest_rate");
    assertThat(LakeRows.of(data(), "embeddings")).hasSize(1);
    assertThat(installation.search("interest_rate").get(0).repository()).isEqualTo("bank");
  }

  @Test
  void branchSwitchAndRewrittenHistoryLeaveNoStaleRow() throws Exception {
    installation.index(shop.path());
    shop.checkout("-b", "other");
    shop.delete("src/auth.py");
    shop.write("src/basket.py", "def empty_basket():\n    return []\n");
    shop.commit("other");

    installation.index(shop.path());
    assertThat(paths()).containsExactly("src/basket.py");
    assertThat(installation.search("verify_password"))
        .extracting(hit -> hit.path())
        .doesNotContain("src/auth.py");

    shop.checkout("--orphan", "rewritten");
    shop.rename("src/basket.py", "src/new/basket.py");
    shop.commit("rewritten");

    assertThat(installation.index(shop.path()).run().chunksEmbedded()).isZero();
    assertThat(paths()).containsExactly("src/new/basket.py");
    assertThat(installation.search("empty_basket"))
        .extracting(hit -> hit.path())
        .containsExactly("src/new/basket.py");
    assertThat(installation.publishedRevision()).isEqualTo(shop.head());
  }

  private void forget(boolean purge, String... ids) throws Exception {
    new ForgetJob(installation.config(), Progress.SILENT).run(List.of(ids), purge);
  }

  private List<String> published() throws Exception {
    return new StatusJob(installation.config())
        .run().published().orElseThrow().repositories().stream().map(RepositoryRow::id).toList();
  }

  private List<String> repositories(String table) throws Exception {
    return LakeRows.of(data(), table).stream().map(row -> row.get("repository").asText()).toList();
  }

  private List<String> paths() throws Exception {
    List<JsonNode> rows = LakeRows.of(data(), "files");
    return rows.stream().map(row -> row.get("path").asText()).toList();
  }

  private Path data() {
    return folder.resolve("data");
  }
}
