package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.source.RepositorySearch;
import io.codestrata.source.SourceList;
import io.codestrata.source.SourceManifest;
import io.codestrata.source.TestArchive;
import io.codestrata.table.Failure;
import io.codestrata.table.FailureKind;
import io.codestrata.table.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of repositories: settings of each, whose turn it is, and failures that stay their own. */
class ManyRepositoriesIT {
  @TempDir Path folder;
  private Installation installation;
  private GitFixture bank;

  @BeforeEach
  void install() throws Exception {
    installation = new Installation(folder.resolve("data"));
    repository("shop", "def verify_password(user):\n    return True\n");
    bank = repository("bank", "def interest_rate(years):\n    return years * 2\n");
  }

  @Test
  void everyKindOfBadRepositoryIsARowAndTheOthersAreIndexed() throws Exception {
    GitFixture torn = repository("torn", "def torn(): pass\n");
    Files.delete(torn.object("src"));
    GitFixture headless = repository("headless", "def headless(): pass\n");
    Files.delete(headless.path().resolve(".git/HEAD"));
    Files.writeString(folder.resolve("bad.tgz"), "no archive");
    try (TestArchive archive = TestArchive.at(folder.resolve("lib-1.0.tar.gz"))) {
      archive.file("lib-1.0/a.py", "def unpack_parcel(parcel):\n    return parcel\n");
    }
    String manifest =
        """
        {"id": "gone", "path": "gone"}
        {"path": "bad.tgz"}
        {"path": "lib-1.0.tar.gz"}
        {"path": "torn"}
        {"path": "headless"}
        {"path": "shop", "ref": "no-such-ref"}
        {"url": "file://%s/no-clone.git"}
        {"id": "the-bank", "path": "bank", "exclude": ["docs/"]}
        """
            .formatted(folder);

    IndexResult result = installation.index(manifest(manifest), Selection.ALL);

    assertThat(result.failures())
        .allMatch(Failure::isLoss)
        .extracting(Failure::repository)
        .containsExactlyInAnyOrder(
            "gone",
            folder.resolve("bad.tgz").toString(),
            "torn",
            folder.resolve("headless").toString(),
            folder.resolve("shop").toString(),
            "file://" + folder + "/no-clone.git");
    assertThat(result.failures()).extracting(Failure::kind).containsOnly(FailureKind.INPUT);
    assertThat(LakeRows.of(folder.resolve("data"), "failures")).hasSize(6);
    assertThat(LakeRows.of(folder.resolve("data"), "files"))
        .extracting(row -> row.get("repository").asText() + " " + row.get("status").asText())
        .containsExactlyInAnyOrder("the-bank skipped", "the-bank indexed", "lib-1.0 indexed");
    assertThat(installation.search("interest_rate").get(0).repository()).isEqualTo("the-bank");
    assertThat(installation.search("unpack_parcel").get(0).path()).isEqualTo("lib-1.0/a.py");
    String library = folder.resolve("lib-1.0.tar.gz").toString();
    assertThat(installation.index(library).run().filesChanged()).isZero();
    assertThat(folder.resolve("data/tmp")).isDirectoryNotContaining("glob:**/archives-*");
  }

  @Test
  void onlyFailedTakesThoseAloneUntilTheyAreMended() throws Exception {
    SourceList all =
        new SourceList(RepositorySearch.below(folder, "HEAD", folder.resolve("data"), note -> {}));
    Selection failed = new Selection(1, 1, true, Optional.empty(), Long.MAX_VALUE);
    installation.index(all, Selection.ALL);
    bank.write("src/a.py", "def compound_interest(): pass\n");
    bank.commit("second");
    Path second = bank.object("src");
    Files.move(second, folder.resolve("kept"));

    assertThat(installation.index(all, Selection.ALL).failures()).hasSize(1);
    IndexResult again = installation.index(all, failed);
    assertThat(again.run().repositories()).isZero();
    assertThat(again.failures()).extracting(Failure::repository).containsExactly("bank");
    assertThat(installation.search("interest_rate")).isNotEmpty();

    Files.move(folder.resolve("kept"), second);
    assertThat(installation.index(all, failed).run().repositories()).isEqualTo(1);
    assertThat(installation.search("compound_interest").get(0).repository()).isEqualTo("bank");
    assertThat(installation.index(all, failed).run().repositories()).isZero();
  }

