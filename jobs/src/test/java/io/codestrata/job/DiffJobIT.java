package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.codestrata.merkle.ManifestDiff;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.table.ChunkChange;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Diffs of a repository's states as the lake has seen them. */
class DiffJobIT {
  private static final String LINES =
      "alpha = 1\nbeta = 2\ngamma = 3\ndelta = 4\nepsilon = 5\nzeta = 6\n";

  @TempDir Path folder;

  @Test
  void statesOfARepositoryAreComparedByName() throws Exception {
    Installation installation = new Installation(folder.resolve("data"));
    GitFixture git = new GitFixture(folder.resolve("shop"));
    git.write("keep/same.py", "same = 1\n");
    git.write("gone.py", "gone = 1\n");
    git.write("src/moved.py", "moved = 1\n");
    git.write("src/edited.py", LINES);
    git.write("src/changed.py", "changed = 1\n");
    git.commit("first");
    String first = git.head();
    installation.index(git.path());
    git.delete("gone.py");
    git.rename("src/moved.py", "lib/moved.py");
    git.delete("src/edited.py");
    git.write("lib/other.py", LINES.replace("zeta = 6", "eta = 7"));
    git.write("src/changed.py", "changed = 2\n");
    git.write("new.py", "new = 'something else altogether, and long enough'\n");
    git.commit("second");
    installation.index(git.path());
    git.commit("nothing");
    installation.index(git.path());

    DiffJob.Result result = diff(installation, first.substring(0, 8), "latest");

    ManifestDiff files = result.files();
    assertThat(files.added()).extracting(ManifestEntry::path).containsExactly("new.py");
    assertThat(files.removed()).extracting(ManifestEntry::path).containsExactly("gone.py");
    assertThat(files.modified())
        .extracting(change -> change.after().path())
        .containsExactly("src/changed.py");
    assertThat(files.renamed())
        .extracting(
            rename -> rename.before().path() + ">" + rename.after().path(),
            rename -> rename.similarity() == 100)
        .containsExactly(
            tuple("src/moved.py>lib/moved.py", true), tuple("src/edited.py>lib/other.py", false));
    assertThat(result.chunks()).isEqualTo(new ChunkChange(3, 3));
    assertThat(result.to().state().revision()).isEqualTo(git.head());

    DiffJob.Result last = diff(installation, "previous", "latest");
    assertThat(last.files().isEmpty()).isTrue();
    assertThat(last.chunks()).isEqualTo(new ChunkChange(0, 0));
    assertThatThrownBy(() -> new DiffJob(installation.config()).run("shoe", "0", "latest"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("the lake has: shop");
  }

  private static DiffJob.Result diff(Installation installation, String from, String to)
      throws Exception {
    return new DiffJob(installation.config()).run("shop", from, to);
  }
}
