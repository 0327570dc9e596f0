package io.codestrata.job;

import io.codestrata.config.ConfigReader;
import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.PgFixture;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.source.SourceKind;
import io.codestrata.source.SourceList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A data folder and a database of its own on the tests' shared server. */
final class Installation {
  private final Path data;
  private final Map<String, String> flags = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();

  Installation(Path data) throws Exception {
    this.data = data;
    flags.put("data", data.toString());
    flags.put("pg.url", PgFixture.freshDatabaseUrl());
  }

  Installation with(String key, String value) {
    flags.put(key, value);
    return this;
  }

  /** A variable of the environment, where no flag is taken. */
  Installation withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Path lake() {
    return data.resolve("lake");
  }

  IndexResult index(Path repository) throws Exception {
    return index(repository.toString());
  }

  IndexResult index(String... arguments) throws Exception {
    return index(SourceKind.AUTO, "HEAD", arguments);
  }

  IndexResult indexFolder(Path folder) throws Exception {
    return index(SourceKind.FOLDER, "HEAD", folder.toString());
  }

  IndexResult dryRunFolder(Path folder) throws Exception {
    return index(SourceKind.FOLDER, "HEAD", true, folder.toString());
  }

  IndexResult indexRef(String ref, Path repository) throws Exception {
    return index(SourceKind.AUTO, ref, repository.toString());
  }

  /** Everything kept of all runs: {@link TableDump}. */
  List<String> dump() throws Exception {
    return TableDump.of(data, flags.get("pg.url"), config());
  }

  /**
   * A run whose database is lost afterwards: to the next run it is as if it had never published.
   */
  void indexWithoutPublishing(Path repository) throws Exception {
    index(repository);
    flags.put("pg.url", PgFixture.freshDatabaseUrl());
  }

  /** Takes a table away: to the next run it is as if the last one had died before writing it. */
  void forgetTable(String name) throws Exception {
    try (Stream<Path> files = Files.walk(lake().resolve(name))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    flags.put("pg.url", PgFixture.freshDatabaseUrl());
  }

  List<SearchHit> search(String question) throws Exception {
    return search(question, SearchScope.EVERYWHERE);
  }

  List<SearchHit> search(String question, SearchScope scope) throws Exception {
    return new SearchJob(config()).run(question, 10, scope);
  }

  /** The revision of the one repository that is published. */
  String publishedRevision() throws Exception {
    return new StatusJob(config()).run().published().orElseThrow().repositories().get(0).revision();
  }

  PipelineConfig config() throws Exception {
    return ConfigReader.read(Optional.empty(), environment, flags);
  }

  IndexResult index(SourceList sources, Selection selection) throws Exception {
    return new IndexJob(config(), Progress.SILENT).run(new IndexRequest(sources, selection, false));
  }

  private IndexResult index(SourceKind kind, String ref, String... arguments) throws Exception {
    return index(kind, ref, false, arguments);
  }

  private IndexResult index(SourceKind kind, String ref, boolean dryRun, String... arguments)
      throws Exception {
    return new IndexJob(config(), Progress.SILENT)
        .run(new IndexRequest(SourceList.of(List.of(arguments), ref, kind), Selection.ALL, dryRun));
  }
}
