package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.merkle.ContentHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders' files that are not read again, since they look as they did. */
class TrustedTimesTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00.1Z"));

  @TempDir private Path dir;
  private Path root;

  @BeforeEach
  void folder() throws IOException {
    root = Files.createDirectory(dir.toRealPath().resolve("tree"));
    write("a.py", "a = 1\n", LONG_AGO);
    write("src/b.py", "b = 2\n", LONG_AGO);
  }

  @Test
  void fileThatLooksAsItDidIsNotReadAgain() throws Exception {
    assertThat(run(true)).containsOnlyKeys("a.py", "src/b.py");

    assertThat(run(true)).isEmpty();
    assertThat(run(true)).isEmpty();
    assertThat(run(false)).containsOnlyKeys("a.py", "src/b.py");
  }

  @Test
  void otherSizeOrTimeIsReadEvenANanosecondLater() throws Exception {
    run(true);
    write("a.py", "a = 10\n", LONG_AGO);
    write("src/b.py", "b = 3\n", FileTime.from(LONG_AGO.toInstant().plusNanos(1)));
    write("new.py", "c = 1\n", LONG_AGO);

    assertThat(run(true)).containsOnlyKeys("a.py", "src/b.py", "new.py");
    assertThat(run(true)).isEmpty();
  }

  @Test
  void whatIsTrustedIsListedAsReadingWouldHaveItAndNothingElse() throws Exception {
    write(".gitignore", "ignored.py\n", LONG_AGO);
    write("ignored.py", "x\n", LONG_AGO);
    run(true);
    write("a.py", "a = 9\n", LONG_AGO); // same size, time set back

    Map<String, String> listed = new TreeMap<>();
    try (RepositorySources sources = sources(true)) {
      Rules.files(sources, tree(sources))
          .forEach(file -> listed.put(file.entry().path(), file.entry().contentHash()));
    }

    assertThat(listed)
        .containsEntry("a.py", ContentHash.ofFile("a = 1\n".getBytes(StandardCharsets.UTF_8)))
        .containsEntry("src/b.py", ContentHash.ofFile("b = 2\n".getBytes(StandardCharsets.UTF_8)))
        .containsEntry("ignored.py", "");
  }

  @Test
  void fileModifiedJustBeforeItWasReadIsReadAgain() throws Exception {
    write("a.py", "a = 1\n", FileTime.from(Instant.now()));
    write("src/b.py", "b = 1\n", FileTime.from(Instant.now().plusSeconds(3600)));
    run(true);

    assertThat(run(true)).containsOnlyKeys("a.py", "src/b.py");
  }

  @Test
  void fileThatCouldNotBeReadIsTriedAgain() throws Exception {
    try (RepositorySources sources = sources(true)) {
      Repository tree = tree(sources);
      Rules.files(sources, tree);
      sources.learn(tree, path -> "");
      sources.keepLearned();
    }

    assertThat(run(true)).hasSize(2);
  }

  @Test
  void runThatDidNotLandTeachesNothing() throws Exception {
    try (RepositorySources sources = sources(true)) {
      Repository tree = tree(sources);
      Rules.files(sources, tree);
      sources.learn(tree, path -> "0".repeat(40));
    }

    assertThat(run(true)).hasSize(2);
  }

  @Test
  void damagedOrForgottenHashesMeanThatAllIsRead() throws Exception {
    run(true);
    Path kept;
    try (Stream<Path> files = Files.list(dir.resolve("data/stat"))) {
      kept = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(kept);

    Files.write(kept, Arrays.copyOf(whole, whole.length - 9));
    assertThat(run(true)).hasSize(2);
    Files.writeString(kept, "garbage");
    assertThat(run(true)).hasSize(2);
    assertThat(run(true)).isEmpty();
    assertThat(sources(true).forget(root.toString())).isTrue();
    assertThat(run(true)).hasSize(2);
  }

  /** What a run would read: path to content hash. */
  private Map<String, String> run(boolean trust) throws SourceException, IOException {
    Map<String, String> read = new TreeMap<>();
    try (RepositorySources sources = sources(trust)) {
      Repository tree = tree(sources);
      for (ListedFile file : Rules.files(sources, tree)) {
        if (file.skipReason().isEmpty() && file.entry().contentHash().isEmpty()) {
          String path = file.entry().path();
          read.put(path, ContentHash.ofFile(Files.readAllBytes(root.resolve(path))));
        }
      }
      sources.learn(tree, path -> read.getOrDefault(path, ""));
      sources.keepLearned();
    }
    return read;
  }

  private RepositorySources sources(boolean trust) {
    return new RepositorySources(new SourceStore(dir.resolve("data"), 0, 1, trust, 1), note -> {});
  }

  private Repository tree(RepositorySources sources) throws SourceException {
    return sources.resolve(root.toString(), "HEAD", SourceKind.FOLDER);
  }

  private void write(String path, String content, FileTime modified) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, modified);
  }
}
