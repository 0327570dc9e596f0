package io.codestrata.job;

import io.codestrata.chunk.Chunk;
import io.codestrata.chunk.GuardedChunker;
import io.codestrata.chunk.NotebookChunker;
import io.codestrata.chunk.ParseJournal;
import io.codestrata.chunk.SourceText;
import io.codestrata.config.ConfigException;
import io.codestrata.config.PipelineConfig;
import io.codestrata.rules.ContentVerdict;
import io.codestrata.rules.Skip;
import io.codestrata.source.ContentReader;
import io.codestrata.source.ListedFile;
import io.codestrata.source.Repository;
import io.codestrata.source.RepositoryListing;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceException;
import io.codestrata.source.SourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Says what a run makes of a file or folder, by the classes the run uses: the listing, the verdict
 * on content and the chunker. Starts no Spark and no server, and writes nothing.
 */
public final class ExplainJob {
  private static final int EXAMPLES = 5;
  private static final int REVISION_DIGITS = 10;

  private final PipelineConfig config;
  private final Consumer<String> notes;

  /**
   * @param notes told of rule files that are not obeyed
   */
  public ExplainJob(PipelineConfig config, Consumer<String> notes) {
    this.config = config;
    this.notes = notes;
  }

  /**
   * Explains.
   *
   * @param path a file or folder in a git work tree or in any folder
   * @param kind how the repository is read: {@link SourceKind#AUTO} as git where it is git, as
   *     {@code index} without flags would
   * @param root the folder that {@code index} is given; empty for the nearest git work tree, else
   *     the path's own folder
   * @throws ConfigException where a grammar of the user is at fault
   * @throws JobException where there is no such file, or its repository cannot be read
   */
  public Explanation run(Path path, SourceKind kind, Optional<Path> root)
      throws JobException, ConfigException {
    ExplainedPath explained = ExplainedPath.of(path, kind, root);
    try (RepositorySources sources = new RepositorySources(SourceSettings.store(config), notes)) {
      Repository repository =
          sources.resolve(
              explained.root().toString(), RepositorySources.DEFAULT_REF, explained.kind());
      RepositoryListing listing =
          sources.list(repository, SourceSettings.of(config), List.of(config.dataFolder()));
      ChunkRules rules = ChunkRules.of(config, "");
      try (ContentReader reader = RepositorySources.open(repository, rules.maxFileBytes())) {
        return explain(explained, repository, listing.files(), reader, rules);
      }
    } catch (SourceException e) {
      throw JobErrors.noRepository(e.getMessage());
    } catch (IOException e) {
      throw JobErrors.noRepository(JobErrors.unreadable(e));
    }
  }

  private static Explanation explain(
      ExplainedPath explained,
      Repository repository,
      List<ListedFile> files,
      ContentReader reader,
      ChunkRules rules)
      throws JobException {
    String path = explained.path();
    Optional<ListedFile> itself = files.stream().filter(file -> decides(file, path)).findFirst();
    if (itself.isPresent()) {
      return ofFile(explained, repository, itself.get(), reader, rules);
    }
    String prefix = path.isEmpty() ? "" : path + "/";
    List<ListedFile> below =
        files.stream().filter(file -> file.entry().path().startsWith(prefix)).toList();
    if (!below.isEmpty() || path.isEmpty()) {
      return ofFolder(explained, repository, below, reader, rules);
    }
    if (!explained.exists()) {
      throw JobErrors.noSuchFile(explained.file());
    }
    boolean git = repository.kind() == Repository.Kind.GIT;
    return new Explanation.OfFile(
        explained.file(),
        path,
        source(repository),
        0,
        "",
        "",
        "",
        Optional.of(git ? JobErrors.notCommitted() : JobErrors.notListed()),
        "",
        "",
        List.of());
  }

  /** Whether the entry is the path, or a folder above it that is left out whole. */
  private static boolean decides(ListedFile file, String path) {
    String listed = file.entry().path();
    return listed.equals(path)
        || (file.entry().mode().equals(ListedFile.FOLDER_MODE) && path.startsWith(listed + "/"));
  }

