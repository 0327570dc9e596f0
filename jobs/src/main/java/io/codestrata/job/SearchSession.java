package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.pgvector.ChunkLookup;
import io.codestrata.pgvector.FileRelation;
import io.codestrata.pgvector.HybridSearch;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PublishedChunk;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchQuery;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.Signal;
import io.codestrata.pgvector.SimilarSearch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * The published index and its model, opened once for many questions. For one thread. A question
 * that is asked again at once is not embedded again.
 */
public final class SearchSession implements AutoCloseable {
  private final PipelineConfig config;
  private final Embedder embedder;
  private final Connection connection;
  private String embedded;
  private float[] vector;

  private SearchSession(PipelineConfig config, Embedder embedder, Connection connection) {
    this.config = config;
    this.embedder = embedder;
    this.connection = connection;
  }

  /**
   * Opens it.
   *
   * @throws JobException when there is no index, it is of another model than configured, or the
   *     model does not load
   */
  public static SearchSession open(PipelineConfig config)
      throws JobException, PgException, SQLException {
    Connection connection = Server.of(config).connectToIndex();
    try {
      EmbedderSettings settings = SearchJob.sized(config);
      SearchJob.checkPublished(connection, settings.embeddingModel().key());
      return new SearchSession(config, settings.open(Accounts.single(config)), connection);
    } catch (EmbeddingException e) {
      connection.close();
      throw new JobException(JobException.Kind.FAILED, JobErrors.oneLine(e), e);
    } catch (JobException | PgException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Key of the model. */
  String model() {
    return embedder.model().key();
  }

  /** What is published, by id; further refs after their own. */
  public List<RepositoryRow> repositories() throws PgException {
    return HybridSearch.repositories(connection);
  }

  /**
   * Chunks around a line.
   *
   * @param path within the repository, or after its id and a slash
   * @param repository id or its end; empty for any
   * @param line 1-based
   * @param around how many chunks before and after come too
   * @throws JobException when no chunk is there, or in several repositories
   */
  public List<SearchHit> chunks(String path, String repository, int line, int around)
      throws JobException, PgException {
    PublishedChunk found = SimilarJob.chunk(connection, path, repository, line);
    SearchHit place = found.place();
    return ChunkLookup.of(
            connection,
            place.repository(),
            place.path(),
            found.ordinal() - around,
            found.ordinal() + around)
        .stream()
        .map(PublishedChunk::place)
        .toList();
  }

  /** More like the chunk at a line; see {@link SimilarJob#run}. */
  public List<SearchHit> similar(
      String path, String repository, int line, int top, SearchScope scope)
      throws JobException, PgException {
    return SimilarSearch.of(
        connection,
        SimilarJob.chunk(connection, path, repository, line),
        top,
        scope,
        SearchJob.oversampling(config));
  }

  /**
   * Asks.
   *
   * @throws JobException when the index is no longer of the model
   */
  public List<SearchHit> hits(String text, int top, SearchScope scope, Set<Signal> signals)
      throws JobException, PgException {
    // Another generation may serve by now.
    SearchJob.checkPublished(connection, model());
    if (!text.equals(embedded)) {
      try {
        vector = embedder.embedQuery(SearchJob.outgoing(config, text));
        embedded = text;
      } catch (EmbeddingException e) {
        throw new JobException(JobException.Kind.FAILED, JobErrors.oneLine(e), e);
      }
    }
    return HybridSearch.search(
        connection,
        new SearchQuery(text, top, scope, model(), signals),
        vector,
        FileRelation.PUBLISHED,
        SearchJob.oversampling(config));
  }

  @Override
  public void close() throws SQLException {
    try {
      embedder.close();
    } finally {
      connection.close();
    }
  }
}