  @Test
  void sinceAndLimitGoRoundTheList() throws Exception {
    SourceList all = manifest("{\"path\": \"shop\"}\n{\"path\": \"bank\", \"priority\": 1}\n");
    Instant start = Instant.now();
    Selection next = new Selection(1, 1, false, Optional.of(start), 1);

    installation.index(all, next);
    assertThat(indexed()).containsExactly("bank");
    installation.index(all, next);
    assertThat(indexed()).containsExactlyInAnyOrder("bank", "shop");
    assertThat(installation.index(all, next).run().repositories()).isZero();

    Selection later = new Selection(1, 1, false, Optional.of(Instant.now()), 1);
    assertThat(installation.index(all, later).run().repositories()).isEqualTo(1);
    assertThat(installation.index(all, later).run().repositories()).isEqualTo(1);
    assertThat(installation.index(all, later).run().repositories()).isZero();
  }

  @Test
  void runThatIsKilledKeepsWhatItsGroupsHavePublished() throws Exception {
    repository("mint", "def coin_value(): pass\n");
    SourceList all = manifest("{\"path\": \"shop\"}\n{\"path\": \"bank\"}\n{\"path\": \"mint\"}\n");
    installation.with("source.group-bytes", "1");
    List<String> said = new ArrayList<>();

    assertThatThrownBy(() -> new IndexJob(installation.config(), dyingAfterTwo(said)).run(all(all)))
        .hasMessage("killed");

    assertThat(said.get(0)).matches("repositories: 1 done, 2 left, [0-9.]+ a minute, ETA 0:.*");
    assertThat(indexed()).containsExactlyInAnyOrder("shop", "bank");
    assertThat(installation.search("interest_rate").get(0).repository()).isEqualTo("bank");
    assertThat(LakeRows.of(folder.resolve("data"), "runs"))
        .extracting(row -> row.get("state").asText(), row -> row.get("repositories_left").asInt())
        .containsExactly(tuple("running", 2));

    IndexResult rest = installation.index(all, Selection.ALL);

    assertThat(rest.run().repositories()).isEqualTo(3);
    assertThat(rest.run().filesRead()).as("of the one that was left").isEqualTo(2);
    assertThat(rest.run().state()).isEqualTo(Run.State.DONE);
    assertThat(installation.search("coin_value").get(0).repository()).isEqualTo("mint");
  }

  @Test
  void runThatIsKilledBetweenTheTablesOfANewRepositoryLeavesNothingTwiceAndNothingStale()
      throws Exception {
    SourceList list = manifest("{\"path\": \"bank\"}\n");
    assertThatThrownBy(() -> new IndexJob(installation.config(), dyingAfterFiles()).run(all(list)))
        .hasMessage("killed");
    bank.rename("src/a.py", "src/b.py");
    bank.commit("moved");

    installation.index(list, Selection.ALL);

    assertThat(LakeRows.of(folder.resolve("data"), "files"))
        .extracting(row -> row.get("path").asText())
        .containsExactlyInAnyOrder("docs/a.md", "src/b.py");
    assertThat(installation.search("interest_rate").get(0).path()).isEqualTo("src/b.py");
  }

  /** Dies once files have landed, before the repository's state has. */
  private static Progress dyingAfterFiles() {
    return new Progress() {
      private String stage = "";

      @Override
      public void begin(String begun, long total, String unit) {
        stage = begun;
      }

      @Override
      public void reached(long done) {
        if (stage.equals("land") && done == 1) {
          throw new IllegalStateException("killed");
        }
      }
    };
  }

  private static IndexRequest all(SourceList list) {
    return new IndexRequest(list, Selection.ALL, false);
  }

  /** Dies before it can write down that a second group is done. */
  private static Progress dyingAfterTwo(List<String> said) {
    return new Progress() {
      @Override
      public void note(String line) {
        said.add(line);
        if (said.size() == 2) {
          throw new IllegalStateException("killed");
        }
      }
    };
  }

  private List<String> indexed() throws Exception {
    List<JsonNode> rows = LakeRows.of(folder.resolve("data"), "repositories");
    return rows.stream().map(row -> row.get("repository").asText()).toList();
  }

  private SourceList manifest(String text) throws Exception {
    return new SourceList(SourceManifest.read(Files.writeString(folder.resolve("m.jsonl"), text)));
  }

  private GitFixture repository(String name, String python) throws Exception {
    GitFixture made = new GitFixture(folder.resolve(name));
    made.write("src/a.py", python);
    made.write("docs/a.md", "# " + name + "\n\nWhat it is for.\n");
    made.commit("first");
    return made;
  }
}
