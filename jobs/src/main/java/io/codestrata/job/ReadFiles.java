package io.codestrata.job;

import io.codestrata.table.ContentKey;
import io.codestrata.table.Failure;
import io.codestrata.table.FailureKind;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The files a run has read, once their chunks were embedded or lost.
 *
 * @param rows a row each; one that holds a chunk without embedding is failed, and says why
 * @param failures of those that failed
 */
record ReadFiles(List<IndexedFile> rows, List<Failure> failures) {

  /**
   * @param lost texts without embedding; their chunks have landed
   */
  static ReadFiles of(String run, Lake lake, List<IndexedFile> files, List<EmbedOutcome> lost) {
    Map<ContentKey, EmbedOutcome> lostByContent =
        lost.isEmpty() ? Map.of() : lostByContent(lake, lost);
    List<IndexedFile> rows = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (IndexedFile file : files) {
      EmbedOutcome loss =
          lostByContent.get(new ContentKey(file.contentHash(), file.language(), file.chunking()));
      if (loss != null) {
        IndexedFile failed = file.failed(JobErrors.lostText(loss.kind(), loss.reason()));
        rows.add(failed);
        failures.add(failure(run, failed, "embed", loss.kind()));
        continue;
      }
      rows.add(file);
      if (file.status().equals(IndexedFile.INDEXED) && !file.reason().isEmpty()) {
        failures.add(failure(run, file, "parse", FailureKind.INTERNAL));
      }
      if (file.status().equals(IndexedFile.FAILED)) {
        failures.add(failure(run, file, "chunk", FailureKind.INPUT));
      }
    }
    return new ReadFiles(rows, failures);
  }

  private static Failure failure(String run, IndexedFile file, String stage, FailureKind kind) {
    return new Failure(run, file.repository(), file.path(), stage, kind, file.reason());
  }

  private static Map<ContentKey, EmbedOutcome> lostByContent(Lake lake, List<EmbedOutcome> lost) {
    Map<String, EmbedOutcome> byHash =
        lost.stream()
            .collect(
                Collectors.toMap(
                    outcome -> outcome.embedding().chunkHash(),
                    Function.identity(),
                    (first, second) -> first));
    Map<ContentKey, EmbedOutcome> byContent = new HashMap<>();
    lake.chunks()
        .holding(byHash.keySet())
        .forEach((content, hash) -> byContent.put(content, byHash.get(hash)));
    return byContent;
  }
}
