package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.pgvector.PublishedState;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.source.SourceList;
import io.codestrata.source.SourceManifest;
import io.codestrata.table.Failure;
import io.codestrata.table.RepositoryState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several refs of one repository: what they share is there once, and each can be searched. */
class RefsIT {
  @TempDir Path folder;
  private Installation installation;
  private GitFixture shop;

  /** Of main's two files, v1 has one as it was; release/1.x is v1 and a file more. */
  @BeforeEach
  void install() throws Exception {
    installation = new Installation(folder.resolve("data"));
    shop = new GitFixture(folder.resolve("shop"));
    shop.write("src/auth.py", "def verify_password(user):\n    return True\n");
    shop.write("src/cart.py", "def add_to_old_cart(item):\n    return [item]\n");
    shop.commit("first");
    shop.tag("v1");
    shop.checkout("-b", "release/1.x");
    shop.write("src/patch.py", "def patched_price(item):\n    return item * 2\n");
    shop.commit("patch");
    shop.checkout("main");
    shop.write("src/cart.py", "def add_to_new_cart(item):\n    return [item, item]\n");
    shop.commit("second");
  }

  @Test
  void furtherRefsStoreAndEmbedOnlyWhatNoOtherHolds() throws Exception {
    assertThat(installation.index(shop.path()).run().chunksTotal()).isEqualTo(2);

    IndexResult result = index("['v1', 'release/*', 'none/*']");

    assertThat(result.failures()).isEmpty();
    assertThat(result.run().repositories()).isEqualTo(3);
    assertThat(result.run().chunksEmbedded()).isEqualTo(2);
    assertThat(symbols())
        .containsExactlyInAnyOrder(
            "verify_password", "add_to_new_cart", "add_to_old_cart", "patched_price");
    assertThat(LakeRows.of(data(), "embeddings")).hasSize(4);
    PublishedState state = published();
    assertThat(List.of(state.files(), state.chunks(), state.embeddings()))
        .containsExactly(7L, 4L, 4L);
    assertThat(state.repositories())
        .extracting(row -> row.id() + " " + row.ref() + " " + row.defaultRef())
        .containsExactly(
            "shop HEAD true", "shop@release/1.x release/1.x false", "shop@v1 v1 false");
    assertThat(state.repositories()).extracting(RepositoryRow::visibility).containsOnly("internal");

    assertThat(places("add_to_old_cart", SearchScope.EVERYWHERE))
        .containsExactlyInAnyOrder("shop/src/auth.py", "shop/src/cart.py");
    assertThat(places("add_to_old_cart", at("shop", "v1"))).contains("shop@v1/src/cart.py");
    assertThat(places("patched_price", at("", "release/1.x")))
        .contains("shop@release/1.x/src/patch.py");
    SearchScope all = new SearchScope(Optional.empty(), Optional.empty(), true, Optional.empty());
    assertThat(places("verify_password", all))
        .hasSize(4)
        .contains("shop/src/auth.py", "shop@release/1.x/src/patch.py");

    IndexResult again = index("['v1', 'release/*']");
    assertThat(again.run().filesChanged()).isZero();
    assertThat(again.run().chunksEmbedded()).isZero();
  }

  @Test
  void refThatIsGoneIsItsOwnFailureAndEachRefIsComparedAndForgottenById() throws Exception {
    IndexResult result = index("['v1', 'release/1.x', 'gone']");
    assertThat(result.failures())
        .allMatch(Failure::isLoss)
        .extracting(Failure::repository)
        .containsExactly("shop@gone");
    assertThat(published().repositories())
        .extracting(RepositoryRow::id)
        .containsExactly("shop", "shop@release/1.x", "shop@v1");
    shop.checkout("release/1.x");
    shop.write("src/patch.py", "def patched_price(item):\n    return item * 3\n");
    shop.commit("patch again");
    shop.checkout("main");
    Selection failed = new Selection(1, 1, true, Optional.empty(), Long.MAX_VALUE);
    IndexResult again = installation.index(manifest("['release/1.x', 'gone']"), failed);
    assertThat(again.failures()).hasSize(1);
    assertThat(again.run().chunksEmbedded()).isEqualTo(1);
    DiffJob.Result diff =
        new DiffJob(installation.config()).run("shop@release/1.x", "previous", "latest");
    assertThat(diff.files().modified())
        .extracting(change -> change.after())
        .extracting(ManifestEntry::path)
        .containsExactly("src/patch.py");
    assertThat(forget("shop@v1")).containsExactly("shop@v1");
    assertThat(published().repositories())
        .extracting(RepositoryRow::id)
        .containsExactly("shop", "shop@release/1.x");
    assertThat(places("verify_password", at("shop", "v1"))).isEmpty();
    assertThat(forget("shop")).containsExactlyInAnyOrder("shop", "shop@release/1.x");
    assertThat(LakeRows.of(data(), "files")).isEmpty();
  }

  @Test
  void submodulesAreRepositoriesOfTheirOwnWhereTheyAreAskedFor() throws Exception {
    GitFixture library = new GitFixture(folder.resolve("library"));
    library.write("money.py", "def round_half_even(price):\n    return round(price)\n");
    library.commit("first");
    shop.addSubmodule(library, "lib/money");
    shop.commit("with submodule");
    shop.tag("v2");

    IndexResult result =
        installation.with("source.submodules", "true").index(manifest("['v2']"), Selection.ALL);

    assertThat(result.failures()).isEmpty();
    assertThat(result.skipped()).containsEntry("submodule", 2L);
    assertThat(published().repositories())
        .extracting(row -> row.id() + " " + row.ref())
        .containsExactlyInAnyOrder(
            "shop HEAD", "shop@v2 v2", "shop/lib/money HEAD", "shop@v2/lib/money v2");
    assertThat(places("round_half_even", SearchScope.EVERYWHERE))
        .contains("shop/lib/money/money.py");
    assertThat(places("round_half_even", at("", "v2"))).contains("shop@v2/lib/money/money.py");
  }

  private IndexResult index(String refs) throws Exception {
    return installation.index(manifest(refs), Selection.ALL);
  }

  private SourceList manifest(String refs) throws Exception {
    String text = "- path: shop\n  visibility: internal\n  refs: " + refs + "\n";
    return new SourceList(SourceManifest.read(Files.writeString(folder.resolve("m.yaml"), text)));
  }

  private static SearchScope at(String repository, String ref) {
    return new SearchScope(
        Optional.of(repository).filter(name -> !name.isEmpty()),
        Optional.of(ref),
        false,
        Optional.empty());
  }

  private List<String> places(String question, SearchScope scope) throws Exception {
    return installation.search(question, scope).stream().map(RefsIT::place).toList();
  }

  private static String place(SearchHit hit) {
    return hit.repository() + "/" + hit.path();
  }

  private List<String> forget(String id) throws Exception {
    return new ForgetJob(installation.config(), Progress.SILENT)
        .run(List.of(id), false).stream().map(RepositoryState::repository).toList();
  }

  private PublishedState published() throws Exception {
    return new StatusJob(installation.config()).run().published().orElseThrow();
  }

  private List<String> symbols() throws Exception {
    List<JsonNode> rows = LakeRows.of(data(), "chunks");
    return rows.stream().map(row -> row.get("symbol").asText()).toList();
  }

  private Path data() {
    return folder.resolve("data");
  }
}
