package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgFixture;
import io.codestrata.pgvector.ServerWithoutVector;
import io.codestrata.table.Failure;
import io.codestrata.table.FailureKind;
import io.codestrata.table.LakeException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users hand the main job by mistake: one line with the remedy, or a failure and the rest. */
class BadInputIT {
  private static final String SECRET = "canary-outside-the-tree";

  @TempDir Path folder;
  private Installation installation;
  private GitFixture git;

  @BeforeEach
  void install() throws Exception {
    installation = new Installation(folder.resolve("data"));
    git = new GitFixture(folder.resolve("shop"));
    git.write("src/auth.py", "def verify_password(user):\n    return True\n");
    git.write("src/cart.py", "def total_price(items):\n    return 1\n");
    git.commit("first");
  }

  @Test
  void eachBadArgumentIsNamedWithItsRemedyInOneMessage() throws Exception {
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path file = Files.writeString(folder.resolve("file.txt"), "");
    GitFixture unborn = new GitFixture(folder.resolve("unborn"));

    assertThatThrownBy(
            () ->
                installation.index(
                    folder + "/missing", plain.toString(), file.toString(), unborn.path() + ""))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.USAGE))
        .hasMessageContaining("missing: no such file or folder (check the path")
        .hasMessageContaining("plain: not a git repository (pass --source folder")
        .hasMessageContaining("file.txt: not a folder (name the folder that holds it)")
        .hasMessageContaining("unborn: the repository has no commits on HEAD (commit first")
        .hasMessageNotContaining("\n");
  }

  @Test
  void unknownRefIsAUsageFault() {
    assertThatThrownBy(() -> installation.indexRef("nowhere", git.path()))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.USAGE))
        .hasMessageContaining("no such branch, tag or commit (list them with: git show-ref)");
  }

  @Test
  void damagedFileIsAFailureUntilItIsMendedAndTheRestIsIndexed() throws Exception {
    Path object = git.object("src/auth.py");
    byte[] whole = Files.readAllBytes(object);
    Files.delete(object);
    Files.writeString(object, "garbage");

    IndexResult damaged = installation.index(git.path());

    assertThat(damaged.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.path()).isEqualTo("src/auth.py");
              assertThat(failure.stage()).isEqualTo("chunk");
              assertThat(failure.kind()).isEqualTo(FailureKind.INPUT);
              assertThat(failure.reason()).startsWith("cannot read the file: ");
            });
    assertThat(installation.search("total_price"))
        .extracting(hit -> hit.path())
        .containsExactly("src/cart.py");

    Files.write(object, whole);
    IndexResult mended = installation.index(git.path());

    assertThat(mended.failures()).extracting(Failure::reason).isEmpty();
    assertThat(mended.run().chunksEmbedded()).isEqualTo(1);
    assertThat(installation.search("verify_password").get(0).path()).isEqualTo("src/auth.py");
  }

  @Test
  void linkOutOfTheTreeBringsNothingIn() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret.py"), "def " + SECRET.replace('-', '_') + "(): 1\n");
    git.link("src/link.py", outside.resolve("secret.py").toString());
    git.link("linked", outside.toString());
    git.link("dangling", "nowhere");
    git.commit("links");

    IndexResult fromGit = installation.index(git.path());
    installation.with("source.trust-mtime", "true");
    setTime("src/cart.py", Instant.EPOCH);
    IndexResult fromFolder = installation.indexFolder(git.path());
    git.write("src/cart.py", "def total_price(items):\n    return 2\n");
    setTime("src/cart.py", Instant.EPOCH);
    IndexResult trusted = installation.indexFolder(git.path());
    setTime("src/cart.py", Instant.EPOCH.plusNanos(1));
    IndexResult touched = installation.indexFolder(git.path());

    assertThat(trusted.run().filesChanged()).isZero();
    assertThat(touched.run().filesChanged()).isEqualTo(1);

    assertThat(fromGit.failures()).isEmpty();
    assertThat(fromGit.skipped()).containsEntry("symlink", 3L);
    assertThat(fromFolder.failures()).isEmpty();
    assertThat(fromFolder.skipped()).containsEntry("symlink", 3L);
    assertThat(installation.dump())
        .anyMatch(line -> line.contains("verify_password"))
        .noneMatch(line -> line.contains(SECRET.replace('-', '_')));
  }

  private void setTime(String path, Instant time) throws Exception {
    Files.setLastModifiedTime(git.path().resolve(path), FileTime.from(time));
  }

  @Test
  void portInUseIsNamedWithTheRemedy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      installation.with("pg.url", "").with("pg.port", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(() -> installation.index(git.path()))
          .isInstanceOfSatisfying(
              PgException.class, problem -> assertThat(problem.isConfiguration()).isTrue())
          .hasMessageContaining("port is in use (choose another port, or 0 for any free one)");
    }
  }

  @Test
  void wrongPasswordIsNamedWithTheRemedyAndNotShown() throws Exception {
    installation.with(
        "pg.url", PgFixture.freshDatabaseUrl().replaceFirst(":[^:@/]+@", ":canary-password@"));

    assertThatThrownBy(() -> installation.index(git.path()))
        .isInstanceOfSatisfying(
            PgException.class, problem -> assertThat(problem.isConfiguration()).isTrue())
        .hasMessageContaining("check user and password of --pg-url")
        .hasMessageNotContaining("canary");
  }

  @Test
  void serverWithoutPgvectorIsNamedWithTheRemedyByRunAndDoctor() throws Exception {
    try (ServerWithoutVector server = new ServerWithoutVector(folder.resolve("bare"))) {
      installation.with("pg.url", server.url());

      assertThatThrownBy(() -> installation.index(git.path()))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("the server has no pgvector")
          .hasMessageContaining("install pgvector 0.8.2 or newer");
      assertThat(new Doctor(installation.config()).examine())
          .filteredOn(finding -> !finding.fine())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.subject()).isEqualTo("PostgreSQL");
                assertThat(finding.detail())
                    .contains("without pgvector (install pgvector 0.8.2 or newer");
              });
    }
  }

  @Test
  void lakeOfANewerVersionIsRefusedByRunAndDoctorBeforeAnythingIsWritten() throws Exception {
    Path marker = installation.lake().resolve("_codestrata.json");
    Files.createDirectories(installation.lake());
    Files.writeString(marker, "{\"formatVersion\": 99, \"lakeId\": \"x\"}");

    assertThatThrownBy(() -> installation.index(git.path()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("its format 99 is newer than this version's")
        .hasMessageContaining("update Codestrata, or name another folder with --lake");
    assertThat(installation.lake()).isDirectoryNotContaining(file -> !file.equals(marker));
  }
}
