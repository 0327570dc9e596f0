package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.source.RepositorySources;
import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.Failure;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.JournaledRun;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The main job: snapshot, chunk, embed, land, publish. Commits go in an order that lets a killed
 * run be run again: chunks and embeddings first, which nothing refers to yet; then the files that
 * refer to them; then the repositories' roots; then PostgreSQL; last the run's own row.
 */
public final class IndexJob {
  private static final int REASONS_SHOWN = 20;

  private final PipelineConfig config;
  private final Progress progress;
  private final RunFigures figures = RunFigures.begin();
  private final StageClock clock = figures.clock();
  private final String run = figures.run();
  private final List<Failure> failures = figures.failures();

  public IndexJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /** Folder where a local run keeps the journal that outlives its process. */
  public static Path journal(PipelineConfig config) {
    return DataFolder.journal(config);
  }

  /**
   * Runs it.
   *
   * @throws JobException when nothing could be done, or the run had to stop; the message has the
   *     remedy
   * @throws Exception when something broke that no remedy is known for
   */
  public IndexResult run(IndexRequest request) throws Exception {
    DataFolder.prepare(config);
    EmbedderSettings settings = settings();
    try (RepositorySources sources =
        new RepositorySources(SourceSettings.store(config), progress::note)) {
      return run(request, settings, sources);
    }
  }

  private IndexResult run(
      IndexRequest request, EmbedderSettings settings, RepositorySources sources) throws Exception {
    Selection selection = request.selection();
    // Without a need of the lake, a request of nothing but faults is refused at once.
    List<NamedRepository> early =
        selection.asksLake()
            ? List.of()
            : clock.time(StageClock.Stage.SNAPSHOT, () -> resolve(request, sources));
    DryRun.Named named =
        lake ->
            selection.asksLake()
                ? new ResolveJob(sources, config, figures)
                    .run(selection.of(request.sources(), lake))
                : early;
    if (request.dryRun()) {
      return new DryRun(config, settings, sources, figures, progress).of(named);
    }
    String lakeId = Lake.prepare(config.lake(), Sessions.hadoop());
    ExecutorService background = Executors.newFixedThreadPool(2, JobThreads::daemon);
    Future<PgTarget> server = background.submit(() -> Server.of(config).start());
    try (SparkSession spark = Sessions.open(config);
        Connection connection = Futures.join(server).connect();
        LakeLock lock = LakeLock.take(connection, lakeId, progress);
        ParseGuard guard = ParseGuard.of(config, Sessions.hadoop(), isLocal(spark))) {
      Migrations.apply(connection);
      PgVectorSink.beginRun(connection);
      Lake lake = Lake.open(spark, config.lake(), lakeId);
      return index(
          new Stages(
              lake,
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              settings,
              ChunkRules.of(config, settings.embeddingModel().key()),
              guard,
              sources,
              Futures.join(server),
              connection,
              background,
              selection.asksLake()),
          named);
    } finally {
      background.shutdownNow();
    }
  }

  private EmbedderSettings settings() throws JobException {
    EmbedderSettings settings = EmbedderSettings.of(config);
    if (config.isSet(Options.MAX_COST)
        && !settings.isLocal()
        && settings.usdPerMillionTokens() == 0) {
      throw JobErrors.noPrice(settings.model());
    }
    try {
      return settings.sized(Accounts.single(config));
    } catch (EmbeddingException e) {
      throw new JobException(JobException.Kind.FAILED, e.getMessage(), e);
    }
  }

  /** What the stages share. */
  private record Stages(
      Lake lake,
      JavaSparkContext spark,
      EmbedderSettings settings,
      ChunkRules rules,
      ParseGuard guard,
      RepositorySources sources,
      PgTarget target,
      Connection connection,
      ExecutorService background,
      boolean touchAll) {}

