package io.codestrata.job;

import io.codestrata.pgvector.Checkpoint;
import io.codestrata.pgvector.FileKey;
import io.codestrata.pgvector.FileRow;
import io.codestrata.pgvector.GenerationKey;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.pgvector.Publication;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.table.FileChanges;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The publish stage: brings PostgreSQL from the version of {@code files} it has reached to the
 * newest one. Contents go first, by executors, and are invisible; the files that point to them
 * change in one transaction with the version.
 */
final class PublishJob {
  /**
   * What a run has landed under the lock that it holds still.
   *
   * @param from version of {@code files} before
   * @param changes one commit or none after that
   */
  record Landed(long from, FileChanges changes) {
    static final Landed NOTHING = new Landed(Long.MIN_VALUE, FileChanges.NONE);

    boolean isAllBetween(long reached, long newest) {
      return from == reached && from + 1 == newest;
    }
  }

  private final Lake lake;
  private final String chunking;
  private final String model;
  private final ContentLoading contents;
  private ContentLoading.Started ahead = ContentLoading.Started.NOTHING;

  PublishJob(
      Lake lake, PgTarget target, ChunkRules rules, ExecutorService background, Progress progress) {
    this(lake, target, rules.chunking(), rules.model(), background, progress);
  }

  PublishJob(
      Lake lake,
      PgTarget target,
      String chunking,
      String model,
      ExecutorService background,
      Progress progress) {
    this.lake = lake;
    this.chunking = chunking;
    this.model = model;
    this.contents = new ContentLoading(lake, target, model, background, progress);
  }

  /**
   * Begins to load what these files refer to, which goes on while they land. Their chunks and
   * embeddings have landed.
   *
   * @param connection the driver's
   * @param inHand what need not be read again
   */
  void loadAhead(Connection connection, List<IndexedFile> files, ContentLoading.InHand inHand)
      throws Exception {
    ahead = begin(connection, files, inHand);
  }

  private ContentLoading.Started begin(
      Connection connection, List<IndexedFile> files, ContentLoading.InHand inHand)
      throws Exception {
    if (files.stream().noneMatch(IndexedFile::isSearchable)) {
      return ContentLoading.Started.NOTHING;
    }
    PgVectorSink.announce(connection, searchable(files));
    return contents.start(connection, files, inHand);
  }

  /**
   * Waits for what {@link #loadAhead} began, and publishes.
   *
   * @param connection the driver's, its schema migrated
   * @param repositories the state of each repository of the lake
   */
  void run(Connection connection, List<RepositoryState> repositories) throws Exception {
    run(connection, repositories, Landed.NOTHING);
  }

  /**
   * The same right after a run has landed.
   *
   * @param landed what need not be asked for again
   */
  void run(Connection connection, List<RepositoryState> repositories, Landed landed)
      throws Exception {
    Optional<Checkpoint> checkpoint = PgVectorSink.checkpoint(connection, key(lake));
    long reached = checkpoint.map(Checkpoint::tableVersion).orElse(-1L);
    long newest = lake.files().version();
    List<RepositoryRow> rows = repositories.stream().map(PublishJob::repositoryRow).toList();
    boolean whole = checkpoint.isEmpty();
    boolean filesMoved = whole || reached < newest;
    // A commit that changes no file still moves its repository's revision.
    List<RepositoryRow> published = PgVectorSink.repositories(connection, key(lake));
    if (!filesMoved && Set.copyOf(rows).equals(Set.copyOf(published))) {
      return;
    }
    FileChanges changes = FileChanges.NONE;
    if (whole) {
      changes = lake.files().snapshot();
    } else if (landed.isAllBetween(reached, newest)) {
      changes = landed.changes();
    } else if (filesMoved) {
      changes = lake.files().changesAfter(reached, newest);
    }
    ahead.await("publish");
    begin(
            connection,
            changes.upserts().stream()
                .filter(file -> !ahead.contents().contains(file.content()))
                .toList(),
            ContentLoading.InHand.NOTHING)
        .await("publish");
    publish(connection, reached, newest, whole, changes, rows);
  }

  /**
   * Publishes the newest state whatever is published: other files and repositories of the lake
   * leave. Contents must have been loaded.
   */
  void publishAll(
      Connection connection, List<RepositoryState> repositories, List<IndexedFile> files)
      throws Exception {
    long reached =
        PgVectorSink.checkpoint(connection, key(lake)).map(Checkpoint::tableVersion).orElse(-1L);
    publish(
        connection,
        reached,
        lake.files().version(),
        true,
        new FileChanges(files, List.of()),
        repositories.stream().map(PublishJob::repositoryRow).toList());
  }

  private void publish(
      Connection connection,
      long reached,
      long newest,
      boolean whole,
      FileChanges changes,
      List<RepositoryRow> rows)
      throws Exception {
    PgVectorSink.publish(
        connection,
        new Publication(
            key(lake),
            reached,
            newest,
            model,
            chunking,
            whole,
            searchable(changes.upserts()),
            Stream.concat(
                    changes.deletes().stream()
                        .map(key -> new FileKey(key.repository(), key.path())),
                    changes.upserts().stream()
                        .filter(file -> !file.isSearchable())
                        .map(file -> new FileKey(file.repository(), file.path())))
                .iterator(),
            rows,
            forgotten(PgVectorSink.repositories(connection, key(lake)), rows)));
  }

  private static Iterator<FileRow> searchable(List<IndexedFile> files) {
    return files.stream().filter(IndexedFile::isSearchable).map(PublishJob::fileRow).iterator();
  }

  /** Repositories the lake no longer knows, also where the run that forgot them was killed. */
  private static List<String> forgotten(List<RepositoryRow> published, List<RepositoryRow> rows) {
    Set<String> known = rows.stream().map(RepositoryRow::id).collect(Collectors.toSet());
    return published.stream().map(RepositoryRow::id).filter(id -> !known.contains(id)).toList();
  }

  /** What the lake's generation is published as. */
  static GenerationKey key(Lake lake) {
    return new GenerationKey(lake.id(), lake.generation());
  }

  static FileRow fileRow(IndexedFile file) {
    return new FileRow(
        file.repository(),
        file.path(),
        file.contentHash(),
        file.language(),
        file.chunking(),
        file.model(),
        file.size());
  }

  static RepositoryRow repositoryRow(RepositoryState state) {
    return new RepositoryRow(
        state.repository(),
        state.origin(),
        state.ref(),
        state.revision(),
        state.indexedAt(),
        state.defaultRef(),
        state.visibility());
  }
}
