package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each clone here takes about 78 kB. */
class CloneEvictionTest {
  private static final long TWO = 200_000;

  @TempDir private Path dir;
  private final List<String> notes = new ArrayList<>();

  @Test
  void longestUnusedCloneGoesAndIsFetchedAnewWhenNeeded() throws Exception {
    run(TWO, "a", "b");
    ago("a", 1);
    ago("b", 2);

    run(TWO, "c");

    assertThat(clones()).containsExactly("a", "c");
    assertThat(run(TWO, "b").get(0)).isEqualTo(TestRepository.at(dir.resolve("b")).head());
    assertThat(clones()).containsExactly("b", "c");
    assertThat(notes).noneMatch(note -> note.contains("clone-cache-bytes"));
  }

  @Test
  void runKeepsWhatItUsesAndSaysOnceThatTheLimitIsSmall() throws Exception {
    try (RepositorySources sources = sources(120_000)) {
      for (String name : List.of("a", "b", "c")) {
        Repository clone = sources.resolve(url(name), "HEAD", SourceKind.AUTO);
        assertThat(Rules.files(sources, clone)).hasSize(1);
      }
      assertThat(clones()).containsExactly("a", "b", "c");
    }

    assertThat(clones()).hasSize(1);
    assertThat(notes)
        .filteredOn(note -> note.contains("source.clone-cache-bytes"))
        .singleElement()
        .asString()
        .startsWith("the clones of this run take more than source.clone-cache-bytes, 120,000");
  }

  @Test
  void longRunGivesFreeWhatItIsDoneWith() throws Exception {
    try (RepositorySources sources = sources(120_000)) {
      for (String name : List.of("a", "b", "c", "d")) {
        sources.resolve(url(name), "HEAD", SourceKind.AUTO);
        sources.resolve(url(name + 2), "HEAD", SourceKind.AUTO);
        assertThat(clones()).contains(name, name + 2).hasSizeLessThan(4);
        sources.releaseClones();
        assertThat(clones()).hasSize(1);
      }
    }

    assertThat(notes).filteredOn(note -> note.contains("clone-cache-bytes")).hasSize(1);
  }

  @Test
  void withoutALimitAllStay() throws Exception {
    run(0, "a", "b", "c");

    assertThat(clones()).containsExactly("a", "b", "c");
  }

  @Test
  void cloneThatAnotherProcessUsesStays() throws Exception {
    Process other = holding("a");
    try {
      ago("a", 3);
      run(TWO, "b", "c");
      assertThat(clones()).contains("a").hasSize(2);
      assertThat(sources(0).forget(url("a"))).isFalse();
      assertThat(run(TWO, "a")).hasSize(1); // may still be fetched
    } finally {
      other.getOutputStream().close();
      assertThat(other.waitFor()).isZero();
    }

    assertThat(sources(0).forget(url("a"))).isTrue();
    assertThat(clones()).doesNotContain("a");
  }

  @Test
  void whatKilledRunsHaveLeftIsDeleted() throws Exception {
    Files.createDirectories(dir.resolve("clones/x-1.partial/objects"));
    Files.createDirectories(dir.resolve("clones/x-1.123.deleted/objects"));

    run(0, "a");

    assertThat(dir.resolve("clones/x-1.partial")).doesNotExist();
    assertThat(dir.resolve("clones/x-1.123.deleted")).doesNotExist();
  }

  /** The revisions of one run's repositories. */
  private List<String> run(long limit, String... names) throws SourceException {
    List<String> revisions = new ArrayList<>();
    try (RepositorySources sources = sources(limit)) {
      for (String name : names) {
        revisions.add(sources.resolve(url(name), "HEAD", SourceKind.AUTO).revision());
      }
    }
    return revisions;
  }

  private RepositorySources sources(long limit) {
    return new RepositorySources(new SourceStore(dir, limit, 1, false, 1), notes::add);
  }

  private Process holding(String name) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                HoldClone.class.getName(),
                dir.toString(),
                url(name))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] said = process.getInputStream().readNBytes("held".length());
    assertThat(new String(said, StandardCharsets.US_ASCII)).isEqualTo("held");
    return process;
  }

  private String url(String name) {
    Path root = dir.resolve(name);
    if (!Files.exists(root)) {
      byte[] random = new byte[75_000];
      new Random(name.hashCode()).nextBytes(random);
      TestRepository.empty(root)
          .write("data", Base64.getEncoder().encodeToString(random) + name)
          .commit();
      assertThat(root.resolve(".git")).exists();
    }
    return "file://" + root;
  }

  /** Makes a clone's last use lie in the past. */
  private void ago(String name, long hours) throws Exception {
    Path lock =
        dir.resolve("clones/" + GitUrl.parse(url(name)).orElseThrow().cacheName() + ".lock");
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(hours, ChronoUnit.HOURS)));
  }

  private List<String> clones() throws IOException {
    try (Stream<Path> names = Files.list(dir.resolve("clones"))) {
      return names
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString().split("-", 2)[0])
          .sorted()
          .toList();
    }
  }
}
