package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.JobException;
import io.codestrata.job.SearchSession;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.Signal;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tools that an agent sees. Calls are answered one at a time from one session, which is opened
 * by the first call and again after one that failed; a fault is an answer with {@code isError}.
 */
final class McpTools implements AutoCloseable {
  private static final int MOST_HITS = 50;
  private static final int MOST_REPOSITORIES = 1_000;
  private static final int LONGEST_TEXT = 8_000;
  private static final int IDLE_MILLIS = 500;

  private static final String WHERE =
      """
      "repository": {"type": "string", "maxLength": 1000, "description": "Only this repository: its id, or the end of it after a slash."},
      "ref": {"type": "string", "maxLength": 1000, "description": "Only what was indexed at this ref."},
      "language": {"type": "string", "maxLength": 100, "description": "Only this language, such as java."},
      "path": {"type": "string", "maxLength": 1000, "description": "Only files of this pattern, as .gitignore has them: src/**/*.py"},
      "kind": {"type": "string", "maxLength": 100, "description": "Only chunks of this kind: function, method, class, ..."},
      "symbol": {"type": "string", "maxLength": 1000, "description": "Only chunks that declare this name."},
      "top": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10, "description": "Hits at most."}\
      """;
  private static final String SEARCH =
      """
      {"type": "object", "additionalProperties": false, "required": ["query"], "properties": {
      "query": {"type": "string", "minLength": 1, "maxLength": 20000, "description": "A question in plain words, or an identifier."},
      %s}}"""
          .formatted(WHERE);
  private static final String PLACE =
      """
      "path": {"type": "string", "minLength": 1, "maxLength": 4000, "description": "The file's path in its repository, as search gives it."},
      "repository": {"type": "string", "maxLength": 1000, "description": "The file's repository; needed where several have the path."},
      "line": {"type": "integer", "minimum": 1, "maximum": 999999999, "description": "A line of the chunk, 1-based."},
      """;
  private static final String SIMILAR =
      """
      {"type": "object", "additionalProperties": false, "required": ["path", "line"], "properties": {
      %s"in_repository": {"type": "string", "maxLength": 1000, "description": "Look only in this repository."},
      "language": {"type": "string", "maxLength": 100, "description": "Only this language."},
      "top": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10, "description": "Hits at most."}}}"""
          .formatted(PLACE);
  private static final String READ =
      """
      {"type": "object", "additionalProperties": false, "required": ["path", "line"], "properties": {
      %s"around": {"type": "integer", "minimum": 0, "maximum": 10, "default": 0, "description": "Chunks before and after that come too."}}}"""
          .formatted(PLACE);
  private static final String NOTHING =
      """
      {"type": "object", "additionalProperties": false, "properties": {}}""";

  private final PipelineConfig config;
  private final McpJsonMapper mapper;
  private final AtomicInteger running = new AtomicInteger();
  private SearchSession session;

  McpTools(PipelineConfig config, McpJsonMapper mapper) {
    this.config = config;
    this.mapper = mapper;
  }

  /** What a call asks of the session. */
  private interface Answer {
    ArrayNode of(SearchSession session, Map<String, Object> arguments) throws Exception;
  }

