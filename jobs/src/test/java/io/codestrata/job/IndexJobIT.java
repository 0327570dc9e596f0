package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.table.Failure;
import io.codestrata.table.Lake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job end to end: real repositories, real Delta tables, real PostgreSQL with pgvector. */
class IndexJobIT {
  @TempDir Path folder;
  private Installation installation;
  private GitFixture git;

  @BeforeEach
  void install() throws Exception {
    installation = new Installation(folder.resolve("data"));
    git = new GitFixture(folder.resolve("shop"));
    git.write(
        "src/Cart.java",
        """
        package shop;

        /** Holds what a customer is about to buy. */
        public class Cart {
          private final java.util.List<Item> items = new java.util.ArrayList<>();

          /** Adds the price of every item, discount included. */
          public long totalPrice() {
            long total = 0;
            for (Item item : items) {
              total += item.price() - item.discount();
            }
            return total;
          }
        }
        """);
    git.write(
        "src/auth.py",
        """
        def verify_password(user, password):
            \"\"\"Check the login credentials of a user against the stored hash.\"\"\"
            return hash_of(password) == user.password_hash
        """);
    git.write("README.md", "# Shop\n\nA small shop.\n");
    git.commit("first");
  }

  @Test
  void questionFindsTheCodeThatAnswersIt() throws Exception {
    IndexResult result = installation.index(git.path());

    assertThat(result.failures()).isEmpty();
    assertThat(result.run().filesTotal()).isEqualTo(3);
    assertThat(result.run().chunksEmbedded()).isEqualTo(result.run().chunksNew());
    List<SearchHit> hits = installation.search("where are login credentials checked");
    assertThat(hits.get(0).path()).isEqualTo("src/auth.py");
    assertThat(hits.get(0).symbol()).isEqualTo("verify_password");
    assertThat(hits.get(0).startLine()).isEqualTo(1);
    assertThat(hits.get(0).endLine()).isEqualTo(3);
    assertThat(hits.get(0).repository()).isEqualTo("shop");
  }

  @Test
  void secondRunEmbedsNothing() throws Exception {
    IndexResult first = installation.index(git.path());
    IndexResult second = installation.index(git.path());

    assertThat(second.run().chunksEmbedded()).isZero();
    assertThat(second.run().chunksNew()).isZero();
    assertThat(second.run().filesChanged()).isZero();
    assertThat(second.run().tokens()).isZero();
    assertThat(second.run().filesTotal()).isEqualTo(first.run().filesTotal());
    assertThat(second.run().chunksTotal()).isEqualTo(first.run().chunksTotal());
  }

  @Test
  void repositoryOfSha256IsIndexedAlikeAndItsTextsArePaidForOnce() throws Exception {
    installation.index(git.path());
    GitFixture other = new GitFixture(folder.resolve("other"), "sha256");
    for (String path : List.of("src/Cart.java", "src/auth.py", "README.md")) {
      other.write(path, Files.readString(git.path().resolve(path)));
    }
    other.commit("first");

    IndexResult first = installation.index(other.path());
    other.write("src/tax.py", "def value_added_tax(price):\n    return price // 5\n");
    other.commit("second");
    IndexResult second = installation.index(other.path());
    other.rename("src/auth.py", "lib/auth.py");
    other.commit("third");
    IndexResult third = installation.index(other.path());

    assertThat(first.failures()).isEmpty();
    assertThat(first.run().filesChanged()).isEqualTo(3);
    assertThat(first.run().chunksEmbedded()).isZero();
    assertThat(second.run().filesRead()).isEqualTo(1);
    assertThat(second.run().chunksEmbedded()).isEqualTo(1);
    assertThat(third.run().chunksNew()).isZero();
    assertThat(third.run().filesRead()).isZero();
    assertThat(installation.index(other.path()).run().filesChanged()).isZero();
    assertThat(installation.search("value_added_tax").get(0).repository()).isEqualTo("other");
    SearchScope scope =
        new SearchScope(Optional.of("other"), Optional.empty(), false, Optional.empty());
    assertThat(installation.search("verify_password", scope).get(0).path())
        .isEqualTo("lib/auth.py");
  }

