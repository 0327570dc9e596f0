package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.pgvector.Checkpoint;
import io.codestrata.pgvector.FileRelation;
import io.codestrata.pgvector.HybridSearch;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchQuery;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.Signal;
import io.codestrata.secrets.OutgoingText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Answers a question from the published index, without Spark, or from one of the past. */
public final class SearchJob {
  private final PipelineConfig config;
  private final Set<Signal> signals;

  /** By every signal. */
  public SearchJob(PipelineConfig config) {
    this(config, Signal.ALL);
  }

  /** By some signals only. */
  public SearchJob(PipelineConfig config, Set<Signal> signals) {
    this.config = config;
    this.signals = signals;
  }

  /**
   * Searches.
   *
   * @param text the question, any text
   * @param top hits at most
   * @param scope where to look
   * @throws JobException when there is no index, or it is of another model than configured
   */
  public List<SearchHit> run(String text, int top, SearchScope scope) throws Exception {
    return answer(text, top, scope, this::published);
  }

  /**
   * The same of the files that the lake had at a time; starts Spark.
   *
   * @param moment a date, meaning its end, a time, or a version of the table of states
   */
  public List<SearchHit> runAsOf(
      String moment, String text, int top, SearchScope scope, Progress progress) throws Exception {
    PastSearch past = new PastSearch(config, progress);
    return answer(text, top, scope, (query, vector) -> past.hits(moment, query, vector));
  }

  /** Where the answer comes from. */
  private interface Index {
    List<SearchHit> hits(SearchQuery query, CompletableFuture<float[]> vector) throws Exception;
  }

  private List<SearchHit> answer(String text, int top, SearchScope scope, Index index)
      throws Exception {
    EmbedderSettings settings = sized(config);
    String outgoing = outgoing(config, text);
    // The model loads while the server is found and asked what it holds.
    CompletableFuture<float[]> vector =
        CompletableFuture.supplyAsync(
            () -> embed(settings, outgoing), task -> JobThreads.daemon(task).start());
    try {
      return index.hits(
          new SearchQuery(text, top, scope, settings.embeddingModel().key(), signals), vector);
    } catch (CompletionException e) {
      throw new JobException(JobException.Kind.FAILED, JobErrors.oneLine(e.getCause()), e);
    } finally {
      // A process that exits while the native model loads is aborted, whatever it was to say.
      vector.exceptionally(failure -> new float[0]).join();
    }
  }

  private List<SearchHit> published(SearchQuery query, CompletableFuture<float[]> vector)
      throws JobException, PgException, SQLException {
    try (Connection connection = Server.of(config).connectToIndex()) {
      checkPublished(connection, query.model());
      return HybridSearch.search(
          connection, query, vector.join(), FileRelation.PUBLISHED, oversampling(config));
    }
  }

  /** That there is an index, and that it is of this model. */
  static void checkPublished(Connection connection, String model) throws JobException, PgException {
    List<Checkpoint> published = HybridSearch.checkpoints(connection);
    if (published.isEmpty()) {
      throw JobErrors.nothingPublished();
    }
    if (published.stream().noneMatch(point -> point.model().equals(model))) {
      throw JobErrors.otherModel(published.get(0).model(), model);
    }
  }

  static int oversampling(PipelineConfig config) {
    return (int) config.number(Options.OVERSAMPLING);
  }

  static EmbedderSettings sized(PipelineConfig config) throws JobException {
    try {
      return EmbedderSettings.of(config).sized(Accounts.single(config));
    } catch (EmbeddingException e) {
      throw new JobException(JobException.Kind.FAILED, JobErrors.oneLine(e), e);
    }
  }

  /** A question is somebody's paste as often as a thought: it leaves as chunks do. */
  static String outgoing(PipelineConfig config, String text) throws JobException {
    OutgoingText question = OutgoingText.of(SecretPolicy.of(config), "", "", "", text, 1);
    if (!question.isSent()) {
      throw JobErrors.secretQuestion(question.notes());
    }
    return question.text();
  }

  private float[] embed(EmbedderSettings settings, String question) {
    try (Embedder embedder = settings.open(Accounts.single(config))) {
      return embedder.embedQuery(question);
    } catch (EmbeddingException e) {
      throw new CompletionException(e);
    }
  }
}