  List<SyncToolSpecification> all() {
    return List.of(
        tool(
            "search",
            "Find code by meaning and by words in the indexed repositories. Gives chunks of source"
                + " with repository, path, lines, symbol, score and text, best first.",
            SEARCH,
            (open, said) ->
                HitJson.array(
                    open.hits(text(said, "query"), top(said), scope(said), Signal.ALL),
                    LONGEST_TEXT,
                    false)),
        tool(
            "similar",
            "Find code that is like the chunk at a line of an indexed file, in any repository.",
            SIMILAR,
            (open, said) ->
                HitJson.array(
                    open.similar(
                        text(said, "path"),
                        text(said, "repository"),
                        number(said, "line", 1),
                        top(said),
                        new SearchScope(
                            given(said, "in_repository"),
                            Optional.empty(),
                            false,
                            given(said, "language"))),
                    LONGEST_TEXT,
                    false)),
        tool(
            "read_chunk",
            "Read the indexed chunk at a line of a file, and chunks around it.",
            READ,
            (open, said) ->
                HitJson.array(
                    open.chunks(
                        text(said, "path"),
                        text(said, "repository"),
                        number(said, "line", 1),
                        number(said, "around", 0)),
                    LONGEST_TEXT,
                    false)),
        tool(
            "list_repositories",
            "List the indexed repositories with origin, ref, revision and when they were indexed.",
            NOTHING,
            (open, said) -> repositories(open)));
  }

  /** Waits until no call has been at work for a moment. */
  void awaitIdle() throws InterruptedException {
    int quiet = 0;
    while (quiet < 2) {
      Thread.sleep(IDLE_MILLIS / 2);
      quiet = running.get() == 0 ? quiet + 1 : 0;
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    if (session != null) {
      SearchSession open = session;
      session = null;
      open.close();
    }
  }

  private SyncToolSpecification tool(
      String name, String description, String schema, Answer answer) {
    Tool tool =
        Tool.builder(name, mapper, schema)
            .description(description)
            .annotations(ToolAnnotations.builder().readOnlyHint(true).openWorldHint(false).build())
            .build();
    return SyncToolSpecification.builder()
        .tool(tool)
        .callHandler((exchange, request) -> answer(answer, request.arguments()))
        .build();
  }

  private CallToolResult answer(Answer answer, Map<String, Object> arguments) {
    running.incrementAndGet();
    try {
      return CallToolResult.builder()
          .addTextContent(asked(answer, arguments == null ? Map.of() : arguments).toString())
          .build();
    } catch (JobException | PgException e) {
      return fault(e.getMessage());
    } catch (Exception e) {
      return fault("unexpected fault: " + e.getClass().getSimpleName() + ": " + e.getMessage());
    } finally {
      running.decrementAndGet();
    }
  }

  private synchronized ArrayNode asked(Answer answer, Map<String, Object> arguments)
      throws Exception {
    if (session == null) {
      session = SearchSession.open(config);
    }
    try {
      return answer.of(session, arguments);
    } catch (PgException e) {
      // The server may have been started anew: the next call connects again.
      close();
      throw e;
    }
  }

  private static CallToolResult fault(String message) {
    return CallToolResult.builder().addTextContent(message).isError(true).build();
  }

  private static ArrayNode repositories(SearchSession open) throws PgException {
    ArrayNode array = new ObjectMapper().createArrayNode();
    List<RepositoryRow> rows = open.repositories();
    for (RepositoryRow row : rows.subList(0, Math.min(MOST_REPOSITORIES, rows.size()))) {
      array
          .addObject()
          .put("repository", row.id())
          .put("origin", row.origin())
          .put("ref", row.ref())
          .put("revision", row.revision())
          .put("indexedAt", row.indexedAt().toString());
    }
    return array;
  }

  private static SearchScope scope(Map<String, Object> said) {
    return new SearchScope(
        given(said, "repository"),
        given(said, "ref"),
        false,
        given(said, "language"),
        given(said, "path"),
        given(said, "kind"),
        given(said, "symbol"));
  }

  private static int top(Map<String, Object> said) {
    return Math.min(MOST_HITS, number(said, "top", 10));
  }

  private static int number(Map<String, Object> said, String name, int otherwise) {
    return said.get(name) instanceof Number number ? Math.max(0, number.intValue()) : otherwise;
  }

  private static Optional<String> given(Map<String, Object> said, String name) {
    return Optional.of(text(said, name)).filter(text -> !text.isEmpty());
  }

  private static String text(Map<String, Object> said, String name) {
    return said.get(name) instanceof String text ? text : "";
  }
}