  @Test
  void removedFileLeavesTheIndexAndChangedFileIsFoundAnew() throws Exception {
    installation.index(git.path());
    git.delete("src/auth.py");
    git.write(
        "src/Cart.java", "class Cart { void emptyTheBasketCompletely() { items.clear(); } }\n");
    git.commit("second");

    IndexResult result = installation.index(git.path());

    assertThat(result.run().filesChanged()).isEqualTo(2);
    assertThat(result.run().filesTotal()).isEqualTo(2);
    assertThat(installation.search("verify_password login credentials"))
        .noneMatch(hit -> hit.path().equals("src/auth.py"));
    assertThat(installation.search("emptyTheBasketCompletely").get(0).path())
        .isEqualTo("src/Cart.java");
    assertThat(installation.search("totalPrice"))
        .noneMatch(hit -> hit.text().contains("totalPrice"));
  }

  @Test
  void renamedFileCostsNoEmbedding() throws Exception {
    installation.index(git.path());
    git.rename("src/auth.py", "lib/login.py");
    git.commit("moved");

    IndexResult result = installation.index(git.path());

    assertThat(result.run().chunksEmbedded()).isZero();
    assertThat(result.run().chunksNew()).isZero();
    assertThat(installation.search("verify_password").get(0).path()).isEqualTo("lib/login.py");

    git.rename("lib/login.py", "core/deep/login.py");
    git.commit("moved again, by its name still the same");
    result = installation.index(git.path());
    assertThat(result.run().filesChanged()).as("one gone, one come").isEqualTo(2);
    assertThat(result.run().filesRead()).isZero();
    assertThat(result.run().chunksRemoved()).isZero();
    assertThat(installation.search("verify_password").get(0).path())
        .isEqualTo("core/deep/login.py");
  }

  @Test
  void commitThatChangesNoFileMovesThePublishedRevision() throws Exception {
    installation.index(git.path());
    String before = installation.publishedRevision();
    git.commit("nothing but a message");

    IndexResult result = installation.index(git.path());

    assertThat(result.run().filesChanged()).isZero();
    assertThat(installation.publishedRevision()).isNotEqualTo(before).isEqualTo(git.head());
  }

  @Test
  void forkCostsNoEmbeddingAndEachRepositoryCanBeAskedAlone() throws Exception {
    installation.index(git.path());
    GitFixture fork = git.cloneTo(folder.resolve("fork"));

    IndexResult result = installation.index(fork.path());

    assertThat(result.run().chunksEmbedded()).isZero();
    assertThat(
            installation.search(
                "verify_password",
                new SearchScope(Optional.of("fork"), Optional.empty(), false, Optional.empty())))
        .isNotEmpty()
        .allMatch(hit -> hit.repository().equals("fork"));
  }

  @Test
  void uncommittedFilesDoNotCount() throws Exception {
    git.write("draft.py", "def unfinished_business(): pass\n");

    IndexResult result = installation.index(git.path());

    assertThat(result.run().filesTotal()).isEqualTo(3);
  }

