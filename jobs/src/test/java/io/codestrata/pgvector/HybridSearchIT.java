package io.codestrata.pgvector;

import static io.codestrata.pgvector.IndexRows.MODEL;
import static io.codestrata.pgvector.IndexRows.chunk;
import static io.codestrata.pgvector.IndexRows.file;
import static io.codestrata.pgvector.IndexRows.publication;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.codestrata.chunk.Chunk;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HybridSearchIT {
  private static final float[] NO_VECTOR = {};
  private final List<FileRow> files = new ArrayList<>();
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    connection = PgFixture.migratedDatabase().connect();
    PgVectorSink.beginRun(connection);
    add("acme/app", "src/Retry.java", "void backOff() { sleep(delayMillis); }", "backOff", 1, 0);
    add(
        "acme/app",
        "src/Store.java",
        "Row readRow(Key key) { return map.get(key); }",
        "readRow",
        0,
        1);
    add(
        "acme/lib",
        "lib/Store.java",
        "Row readRow(Key key) { return map.get(key); }",
        "readRow",
        0,
        1);
    add("acme/lib", "lib/Other.java", "int sum(int a, int b) { return a + b; }", "sum", -1, 0);
    publish();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  @Test
  void meaningFindsWhatWordsDoNot() throws Exception {
    assertThat(paths(query("wait before the next attempt", 1), 1, 0.1f))
        .containsExactly("src/Retry.java");
  }

  @Test
  void partOfAnIdentifierFindsIt() throws Exception {
    assertThat(HybridSearch.search(connection, query("delay", 5), NO_VECTOR))
        .extracting(SearchHit::symbol)
        .containsExactly("backOff");
  }

  @ParameterizedTest
  @CsvSource({
    "redrow, readRow",
    "readroww, readRow",
    "where is bckoff, backOff",
    "quartz, ",
    "sun, "
  })
  void misspeltWordsAreTakenForTheNearestName(String question, String symbol) throws Exception {
    List<SearchHit> hits = HybridSearch.search(connection, query(question, 5), NO_VECTOR);
    assertThat(hits)
        .extracting(SearchHit::symbol)
        .containsExactlyElementsOf(symbol == null ? List.of() : List.of(symbol));
    SearchQuery asTyped =
        new SearchQuery(
            question, 5, SearchScope.EVERYWHERE, MODEL, Signal.allBut(Set.of(Signal.SPELLING)));
    assertThat(HybridSearch.search(connection, asTyped, NO_VECTOR)).isEmpty();
  }

  @Test
  void sameContentInTwoPlacesIsOneHit() throws Exception {
    assertThat(HybridSearch.search(connection, query("readRow", 5), NO_VECTOR))
        .extracting(SearchHit::repository)
        .containsExactly("acme/app");
  }

  @Test
  void repositoryIsNamedByIdOrEnding() throws Exception {
    for (String name : List.of("acme/lib", "lib")) {
      SearchQuery query = query("readRow", Optional.of(name), Optional.empty(), false);
      assertThat(paths(query, 0, 1)).containsExactly("lib/Store.java", "lib/Other.java");
    }
    SearchQuery wildcard = query("readRow", Optional.of("%"), Optional.empty(), false);
    assertThat(paths(wildcard, 0, 1)).isEmpty();
  }

  @Test
  void furtherRefsAreSearchedOnlyWhereAskedFor() throws Exception {
    files.clear();
    String sum = "int sum(int a, int b) { return a + b; }";
    add("acme/app@release/1.x", "src/Old.java", "void oldWay() { retreat(); }", "oldWay", 0, -1);
    add("acme/app@release/1.x", "src/Sum.java", sum, "sum", -1, 0);
    add("acme/aaa@release/1.x", "src/Sum.java", sum, "sum", -1, 0);
    PgVectorSink.publish(
        connection,
        new Publication(
            IndexRows.GENERATION,
            0,
            1,
            MODEL,
            IndexRows.CHUNKING,
            false,
            files.iterator(),
            List.<FileKey>of().iterator(),
            List.of(
                IndexRows.repository("acme/app"),
                IndexRows.repository("acme/lib"),
                further("acme/app", "release/1.x"),
                further("acme/aaa", "release/1.x")),
            List.of()));

    assertThat(found("oldWay", "", "", false)).isEmpty();
    assertThat(paths(query("oldWay", 3), 0, -1)).doesNotContain("src/Old.java");
    assertThat(found("oldWay", "", "", true)).containsExactly("acme/app@release/1.x/src/Old.java");
    assertThat(found("oldWay", "app", "", false)).isEmpty();
    assertThat(found("oldWay", "app", "", true)).hasSize(1);
    assertThat(found("oldWay", "lib", "", true)).isEmpty();
    for (String name : List.of("acme/app@release/1.x", "app@release/1.x")) {
      assertThat(found("oldWay", name, "", false)).hasSize(1);
    }
    assertThat(found("oldWay", "1.x", "", false)).isEmpty();
    assertThat(found("oldWay", "", "release/1.x", false)).hasSize(1);
    assertThat(found("oldWay", "app", "release/1.x", false)).hasSize(1);
    assertThat(found("oldWay", "app", "main", false)).isEmpty();
    assertThat(found("backOff", "app", "main", false)).containsExactly("acme/app/src/Retry.java");
    assertThat(found("sum", "aaa", "release/1.x", false))
        .as("a repository whose own ref is not there")
        .containsExactly("acme/aaa@release/1.x/src/Sum.java");
    assertThat(found("sum", "", "", true)).containsExactly("acme/lib/lib/Other.java");
    assertThat(HybridSearch.status(connection).repositories())
        .extracting(RepositoryRow::id)
        .containsExactly("acme/aaa@release/1.x", "acme/app", "acme/app@release/1.x", "acme/lib");
  }

  /** Places of what its words find. */
  private List<String> found(String text, String repository, String ref, boolean allRefs)
      throws Exception {
    SearchQuery query = query(text, given(repository), given(ref), allRefs);
    return HybridSearch.search(connection, query, NO_VECTOR).stream()
        .map(hit -> hit.repository() + "/" + hit.path())
        .toList();
  }

  private static Optional<String> given(String option) {
    return Optional.of(option).filter(value -> !value.isEmpty());
  }

  private static RepositoryRow further(String repository, String ref) {
    return new RepositoryRow(
        repository + "@" + ref,
        IndexRows.repository(repository).origin(),
        ref,
        "0ddba11",
        Instant.EPOCH,
        false,
        "private");
  }

  @Test
  void languageFilters() throws Exception {
    SearchQuery query =
        new SearchQuery(
            "readRow",
            5,
            new SearchScope(Optional.empty(), Optional.empty(), false, Optional.of("python")),
            MODEL);
    assertThat(paths(query, 0, 1)).isEmpty();
  }

  @Test
  void pathKindAndSymbolFilter() throws Exception {
    assertThat(within("sum row", "lib/*.java", "", ""))
        .containsExactlyInAnyOrder("lib/Store.java", "lib/Other.java");
    assertThat(within("sum row", "Store.java", "", "")).containsExactly("src/Store.java");
    assertThat(within("sum row", "it's\\Q(", "", "")).isEmpty();
    assertThat(within("sum row", "", "Method", "")).hasSize(3);
    assertThat(within("sum row", "", "class", "")).isEmpty();
    assertThat(within("anything", "", "", "READROW")).containsExactly("src/Store.java");
    assertThat(within("anything", "lib", "method", "readRow")).containsExactly("lib/Store.java");
    assertThat(within("anything", "", "", "read%")).isEmpty();
  }

  /** Paths of what meaning and words find there. */
  private List<String> within(String text, String path, String kind, String symbol)
      throws Exception {
    SearchScope scope =
        new SearchScope(
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            given(path),
            given(kind),
            given(symbol));
    return paths(new SearchQuery(text, 5, scope, MODEL), 0, 1);
  }

  @Test
  void likeAChunkAreOthersByTheirEmbeddingNeverItself() throws Exception {
    PublishedChunk chunk = ChunkLookup.at(connection, "src/Retry.java", "", 1).get(0);
    List<SearchHit> hits =
        SimilarSearch.of(connection, chunk, 2, SearchScope.EVERYWHERE, HybridSearch.OVERSAMPLING);

    assertThat(hits)
        .extracting(SearchHit::path)
        .containsExactly("src/Store.java", "lib/Other.java");
    assertThat(hits.get(0).score()).isCloseTo(0, offset(1e-6));
    assertThat(hits.get(1).score()).isCloseTo(-1, offset(1e-6));
  }

  @Test
  void clonesAreEqualAndNearlyEqualChunksOfTwoRepositories() throws Exception {
    files.clear();
    add("acme/fork", "Retry2.java", "void backOff2() { sleep(delayMillis); }", "backOff2", 1, 0.1f);
    add("acme/app", "src/Again.java", "void again() { sleep(delay); }", "again", 1, 0.05f);
    PgVectorSink.publish(connection, publication(0, files, List.of()));

    assertThat(clones(SearchScope.EVERYWHERE, false))
        .containsExactlyInAnyOrder(
            "acme/app/src/Store.java acme/lib/lib/Store.java 1.000",
            "acme/app/src/Retry.java acme/fork/Retry2.java 0.995",
            "acme/app/src/Again.java acme/fork/Retry2.java 0.999");
    assertThat(clones(SearchScope.EVERYWHERE, true))
        .hasSize(4)
        .anyMatch(pair -> pair.contains("Retry.java") && pair.contains("Again.java"));
    SearchScope lib =
        new SearchScope(Optional.of("lib"), Optional.empty(), false, Optional.empty());
    assertThat(clones(lib, false))
        .containsExactly("acme/lib/lib/Store.java acme/app/src/Store.java 1.000");
  }

  /** Pairs, the place that comes first in order first unless the scope says otherwise. */
  private List<String> clones(SearchScope scope, boolean within) throws Exception {
    return CloneSearch.pairs(
            connection,
            MODEL,
            scope,
            new CloneSearch.Terms(0.99, 1, within, HybridSearch.OVERSAMPLING),
            total -> {},
            done -> {})
        .stream()
        .map(
            pair -> {
              String one = pair.one().repository() + "/" + pair.one().path();
              String other = pair.other().repository() + "/" + pair.other().path();
              boolean turned = !scope.isNarrow() && one.compareTo(other) > 0;
              return String.format(
                  Locale.ROOT,
                  "%s %s %.3f",
                  turned ? other : one,
                  turned ? one : other,
                  pair.similarity());
            })
        .toList();
  }

  @Test
  void chunkIsFoundByItsPlace() throws Exception {
    assertThat(places("src/Retry.java", "", 1)).containsExactly("acme/app/src/Retry.java");
    assertThat(places("acme/lib/lib/Store.java", "", 1)).hasSize(1);
    assertThat(places("src/Retry.java", "app", 1)).hasSize(1);
    assertThat(places("src/Retry.java", "lib", 1)).isEmpty();
    assertThat(places("src/Retry.java", "", 2)).isEmpty();
    assertThat(places("Retry.java", "", 1)).isEmpty();
    assertThat(places("a\0b'%", "", 1)).isEmpty();
  }

  private List<String> places(String path, String repository, int line) throws Exception {
    return ChunkLookup.at(connection, path, repository, line).stream()
        .map(found -> found.place().repository() + "/" + found.place().path())
        .toList();
  }

  @Test
  void oneFileGivesTwoHitsAtMost() throws Exception {
    List<ContentChunk> chunks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String text = "alpha beta gamma " + i;
      ContentChunk one = chunk(text, "");
      Chunk at =
          new Chunk(i, text, "method", "", "", 0, 1, i + 1, i + 1, 1, "", List.of(), List.of());
      chunks.add(
          new ContentChunk(
              chunk("whole", "").contentHash(), "java", one.chunking(), one.chunkHash(), at));
    }
    PgVectorSink.loadChunks(connection, chunks.iterator());
    files.clear();
    files.add(file("acme/app", "src/Whole.java", "whole"));
    PgVectorSink.publish(connection, publication(0, files, List.of()));
    assertThat(HybridSearch.search(connection, query("gamma", 5), NO_VECTOR)).hasSize(2);
  }

  @Test
  void loadedRowsThatNoFileShowsTakeNobodysPlace() throws Exception {
    List<ChunkVector> hidden = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      hidden.add(new ChunkVector("hidden" + i, MODEL, new float[] {1, 0.1f, 0, 0}));
    }
    PgVectorSink.loadEmbeddings(connection, hidden.iterator());
    assertThat(paths(query("", 1), 1, 0.1f)).containsExactly("src/Retry.java");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0",
        "'",
        "\\",
        "''; DROP TABLE x; --",
        "a & | ! : * <-> (",
        "?",
        "é😀\uD800"
      })
  void anyTextIsAnswered(String text) throws Exception {
    assertThat(paths(query(text, 3), 1, 0)).hasSize(3);
  }

  @Test
  void longTextIsAnswered() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 12_000; i++) {
      text.append("word").append(i).append(' ');
    }
    assertThat(paths(query(text.toString(), 3), 1, 0)).hasSize(3);
  }

  @Test
  void otherDimensionIsSaid() {
    assertThatThrownBy(() -> HybridSearch.search(connection, query("x", 3), new float[] {1, 2}))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("dimensions");
  }

  @Test
  void databaseWithoutIndexIsSaidWithARemedy() throws Exception {
    try (Connection empty = PgFixture.freshDatabase().connect()) {
      assertThatThrownBy(() -> HybridSearch.search(empty, query("x", 3), NO_VECTOR))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("holds no index yet");
    }
  }

  @Test
  void statusCountsWhatIsThere() throws Exception {
    PublishedState state = HybridSearch.status(connection);
    assertThat(List.of(state.files(), state.chunks(), state.embeddings()))
        .containsExactly(4L, 3L, 3L);
    assertThat(state.checkpoints()).hasSize(1);
    assertThat(state.repositories()).extracting(RepositoryRow::id).containsExactly("acme/app");
    assertThat(state.pgvectorVersion()).isEqualTo("0.8.6");
  }

  @Test
  void statusOfADatabaseWithoutIndexIsEmptyAndNamesWhatTheServerOffers() throws Exception {
    try (Connection empty = PgFixture.freshDatabase().connect()) {
      PublishedState state = HybridSearch.status(empty);
      assertThat(state.checkpoints()).isEmpty();
      assertThat(state.pgvectorVersion()).isEqualTo("0.8.6");
    }
  }

  @Test
  void statusOfANewerSchemaIsRefusedWithTheRemedy() throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO codestrata.schema_version (version) VALUES (99)");
    }
    assertThatThrownBy(() -> HybridSearch.status(connection))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("schema is version 99")
        .hasMessageContaining("use the newer program");
  }

  static SearchQuery query(String text, int top) {
    return new SearchQuery(text, top, SearchScope.EVERYWHERE, MODEL);
  }

  private static SearchQuery query(
      String text, Optional<String> repository, Optional<String> ref, boolean allRefs) {
    SearchScope scope = new SearchScope(repository, ref, allRefs, Optional.empty());
    return new SearchQuery(text, 5, scope, MODEL);
  }

  private List<String> paths(SearchQuery query, float x, float y) throws Exception {
    return HybridSearch.search(connection, query, new float[] {x, y, 0, 0}).stream()
        .map(SearchHit::path)
        .toList();
  }

  private void add(String repository, String path, String text, String symbol, float x, float y)
      throws Exception {
    ContentChunk chunk = chunk(text, symbol);
    PgVectorSink.loadChunks(connection, List.of(chunk).iterator());
    PgVectorSink.loadEmbeddings(
        connection,
        List.of(new ChunkVector(chunk.chunkHash(), MODEL, new float[] {x, y, 0, 0})).iterator());
    files.add(file(repository, path, text));
  }

  private void publish() throws Exception {
    PgVectorSink.publish(connection, publication(Publication.NO_CHECKPOINT, files, List.of()));
  }
}
