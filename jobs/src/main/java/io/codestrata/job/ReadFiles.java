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
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files a run has read, once their chunks were embedded or lost.
 *
 * @param rows a row each; one that holds a chunk without embedding is failed, and says why
 * @param failures of those that failed
 */
record ReadFiles(List<IndexedFile> rows, List<Failure> failures) {

  /**
   * @param said of texts that were lost or noted; their chunks have landed
   */
  static ReadFiles of(String run, Lake lake, List<IndexedFile> files, List<EmbedOutcome> said) {
    Map<ContentKey, List<EmbedOutcome>> byContent =
        said.isEmpty() ? Map.of() : byContent(lake, said);
    List<IndexedFile> rows = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (IndexedFile file : files) {
      List<EmbedOutcome> outcomes =
          byContent.getOrDefault(
              new ContentKey(file.contentHash(), file.language(), file.chunking()), List.of());
      String notes =
          outcomes.stream()
              .filter(outcome -> !outcome.isLost())
              .map(EmbedOutcome::reason)
              .distinct()
              .collect(Collectors.joining("; "));
      if (!notes.isEmpty()) {
        failures.add(
            new Failure(
                run, file.repository(), file.path(), Failure.SECRETS, FailureKind.INPUT, notes));
      }
      Optional<EmbedOutcome> loss = outcomes.stream().filter(EmbedOutcome::isLost).findFirst();
      if (loss.isPresent()) {
        EmbedOutcome lost = loss.get();
        IndexedFile failed = file.failed(JobErrors.lostText(lost.kind(), lost.reason()));
        rows.add(failed);
        failures.add(failure(run, failed, "embed", lost.kind()));
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

  private static Map<ContentKey, List<EmbedOutcome>> byContent(Lake lake, List<EmbedOutcome> said) {
    Map<String, List<EmbedOutcome>> byHash =
        said.stream().collect(Collectors.groupingBy(EmbedOutcome::chunkHash));
    Map<ContentKey, List<EmbedOutcome>> byContent = new HashMap<>();
    lake.chunks()
        .holding(byHash.keySet())
        .forEach(
            (content, hashes) ->
                byContent.put(
                    content,
                    hashes.stream().sorted().flatMap(hash -> byHash.get(hash).stream()).toList()));
    return byContent;
  }
}