  private static Explanation ofFile(
      ExplainedPath explained,
      Repository repository,
      ListedFile file,
      ContentReader reader,
      ChunkRules rules) {
    String encoding = "";
    String language = "";
    String told = "";
    String cut = "";
    List<Chunk> chunks = List.of();
    Optional<Skip> skip = file.disposition().skip();
    if (skip.isEmpty()) {
      try {
        SourceText text = text(file, reader);
        ContentVerdict verdict = verdict(file, text, rules);
        encoding = text.encoding();
        language = verdict.language();
        told = verdict.told();
        skip = verdict.skip();
        if (skip.isEmpty()) {
          GuardedChunker.Cut done =
              rules
                  .chunker(ParseJournal.NONE, grammar -> false)
                  .cut(
                      new ParseJournal.Parse(
                          file.entry().contentHash(), file.entry().path(), language),
                      text.utf8());
          chunks = done.chunks();
          cut = done.fault().isEmpty() ? cut(language, chunks, rules) : done.fault();
        }
      } catch (IOException e) {
        skip = Optional.of(JobErrors.failed(JobErrors.unreadable(e)));
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        skip = Optional.of(JobErrors.failed(JobErrors.unchunkable(e)));
      }
    }
    return new Explanation.OfFile(
        explained.file(),
        explained.path(),
        source(repository),
        file.entry().size(),
        encoding,
        language,
        told,
        skip,
        file.disposition().keptBy(),
        cut,
        chunks);
  }

  private static Explanation ofFolder(
      ExplainedPath explained,
      Repository repository,
      List<ListedFile> files,
      ContentReader reader,
      ChunkRules rules) {
    Map<String, List<Explanation.Example>> byReason = new TreeMap<>();
    long kept = 0;
    for (ListedFile file : files) {
      Optional<Skip> skip = skip(file, reader, rules);
      if (skip.isEmpty()) {
        kept++;
        continue;
      }
      boolean folder = file.entry().mode().equals(ListedFile.FOLDER_MODE);
      byReason
          .computeIfAbsent(skip.get().reason(), reason -> new ArrayList<>())
          .add(
              new Explanation.Example(
                  file.entry().path() + (folder ? "/" : ""), skip.get().because()));
    }
    List<Explanation.Group> groups = new ArrayList<>();
    byReason.forEach(
        (reason, all) ->
            groups.add(
                new Explanation.Group(
                    reason,
                    all.size(),
                    List.copyOf(all.subList(0, Math.min(all.size(), EXAMPLES))))));
    return new Explanation.OfFolder(
        explained.file(), explained.path(), source(repository), kept, groups);
  }

  private static Optional<Skip> skip(ListedFile file, ContentReader reader, ChunkRules rules) {
    if (file.disposition().skip().isPresent()) {
      return file.disposition().skip();
    }
    try {
      return verdict(file, text(file, reader), rules).skip();
    } catch (IOException e) {
      return Optional.of(JobErrors.failed(JobErrors.unreadable(e)));
    }
  }

  private static SourceText text(ListedFile file, ContentReader reader) throws IOException {
    return SourceText.of(reader.read(file.entry().path(), file.entry().contentHash()));
  }

  private static ContentVerdict verdict(ListedFile file, SourceText text, ChunkRules rules) {
    return ContentVerdict.of(
        file.entry().path(), text, file.disposition().reading(), rules.registry().detector());
  }

  private static String source(Repository repository) {
    return repository.kind() == Repository.Kind.GIT
        ? "git " + repository.ref() + " " + repository.revision().substring(0, REVISION_DIGITS)
        : "folder " + repository.location();
  }

  private static String cut(String language, List<Chunk> chunks, ChunkRules rules) {
    if (language.equals(NotebookChunker.LANGUAGE)) {
      boolean cells = chunks.stream().allMatch(chunk -> chunk.breadcrumb().startsWith("cell "));
      return cells ? "by its cells" : "by lines: its JSON is no notebook";
    }
    if (language.equals("markdown")) {
      return "by its headings";
    }
    if (rules.registry().grammar(language).isEmpty()) {
      return "by lines: no grammar for " + language;
    }
    return !chunks.isEmpty() && chunks.stream().allMatch(chunk -> chunk.kind().equals("text"))
        ? "by lines: the parser's guards stopped it (too large, too deep or too long)"
        : "by the grammar of " + language;
  }
}
