package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.FileRelation;
import io.codestrata.pgvector.FileRow;
import io.codestrata.pgvector.HybridSearch;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PastFiles;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchQuery;
import io.codestrata.table.ContentKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.TableVersion;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Searches the files of an earlier time: contents of theirs that PostgreSQL lacks are loaded from
 * the lake, unseen by other searches, and the search is asked over the files as they were. The lake
 * is only read.
 */
record PastSearch(PipelineConfig config, Progress progress) {

  /**
   * The hits.
   *
   * @param moment a date, meaning its end, a time, or a version of the table of states
   * @throws JobException when the lake was not there yet, is no longer kept, or was of another
   *     model
   */
  List<SearchHit> hits(String moment, SearchQuery query, CompletableFuture<float[]> vector)
      throws Exception {
    String lakeId = LakeHistory.lakeId(config);
    PgTarget target = Server.of(config).start();
    ExecutorService background = Executors.newSingleThreadExecutor(JobThreads::daemon);
    try (SparkSession spark = Sessions.open(config);
        Connection connection = target.connect()) {
      LakeHistory history = LakeHistory.open(spark, config, lakeId);
      List<IndexedFile> files = files(history, moment, query.model());
      Migrations.apply(connection);
      PgVectorSink.beginRun(connection);
      List<IndexedFile> missing = stage(connection, files, query);
      noteLost(history.lake(), missing);
      new ContentLoading(history.lake(), target, query.model(), background, progress)
          .load("load", missing);
      return HybridSearch.search(
          connection,
          query,
          vector.join(),
          FileRelation.PAST,
          (int) config.number(Options.OVERSAMPLING));
    } finally {
      background.shutdownNow();
    }
  }

  private static List<IndexedFile> files(LakeHistory history, String moment, String model)
      throws Exception {
    TableVersion version = history.at(moment);
    Lake lake = history.lake();
    long ofFiles = history.files(version).orElseThrow(() -> HistoryErrors.timeGone(moment));
    List<IndexedFile> files =
        LakeHistory.look(HistoryErrors.timeGone(moment), () -> lake.files().all(ofFiles)).stream()
            .filter(IndexedFile::isSearchable)
            .toList();
    Set<String> models = files.stream().map(IndexedFile::model).collect(Collectors.toSet());
    if (!models.isEmpty() && !models.contains(model)) {
      throw JobErrors.otherModel(models.iterator().next(), model);
    }
    return files;
  }

  private static List<IndexedFile> stage(
      Connection connection, List<IndexedFile> files, SearchQuery query) throws Exception {
    Map<ContentKey, IndexedFile> byContent = new HashMap<>();
    files.forEach(file -> byContent.put(file.content(), file));
    List<FileRow> missing =
        PastFiles.stage(connection, files.stream().map(PublishJob::fileRow).iterator(), query);
    return missing.stream()
        .map(row -> new ContentKey(row.contentHash(), row.language(), row.chunking()))
        .map(byContent::get)
        .filter(Objects::nonNull)
        .toList();
  }

  /** What a purge took cannot be found: the answer says so. */
  private void noteLost(Lake lake, List<IndexedFile> files) {
    if (files.isEmpty()) {
      return;
    }
    Map<ContentKey, Integer> known =
        lake.chunks().counts(files.stream().map(IndexedFile::content).toList());
    long lost =
        files.stream()
            .filter(file -> known.getOrDefault(file.content(), 0) < file.chunks())
            .count();
    if (lost > 0) {
      progress.note("chunks of " + lost + " contents of that time were purged and are not found");
    }
  }
}