  @Test
  void hostileFilesAreCountedSkipsAndTheRestGoesOn() throws Exception {
    git.writeBytes("logo.png", new byte[] {1, 0, 2, 0, 3});
    git.write("big.lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    git.link("outside", "/etc/passwd");
    git.writeBytes("huge.txt", new byte[10_000_001]);
    git.write("empty.txt", "");
    git.submodule("lib/library");
    git.commit("hostile");

    IndexResult result = installation.index(git.path());

    assertThat(result.failures()).isEmpty();
    assertThat(result.skipped())
        .containsEntry("binary", 1L)
        .containsEntry("lfs-pointer", 1L)
        .containsEntry("symlink", 1L)
        .containsEntry("too-large", 1L)
        .containsEntry("blank", 1L)
        .containsEntry("submodule", 1L);
    assertThat(result.run().filesSkipped()).isEqualTo(6);
    assertThat(installation.search("verify_password").get(0).path()).isEqualTo("src/auth.py");
  }

  @Test
  void folderIsIndexedAsItLiesAndUnreadableFileIsAFailure() throws Exception {
    Path plain = Files.createDirectories(folder.resolve("plain"));
    Files.writeString(plain.resolve("good.py"), "def reachable_function(): return 1\n");
    Files.createSymbolicLink(plain.resolve("dangling"), plain.resolve("nowhere"));

    IndexResult first = installation.indexFolder(plain);
    IndexResult second = installation.indexFolder(plain);

    assertThat(first.run().filesTotal()).isEqualTo(2);
    assertThat(first.skipped()).containsEntry("symlink", 1L);
    assertThat(second.run().filesChanged()).isZero();
    assertThat(installation.search("reachable_function").get(0).path()).isEqualTo("good.py");
  }

  @Test
  void oneBadRepositoryIsAFailureAndTheOthersAreIndexed() throws Exception {
    IndexResult result =
        installation.index(git.path().toString(), folder.resolve("missing").toString());

    assertThat(result.failures()).extracting(Failure::stage).containsExactly("snapshot");
    assertThat(result.failures().get(0).reason()).contains("no such file or folder");
    assertThat(installation.search("verify_password")).isNotEmpty();
  }

  @Test
  void onlyBadRepositoriesAreAUsageFault() {
    assertThatThrownBy(() -> installation.index(folder.resolve("missing").toString()))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.USAGE))
        .hasMessageContaining("no such file or folder");
  }

  @Test
  void runKilledBeforeItPublishedIsFinishedByTheNextWithoutEmbeddingAgain() throws Exception {
    installation.indexWithoutPublishing(git.path());

    IndexResult next = installation.index(git.path());

    assertThat(next.run().chunksEmbedded()).isZero();
    assertThat(installation.search("verify_password").get(0).path()).isEqualTo("src/auth.py");
  }

  @Test
  void runKilledAfterEmbeddingIsFinishedByTheNextWithoutEmbeddingAgain() throws Exception {
    installation.index(git.path());
    installation.forgetTable("files");
    installation.forgetTable("repositories");
    installation.forgetTable("merkle_nodes");

    IndexResult next = installation.index(git.path());

    assertThat(next.run().chunksEmbedded()).isZero();
    assertThat(next.run().filesTotal()).isEqualTo(3);
  }

  @Test
  void lakeOfANewerVersionIsRefusedWithTheRemedy() throws Exception {
    Path lake = installation.lake();
    Files.createDirectories(lake);
    Files.writeString(
        lake.resolve("_codestrata.json"), "{\"formatVersion\": 99, \"lakeId\": \"x\"}");

    assertThatThrownBy(() -> Lake.prepare(lake.toString(), new Configuration()))
        .hasMessageContaining("newer than this version")
        .hasMessageContaining("update Codestrata");
  }

  @Test
  void dataFolderThatCannotBeWrittenIsAUsageFault() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> new Installation(file.resolve("data")).index(git.path()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cannot write the data folder")
        .hasMessageContaining("--data");
  }

  @Test
  void searchBeforeAnythingIsIndexedSaysSo() {
    assertThatThrownBy(() -> installation.search("anything"))
        .isInstanceOf(JobException.class)
        .hasMessage("nothing is indexed yet: run codestrata index PATH_OR_GIT_URL first");
  }

  @Test
  void statusBeforeAnythingIsIndexedShowsNothingPublished() throws Exception {
    assertThat(new StatusJob(installation.config()).run().published()).isEmpty();
  }

  @Test
  void doctorIsContentBeforeTheFirstRun() throws Exception {
    assertThat(new Doctor(installation.config()).examine())
        .allSatisfy(finding -> assertThat(finding.fine()).as(finding.toString()).isTrue())
        .extracting(Doctor.Finding::subject)
        .contains("data folder", "lake", "tree-sitter", "embedding", "PostgreSQL");
  }
}
