package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.codestrata.merkle.FolderTree;
import io.codestrata.merkle.Manifest;
import io.codestrata.merkle.ManifestDiff;
import io.codestrata.merkle.SimilarRenames;
import io.codestrata.merkle.TreeDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our diff of two revisions against git's own, as {@code git diff --raw -M} prints it. */
class GitDiffTest {
  private static final long SEED = 20_250_607;
  private static final int COMMITS = 40;
  private static final SourceRules ALL_FILES = Rules.applying();

  @TempDir private Path dir;

  private record GeneratedFile(String path, List<String> lines) {}

  @Test
  void generatedHistoryHasTheChangesThatGitSees() throws Exception {
    TestRepository repository = TestRepository.empty(dir.resolve("r"));
    Random random = new Random(SEED);
    List<GeneratedFile> files = new ArrayList<>();
    Map<Character, Integer> seen = new HashMap<>();
    for (int commit = 0; commit < COMMITS; commit++) {
      for (int change = 0; change < 6; change++) {
        change(repository.root(), files, random);
      }
      repository.git("add", "--all");
      repository.git("commit", "--quiet", "--allow-empty", "--message=change");
    }

    List<String> revisions = repository.git("rev-list", "--reverse", "HEAD").lines().toList();
    for (int i = 1; i < revisions.size(); i++) {
      for (int back : new int[] {1, 5}) {
        if (i >= back) {
          compare(repository, revisions.get(i - back), revisions.get(i))
              .forEach(line -> seen.merge(line.charAt(0), 1, Integer::sum));
        }
      }
    }

    // The history is worth comparing only if it has all kinds of change.
    assertThat(seen).as("seed %d", SEED).containsKeys('A', 'D', 'M', 'R', 'T');
  }

  @Test
  void historyOfThisRepositoryHasTheChangesThatGitSees() throws Exception {
    Path here = Path.of("").toAbsolutePath().getParent();
    assumeThat(Files.exists(here.resolve(".git"))).as("a checkout").isTrue();
    TestRepository repository = TestRepository.at(here);
    List<String> revisions =
        repository.git("rev-list", "--first-parent", "--max-count=31", "HEAD").lines().toList();
    assumeThat(revisions.size()).as("a history, not a shallow clone").isGreaterThan(1);

    for (int i = 1; i < revisions.size(); i++) {
      compare(repository, revisions.get(i), revisions.get(i - 1));
    }
    compare(repository, revisions.get(revisions.size() - 1), revisions.get(0));
  }

