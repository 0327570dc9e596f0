package io.codestrata.job;

import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.RowDigest;
import io.codestrata.table.ContentKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/**
 * Publishes the newest state of the lake as if nothing were published, but loads only contents that
 * were discarded or never came.
 */
record RepublishJob(Lake lake, PgTarget target, ExecutorService background, Progress progress) {

  /**
   * Publishes.
   *
   * @param newest the state that says what the index is of
   * @param contents labels of chunks that are to be loaded, see {@link RowDigest}
   * @param embeddings labels of embeddings that are
   */
  void run(
      Connection connection, RepositoryState newest, Set<String> contents, Set<String> embeddings)
      throws Exception {
    List<RepositoryState> states = lake.repositories().all();
    List<IndexedFile> files = lake.files().snapshot().upserts();
    Set<ContentKey> wanted = wanted(contents, embeddings);
    Map<String, List<IndexedFile>> byModel =
        files.stream()
            .filter(file -> wanted.contains(file.content()))
            .collect(Collectors.groupingBy(IndexedFile::model));
    for (Map.Entry<String, List<IndexedFile>> ofModel : byModel.entrySet()) {
      new ContentLoading(lake, target, ofModel.getKey(), background, progress)
          .load("repair", ofModel.getValue());
    }
    new PublishJob(lake, target, newest.chunking(), newest.model(), background, progress)
        .publishAll(connection, states, files);
  }

  private Set<ContentKey> wanted(Set<String> contents, Set<String> embeddings) {
    Set<ContentKey> wanted = new HashSet<>();
    for (String label : contents) {
      String[] key = label.split(RowDigest.SEPARATOR, 3);
      wanted.add(new ContentKey(key[0], key[1], key[2]));
    }
    if (!embeddings.isEmpty()) {
      Set<String> hashes =
          embeddings.stream()
              .map(label -> label.split(RowDigest.SEPARATOR, 2)[0])
              .collect(Collectors.toSet());
      wanted.addAll(lake.chunks().holding(hashes).keySet());
    }
    return wanted;
  }
}
