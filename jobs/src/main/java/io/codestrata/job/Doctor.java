package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.Embedder;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.pgvector.HybridSearch;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PublishedState;
import io.codestrata.table.Lake;
import java.nio.file.Files;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tries each thing a run needs, really, and keeps going past what fails. */
public final class Doctor {
  private static final long LEAST_FREE_BYTES = 1L << 30;
  private static final int OLDEST_JAVA = 17;

  /**
   * One thing tried.
   *
   * @param subject what
   * @param fine whether it works
   * @param detail what was found, or the fault with its remedy
   */
  public record Finding(String subject, boolean fine, String detail) {}

  private final PipelineConfig config;
  private final List<Finding> findings = new ArrayList<>();

  public Doctor(PipelineConfig config) {
    this.config = config;
  }

  /** Tries everything; takes a few seconds, and starts the private server. */
  public List<Finding> examine() {
    attempt("java", this::java);
    attempt(
        "memory",
        () ->
            String.format(
                Locale.ROOT,
                "heap up to %.1f GB, %d cores",
                Runtime.getRuntime().maxMemory() / 1e9,
                Runtime.getRuntime().availableProcessors()));
    attempt(
        "data folder",
        () -> {
          DataFolder.prepare(config);
          return config.dataFolder().toString();
        });
    attempt("disk", this::disk);
    attempt("lake", () -> config.lake() + " id " + Lake.prepare(config.lake(), Sessions.hadoop()));
    attempt("tree-sitter", this::grammars);
    attempt("embedding", this::embedding);
    attempt("PostgreSQL", this::server);
    return findings;
  }

  private String java() throws JobException {
    if (Runtime.version().feature() < OLDEST_JAVA) {
      throw JobErrors.fault("this is Java " + Runtime.version() + " (install JDK 17 or newer)");
    }
    return Runtime.version().toString();
  }

  private String disk() throws Exception {
    long free = Files.getFileStore(config.dataFolder()).getUsableSpace();
    if (free < LEAST_FREE_BYTES) {
      throw JobErrors.fault(
          "less than 1 GB is free under " + config.dataFolder() + " (free some, or use --data)");
    }
    return String.format(Locale.ROOT, "%.1f GB free", free / 1e9);
  }

  private String grammars() throws JobException {
    if (GrammarRegistry.shared().grammar("java").isEmpty()) {
      throw JobErrors.fault(
          "its native library does not load; files are cut by lines (is the temp folder mounted"
              + " noexec? set -Djava.io.tmpdir in CODESTRATA_JAVA_OPTS)");
    }
    return GrammarRegistry.shared().languages().stream()
            .filter(language -> !language.grammar().isEmpty())
            .count()
        + " grammars";
  }

  private String embedding() throws Exception {
    EmbedderSettings settings = EmbedderSettings.of(config);
    if (!settings.isLocal()) {
      return settings.embeddingModel().key() + " (no call made: it would cost money)";
    }
    try (Embedder embedder = settings.open(Accounts.single(config))) {
      return settings.embeddingModel().key()
          + ", "
          + embedder.embedQuery("hello").length
          + " numbers";
    }
  }

  private String server() throws Exception {
    PgTarget target = Server.of(config).start();
    try (Connection connection = target.connect()) {
      PublishedState state = HybridSearch.status(connection);
      if (state.pgvectorVersion().isEmpty()) {
        throw JobErrors.fault(
            state.serverVersion() + " without pgvector (install pgvector 0.8.2 or newer on it)");
      }
      if (state.isVulnerable()) {
        throw JobErrors.fault(
            "pgvector "
                + state.pgvectorVersion()
                + " has CVE-2026-3172, so indexes are built by one process (update it to 0.8.2 or"
                + " newer)");
      }
      return state.serverVersion() + ", pgvector " + state.pgvectorVersion();
    }
  }

  private void attempt(String subject, Callable<String> check) {
    try {
      findings.add(new Finding(subject, true, check.call()));
    } catch (Exception | LinkageError e) {
      findings.add(new Finding(subject, false, JobErrors.oneLine(e)));
    }
  }
}