  private List<String> compare(TestRepository repository, String before, String after)
      throws Exception {
    RepositorySources sources = new RepositorySources(dir.resolve("cache"), note -> {});
    String root = repository.root().toString();
    Repository from = sources.resolve(root, before, SourceKind.GIT);
    Repository to = sources.resolve(root, after, SourceKind.GIT);
    ManifestDiff exact = TreeDiff.between(tree(sources, from), tree(sources, to));
    ManifestDiff diff;
    try (ContentReader reader = RepositorySources.open(to, Long.MAX_VALUE)) {
      diff =
          SimilarRenames.in(
              exact,
              entry -> {
                try {
                  return Optional.of(reader.read(entry.path(), entry.contentHash()));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }
    List<String> ours = lines(diff);
    assertThat(ours)
        .as("%s..%s", before, after)
        .containsExactlyInAnyOrderElementsOf(
            gitLines(
                repository.git(
                    "diff", "--raw", "-M", "-l1000", "--no-abbrev", "-z", before, after)));
    return ours;
  }

  private static FolderTree tree(RepositorySources sources, Repository revision)
      throws SourceException {
    return FolderTree.of(
        Manifest.of(
            sources.list(revision, ALL_FILES, List.of()).files().stream()
                .map(ListedFile::entry)
                .toList()));
  }

  private static List<String> lines(ManifestDiff diff) {
    List<String> lines = new ArrayList<>();
    diff.added().forEach(entry -> lines.add("A " + entry.path()));
    diff.removed().forEach(entry -> lines.add("D " + entry.path()));
    diff.modified()
        .forEach(change -> lines.add((change.isOfKind() ? "T " : "M ") + change.after().path()));
    diff.modeChanged().forEach(change -> lines.add("M " + change.after().path()));
    diff.renamed()
        .forEach(
            rename ->
                lines.add(
                    "R%03d %s %s"
                        .formatted(
                            rename.similarity(), rename.before().path(), rename.after().path())));
    return lines;
  }

  private static List<String> gitLines(String raw) {
    List<String> lines = new ArrayList<>();
    List<String> fields = raw.isEmpty() ? List.of() : List.of(raw.split("\0"));
    for (int i = 0; i < fields.size(); ) {
      String head = fields.get(i++);
      String line = head.substring(head.lastIndexOf(' ') + 1) + " " + fields.get(i++);
      lines.add(line.startsWith("R") ? line + " " + fields.get(i++) : line);
    }
    return lines;
  }

  private static void change(Path root, List<GeneratedFile> files, Random random)
      throws IOException {
    int kind = files.size() < 10 ? 0 : random.nextInt(8);
    if (kind == 0) {
      String path = freePath(files, random);
      if (!path.isEmpty()) {
        put(root, files, new GeneratedFile(path, text(random)));
      }
      return;
    }
    GeneratedFile file = files.get(random.nextInt(files.size()));
    switch (kind) {
      case 1, 2 -> put(root, files, new GeneratedFile(file.path(), edited(file.lines(), random)));
      case 3 -> remove(root, files, file);
      case 4, 5 -> {
        String path = freePath(files, random);
        if (!path.isEmpty()) {
          remove(root, files, file);
          List<String> lines = kind == 4 ? file.lines() : edited(file.lines(), random);
          put(root, files, new GeneratedFile(path, lines));
        }
      }
      case 6 -> makeExecutable(root.resolve(file.path()), random.nextBoolean());
      default -> {
        remove(root, files, file);
        Files.createDirectories(root.resolve(file.path()).getParent());
        Files.createSymbolicLink(root.resolve(file.path()), Path.of("x" + random.nextInt(3)));
        files.add(new GeneratedFile(file.path(), List.of()));
      }
    }
  }

  private static void makeExecutable(Path file, boolean executable) {
    if (!Files.isSymbolicLink(file)) {
      assertThat(file.toFile().setExecutable(executable)).isTrue();
    }
  }

  /** A path where no file stands, nor below one; empty where chance finds none. */
  private static String freePath(List<GeneratedFile> files, Random random) {
    String path =
        IntStream.rangeClosed(0, random.nextInt(3))
            .mapToObj(i -> "abcdefgh".charAt(random.nextInt(8)) + (i == 0 ? "-x" : ""))
            .collect(Collectors.joining("/"));
    return files.stream()
            .map(GeneratedFile::path)
            .anyMatch(
                other ->
                    other.equals(path)
                        || other.startsWith(path + "/")
                        || path.startsWith(other + "/"))
        ? ""
        : path;
  }

  private static void put(Path root, List<GeneratedFile> files, GeneratedFile file)
      throws IOException {
    files.removeIf(other -> other.path().equals(file.path()));
    files.add(file);
    Path target = root.resolve(file.path());
    Files.createDirectories(target.getParent());
    if (Files.isSymbolicLink(target)) {
      Files.delete(target);
    }
    Files.writeString(target, String.join("", file.lines()));
  }

  private static void remove(Path root, List<GeneratedFile> files, GeneratedFile file)
      throws IOException {
    files.removeIf(other -> other.path().equals(file.path()));
    Path gone = root.resolve(file.path());
    Files.delete(gone);
    // Git knows no empty folders, and a file may come where one was.
    for (Path folder = gone.getParent(); !folder.equals(root); folder = folder.getParent()) {
      try (var left = Files.list(folder)) {
        if (left.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(folder);
    }
  }

  /** Lines of several lengths, with CR and NUL at times, from a small stock so that files agree. */
  private static List<String> text(Random random) {
    String end = random.nextInt(4) == 0 ? "\r\n" : "\n";
    List<String> lines = new ArrayList<>();
    if (random.nextInt(8) == 0) {
      lines.add("\0binary\n");
    }
    int count = random.nextInt(30);
    for (int i = 0; i < count; i++) {
      lines.add(line(random) + end);
    }
    return lines;
  }

  private static String line(Random random) {
    return ("line " + random.nextInt(40) + " ").repeat(1 + random.nextInt(20));
  }

  private static List<String> edited(List<String> lines, Random random) {
    List<String> edited = new ArrayList<>(lines);
    for (int i = random.nextInt(1 + lines.size() / 2); i >= 0; i--) {
      if (!edited.isEmpty() && random.nextBoolean()) {
        edited.remove(random.nextInt(edited.size()));
      } else {
        edited.add(random.nextInt(edited.size() + 1), line(random) + "\n");
      }
    }
    return edited;
  }
}
