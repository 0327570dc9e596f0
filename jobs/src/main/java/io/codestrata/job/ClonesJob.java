package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.ClonePair;
import io.codestrata.pgvector.CloneSearch;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;

/** Finds equal and nearly equal code in what is published; starts no Spark and loads no model. */
public final class ClonesJob {
  private static final Comparator<SearchHit> BY_PLACE =
      Comparator.comparing(SearchHit::repository)
          .thenComparing(SearchHit::path)
          .thenComparingInt(SearchHit::startLine);

  private final PipelineConfig config;
  private final Progress progress;

  public ClonesJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * Finds.
   *
   * @param scope where the first of two stands
   * @param threshold least cosine similarity of two embeddings
   * @param leastTokens shorter chunks are not looked at
   * @param within whether two places in one repository count
   * @return most alike first, then the longest
   * @throws JobException when nothing is published by the configured model
   */
  public List<ClonePair> run(SearchScope scope, double threshold, int leastTokens, boolean within)
      throws Exception {
    String model = SearchJob.sized(config).embeddingModel().key();
    try (Connection connection = Server.of(config).connectToIndex()) {
      SearchJob.checkPublished(connection, model);
      List<ClonePair> pairs =
          CloneSearch.pairs(
              connection,
              model,
              scope,
              new CloneSearch.Terms(threshold, leastTokens, within, SearchJob.oversampling(config)),
              chunks -> progress.begin("clones", chunks, "chunks"),
              progress::reached);
      progress.end();
      return pairs.stream()
          .sorted(
              Comparator.comparingDouble(ClonePair::similarity)
                  .thenComparingInt(ClonePair::tokens)
                  .reversed()
                  .thenComparing(ClonePair::one, BY_PLACE)
                  .thenComparing(ClonePair::other, BY_PLACE))
          .toList();
    }
  }
}
