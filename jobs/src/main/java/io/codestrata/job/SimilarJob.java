package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.ChunkLookup;
import io.codestrata.pgvector.HybridSearch;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PublishedChunk;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.SimilarSearch;
import java.sql.Connection;
import java.util.List;

/** Finds more like a published chunk, by its own embedding: no model is loaded, nothing is sent. */
public final class SimilarJob {
  private final PipelineConfig config;

  public SimilarJob(PipelineConfig config) {
    this.config = config;
  }

  /**
   * Finds.
   *
   * @param path within the repository, or after its id and a slash
   * @param repository id or its end, where several have the path; empty for any
   * @param line 1-based
   * @param top hits at most
   * @param scope where to look
   * @return nearest first, by cosine similarity
   * @throws JobException when nothing is published, or no or more than one chunk is meant
   */
  public List<SearchHit> run(String path, String repository, int line, int top, SearchScope scope)
      throws Exception {
    try (Connection connection = Server.of(config).connectToIndex()) {
      if (HybridSearch.checkpoints(connection).isEmpty()) {
        throw JobErrors.nothingPublished();
      }
      return SimilarSearch.of(
          connection,
          chunk(connection, path, repository, line),
          top,
          scope,
          SearchJob.oversampling(config));
    }
  }

  /** The one chunk that is meant. */
  static PublishedChunk chunk(Connection connection, String path, String repository, int line)
      throws JobException, PgException {
    List<PublishedChunk> found = ChunkLookup.at(connection, path, repository, line);
    if (found.isEmpty()) {
      throw PlaceErrors.noChunk(path, repository, line);
    }
    if (found.size() > 1) {
      throw PlaceErrors.severalRepositories(
          path, found.stream().map(chunk -> chunk.place().repository()).toList());
    }
    return found.get(0);
  }
}
