package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.merkle.FolderTree;
import io.codestrata.merkle.ManifestDiff;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.merkle.SimilarRenames;
import io.codestrata.merkle.TreeDiff;
import io.codestrata.source.ContentReader;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceException;
import io.codestrata.source.SourceKind;
import io.codestrata.table.ChunkChange;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.IndexedState;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.spark.sql.SparkSession;

/**
 * Says what changed between two states of a repository that the lake has seen. Reads the lake as
 * Delta's history has it, and of the repository itself only contents of files that may have moved
 * with an edit; fetches and writes nothing, and needs no PostgreSQL.
 */
public final class DiffJob {
  private final PipelineConfig config;

  public DiffJob(PipelineConfig config) {
    this.config = config;
  }

  /**
   * What changed.
   *
   * @param repository its id
   * @param files renames with an edit are found only in git repositories on this machine's disks
   * @param chunks a change of chunking counts here even where no file changed
   */
  public record Result(
      String repository,
      IndexedState from,
      IndexedState to,
      ManifestDiff files,
      ChunkChange chunks) {}

  /**
   * Compares.
   *
   * @param repository its id, the end of the id after a slash, its path or its URL
   * @param from see {@link StateNames}
   * @param to the same
   * @throws JobException when the lake does not know the repository or the state, or has it no more
   */
  public Result run(String repository, String from, String to) throws Exception {
    String lakeId = LakeHistory.lakeId(config);
    try (SparkSession spark = Sessions.open(config)) {
      LakeHistory history = LakeHistory.open(spark, config, lakeId);
      String id = history.current(repository).repository();
      StateNames names = history.states(id);
      IndexedState before = names.find(from);
      IndexedState after = names.find(to);
      return LakeHistory.look(
          HistoryErrors.stateGone(id), () -> compare(history, id, before, after));
    }
  }

  private Result compare(LakeHistory history, String id, IndexedState from, IndexedState to)
      throws JobException {
    Lake lake = history.lake();
    long before = history.files(from);
    long after = history.files(to);
    ManifestDiff diff =
        TreeDiff.between(tree(history, id, from, before), tree(history, id, to, after));
    return new Result(
        id,
        from,
        to,
        withSimilarRenames(diff, to.state()),
        lake.files().chunksBetween(id, before, after));
  }

  private static FolderTree tree(
      LakeHistory history, String id, IndexedState state, long filesVersion) throws JobException {
    Lake lake = history.lake();
    long version = history.merkleNodes(state);
    SortedMap<String, String> nodes = lake.merkleNodes().of(id, version);
    return new FolderTree(nodes, folders -> files(lake, id, folders, filesVersion));
  }

  private static List<ManifestEntry> files(
      Lake lake, String id, Set<String> folders, long version) {
    return lake.files().in(folders, id, version).stream().map(DiffJob::entry).toList();
  }

  private static ManifestEntry entry(IndexedFile file) {
    return new ManifestEntry(file.path(), file.mode(), file.contentHash(), file.size());
  }

  private static ManifestDiff withSimilarRenames(ManifestDiff diff, RepositoryState state) {
    if (state.revision().isEmpty()
        || diff.added().isEmpty()
        || diff.removed().isEmpty()
        || !Files.isDirectory(Path.of(state.origin()))) {
      return diff;
    }
    try (RepositorySources sources = new RepositorySources(Path.of("clones"), note -> {});
        ContentReader reader =
            RepositorySources.open(
                sources.resolve(state.origin(), state.revision(), SourceKind.GIT),
                Long.MAX_VALUE)) {
      return SimilarRenames.in(diff, entry -> content(reader, entry));
    } catch (SourceException | IOException e) {
      // The repository has moved or forgotten the revision: the report does with equal contents.
      return diff;
    }
  }

  private static Optional<byte[]> content(ContentReader reader, ManifestEntry entry) {
    try {
      return Optional.of(reader.read(entry.path(), entry.contentHash()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