  private IndexResult index(Stages stages, DryRun.Named repositories) throws Exception {
    Lake lake = stages.lake();
    recover(stages);
    ScanJob.Result scan =
        clock.time(
            StageClock.Stage.SNAPSHOT,
            () ->
                new ScanJob(
                        stages.spark(),
                        lake,
                        stages.sources(),
                        stages.rules(),
                        config,
                        progress,
                        run)
                    .run(repositories.of(lake)));
    failures.addAll(scan.failures());
    if (stages.spark().isLocal() && scan.scans().stream().anyMatch(s -> !s.toRead().isEmpty())) {
      // The model loads while files are cut; a fault is told by the task that asks for it.
      Future<?> unused =
          stages
              .background()
              .submit(
                  () -> {
                    stages.settings().load();
                    return null;
                  });
    }
    ChunkJob.Result cut =
        clock.time(
            StageClock.Stage.CHUNK,
            () ->
                new ChunkJob(stages.spark(), lake, stages.rules(), stages.guard(), progress)
                    .run(scan.scans()));
    Future<?> chunksLanded = stages.background().submit(() -> landChunks(lake, cut));
    EmbedJob.Result embedded = clock.time(StageClock.Stage.EMBED, () -> embed(stages, cut));
    if (embedded.stopped()) {
      // Texts that were never tried must not look embedded: no file of this run lands.
      Futures.join(chunksLanded);
      throw JobErrors.embeddingStopped(embedded.outcomes());
    }
    Snapshots snapshots =
        clock.time(
            StageClock.Stage.LAND,
            () -> {
              Futures.join(chunksLanded);
              cut.release();
              ReadFiles read = ReadFiles.of(run, lake, cut.files(), embedded.outcomes());
              failures.addAll(read.failures());
              failures.addAll(LandJob.unhashed(run, scan.scans()));
              return Snapshots.of(scan.scans(), read.rows());
            });
    List<RepositoryState> states =
        clock.time(
            StageClock.Stage.LAND,
            () ->
                new LandJob(lake, stages.rules(), stages.background(), progress)
                    .run(
                        snapshots,
                        scan.known(),
                        List.copyOf(failures),
                        figures.startedAt(),
                        stages.touchAll()));
    stages.sources().keepLearned();
    stages
        .guard()
        .settle(cut.files().stream().map(IndexedFile::contentHash).collect(Collectors.toSet()));
    clock.time(
        StageClock.Stage.PUBLISH,
        () -> {
          new PublishJob(lake, stages.target(), stages.rules(), stages.background(), progress)
              .run(stages.connection(), states);
          return null;
        });
    Run row =
        figures.row(
            stages.settings(),
            stages.rules(),
            snapshots,
            cut,
            embedded.receipt(),
            embedded.unansweredTokens());
    lake.runs().append(lake.runs().rows(List.of(row)));
    EmbeddingJournal.of(config.lake()).forget(run);
    return new IndexResult(
        row, snapshots.skippedByReason(), List.copyOf(failures), Optional.empty());
  }

  /** Lands what runs that were killed have paid for. */
  private void recover(Stages stages) throws IOException {
    long texts =
        new EmbeddingLanding(stages.spark(), stages.lake(), EmbeddingJournal.of(config.lake()))
            .recover();
    if (texts > 0) {
      progress.note(texts + " embeddings of a run that was killed are kept");
    }
  }

  private List<NamedRepository> resolve(IndexRequest request, RepositorySources sources)
      throws JobException, InterruptedException {
    List<NamedRepository> found =
        new ResolveJob(sources, config, figures).run(request.selection().of(request.sources()));
    if (found.isEmpty() && !failures.isEmpty()) {
      throw JobErrors.noRepository(
          failures.stream()
              .limit(REASONS_SHOWN)
              .map(Failure::reason)
              .collect(Collectors.joining("; ")));
    }
    return found;
  }

  private static void landChunks(Lake lake, ChunkJob.Result cut) {
    if (cut.freshCount() > 0) {
      lake.chunks().insertNew(lake.chunks().rows(cut.fresh()));
    }
  }

  private EmbedJob.Result embed(Stages stages, ChunkJob.Result cut) throws IOException {
    if (cut.knownContents().isEmpty() && cut.freshCount() == 0) {
      return EmbedJob.Result.NONE;
    }
    EmbedderSettings settings = stages.settings();
    return new EmbedJob(
            stages.spark(),
            stages.lake(),
            settings,
            config,
            new JournaledRun(
                run,
                figures.startedAt().toEpochMilli(),
                settings.provider(),
                stages.rules().model(),
                settings.usdPerMillionTokens(),
                stages.rules().chunking(),
                Version.current(),
                List.of()),
            progress)
        .run(cut.chunks(stages.lake()), cut.files());
  }

  private static boolean isLocal(SparkSession spark) {
    return spark.sparkContext().isLocal();
  }
}
