package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.Signal;
import io.codestrata.quality.Evaluation;
import io.codestrata.quality.LabelledQuery;
import io.codestrata.quality.Place;
import io.codestrata.quality.QueryScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the published index labelled queries and scores its answers. Starts no Spark. */
public final class EvaluateJob {
  private final PipelineConfig config;
  private final Progress progress;

  public EvaluateJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * Evaluates.
   *
   * @param ablate ask each query once more for each signal, without that signal
   * @throws JobException when there is no index, or it is of another model than configured
   */
  public Evaluation run(List<LabelledQuery> queries, boolean ablate) throws Exception {
    try (SearchSession session = SearchSession.open(config)) {
      List<String> known = session.repositories().stream().map(RepositoryRow::id).toList();
      List<LabelledQuery> asked =
          queries.stream().filter(query -> isIndexed(query.repository(), known)).toList();
      List<QueryScore> scores = new ArrayList<>();
      Map<String, List<QueryScore>> without = new LinkedHashMap<>();
      progress.begin("evaluate", asked.size(), "queries");
      for (LabelledQuery query : asked) {
        scores.add(score(session, query, Signal.ALL));
        if (ablate) {
          for (Signal signal : Signal.values()) {
            without
                .computeIfAbsent(signal.toString(), name -> new ArrayList<>())
                .add(score(session, query, Signal.allBut(Set.of(signal))));
          }
        }
        progress.reached(scores.size());
      }
      progress.end();
      return new Evaluation(
          session.model(),
          scores,
          without,
          queries.stream().filter(query -> !isIndexed(query.repository(), known)).toList(),
          Optional.empty());
    }
  }

  private static boolean isIndexed(String repository, List<String> known) {
    return repository.isEmpty()
        || known.stream().anyMatch(id -> id.equals(repository) || id.endsWith("/" + repository));
  }

  private static QueryScore score(SearchSession session, LabelledQuery query, Set<Signal> signals)
      throws Exception {
    SearchScope scope =
        new SearchScope(
            Optional.of(query.repository()).filter(name -> !name.isEmpty()),
            Optional.empty(),
            false,
            Optional.empty());
    List<SearchHit> hits = session.hits(query.text(), QueryScore.DEPTH, scope, signals);
    return QueryScore.of(
        query,
        hits.stream().map(hit -> new Place(hit.path(), hit.startLine(), hit.endLine())).toList());
  }
}
