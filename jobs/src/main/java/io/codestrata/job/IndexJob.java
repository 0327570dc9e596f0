package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.pgvector.Generation;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.pgvector.VectorStorage;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceList;
import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.Failure;
import io.codestrata.table.JournaledRun;
import io.codestrata.table.Lake;
import io.codestrata.table.Run;
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
 * The main job: finds repositories, some at a time, and brings those that changed through snapshot,
 * chunk, embed, land and publish in groups. What a group has published stays, whatever becomes of
 * the rest; the run's own row says how far it is.
 */
public final class IndexJob {
  private static final int REASONS_SHOWN = 20;

  /** Two that load into PostgreSQL, and one that lands beside them. */
  private static final int BACKGROUND = 3;

  private final PipelineConfig config;
  private final LiveRun progress;
  private final RunFigures figures;
  private final String run;
  private final List<Failure> failures;

  public IndexJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.figures = new RunFigures(config);
    this.progress = new LiveRun(progress, figures, RunBoard.of(config));
    this.run = figures.run();
    this.failures = figures.failures();
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
    Trace.mark(run, figures.trace());
    EmbedderSettings settings = settings();
    try (progress;
        CloneFetches fetches = CloneFetches.of(config);
        RepositorySources sources =
            new RepositorySources(SourceSettings.store(config), fetches, progress::note)) {
      return run(request, settings, sources);
    }
  }

  private IndexResult run(
      IndexRequest request, EmbedderSettings settings, RepositorySources sources) throws Exception {
    ResolveJob resolve = new ResolveJob(sources, config, figures);
    Selection selection = request.selection();
    if (request.dryRun()) {
      return new DryRun(config, settings, sources, figures, progress)
          .of(lake -> resolve.run(selected(request, lake)));
    }
    progress.show();
    // Without a need of the lake, a request of nothing but faults is refused at once.
    Optional<List<NamedRepository>> early =
        selection.asksLake()
            ? Optional.empty()
            : Optional.of(
                figures
                    .clock()
                    .time(
                        StageClock.Stage.SNAPSHOT,
                        () -> early(resolve, selection.of(request.sources()))));
    String lakeId = Lake.prepare(config.lake(), Sessions.hadoop());
    ExecutorService background = Executors.newFixedThreadPool(BACKGROUND, JobThreads::daemon);
    Future<PgTarget> server =
        background.submit(() -> Server.of(config).start().tracedBy(figures.trace()));
    try (SparkSession spark = Sessions.open(config);
        Connection connection = Futures.join(server).connect();
        Connection committing = Futures.join(server).connect();
        ParseGuard guard =
            ParseGuard.of(config, Sessions.hadoop(), spark.sparkContext().isLocal())) {
      begin(connection, lakeId);
      LakeLock lock = LakeLock.of(committing, lakeId, progress);
      LakeGenerations generations = new LakeGenerations(config, lakeId);
      LakeGenerations.Choice generation =
          generation(generations, connection, settings.embeddingModel().key());
      Lake lake = generations.open(spark, generation.name());
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      ChunkRules rules = ChunkRules.of(config, settings.embeddingModel().key());
      GroupJob.Stages stages =
          new GroupJob.Stages(
              lake,
              lock,
              context,
              settings,
              rules,
              guard,
              new EmbedJob(
                  context, lake, settings, config, journaled(settings, rules), lock, progress),
              Futures.join(server),
              connection,
              background);
      IndexResult result =
          index(
              stages,
              new RepositoryQueue(
                  selected(request, lake),
                  early,
                  resolve,
                  lake,
                  generations.elsewhere(spark, lake.generation()),
                  connection,
                  progress),
              new ScanJob(context, lake, sources, rules, config, progress, run),
              new GroupJob(stages, figures, progress, selection.asksLake(), sources::keepLearned));
      if (generation.serving().isPresent()) {
        lock.commit(() -> replace(generation.serving().get(), lake, connection));
      }
      return result;
    } finally {
      background.shutdownNow();
    }
  }

  private LakeGenerations.Choice generation(
      LakeGenerations generations, Connection connection, String model) throws Exception {
    LakeGenerations.Choice choice = generations.ofRun(connection, model);
    choice
        .serving()
        .ifPresent(
            serving ->
                progress.note(
                    GenerationErrors.beside(
                        choice.name(), model, serving.key().name(), serving.model())));
    return choice;
  }

  private void replace(Generation serving, Lake lake, Connection connection) throws Exception {
    new GenerationSwitch(config, progress).afterRun(lake, connection, serving.key().name());
  }

  private static SourceList selected(IndexRequest request, Lake lake) {
    return request.selection().asksLake()
        ? request.selection().of(request.sources(), lake)
        : request.selection().of(request.sources());
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

  /** The first repositories of the list, found before anything is started. */
  private List<NamedRepository> early(ResolveJob resolve, SourceList list)
      throws JobException, InterruptedException {
    List<SourceEntry> first = RepositoryQueue.first(list);
    List<NamedRepository> found = resolve.run(new SourceList(first));
    if (found.isEmpty() && !failures.isEmpty() && first.size() == list.entries().size()) {
      throw JobErrors.noRepository(
          failures.stream()
              .limit(REASONS_SHOWN)
              .map(Failure::reason)
              .collect(Collectors.joining("; ")));
    }
    return found;
  }

  /** Makes the connection the run's: others see that it lives, and take nothing it counts on. */
  private void begin(Connection connection, String lakeId) throws Exception {
    Migrations.apply(connection);
    VectorStorage.named(config.text(Options.STORAGE)).apply(connection).ifPresent(progress::note);
    PgVectorSink.beginRun(connection);
    new NamedLock(connection, NamedLock.RUN, run).take();
    NamedLock contents = new NamedLock(connection, NamedLock.CONTENTS, lakeId);
    if (!contents.tryTakeShared()) {
      progress.note(JobErrors.lakeIsPurged());
      contents.takeShared();
    }
  }

  private JournaledRun journaled(EmbedderSettings settings, ChunkRules rules) {
    return new JournaledRun(
        run,
        figures.startedAt().toEpochMilli(),
        settings.provider(),
        rules.model(),
        settings.usdPerMillionTokens(),
        rules.chunking(),
        Version.current(),
        List.of(),
        figures.trace());
  }

  /** Lands what runs that were killed have paid for. */
  private void recover(GroupJob.Stages stages) throws Exception {
    long texts =
        new EmbeddingLanding(
                stages.spark(), stages.lake(), EmbeddingJournal.of(config.lake()), stages.lock())
            .recover(stages.connection());
    if (texts > 0) {
      progress.note(texts + " embeddings of a run that was killed are kept");
    }
  }

  private IndexResult index(
      GroupJob.Stages stages, RepositoryQueue queue, ScanJob scan, GroupJob groups)
      throws Exception {
    StageClock clock = figures.clock();
    progress.embedsBy(stages.embed());
    VectorUpkeep upkeep = new VectorUpkeep(config, stages.target(), progress);
    long left;
    boolean told = false;
    do {
      try (RepositoryQueue.Part part = clock.time(StageClock.Stage.SNAPSHOT, queue::next)) {
        // Also once a repository was waited for: its last run may have been killed.
        recover(stages);
        do {
          ScanJob.Group group =
              clock.time(
                  StageClock.Stage.SNAPSHOT, () -> scan.next(part, part.states(), part.left()));
          groups.run(group);
          upkeep.run(stages.connection(), stages.rules().model());
          left = part.left() + queue.left();
          progress.groupDone(left);
          // A commit takes longer than to find that hundreds of repositories have not changed.
          if (left > 0 && group.changesAny()) {
            tell(stages, left);
            told = true;
          }
        } while (part.left() > 0 && !stages.embed().hasGivenUp());
      }
    } while (queue.left() > 0 && !stages.embed().hasGivenUp());
    return end(stages, left, told);
  }

  /** Says how far the run is, here and to those who watch the table of runs. */
  private void tell(GroupJob.Stages stages, long left) throws Exception {
    Run row = row(stages, left, Run.State.RUNNING);
    progress.note(JobErrors.repositoriesDone(row));
    stages.lock().commit(() -> stages.lake().runs().upsert(row));
  }

  private IndexResult end(GroupJob.Stages stages, long left, boolean told) throws Exception {
    Run row = row(stages, left, left > 0 ? Run.State.STOPPED : Run.State.DONE);
    if (left > 0) {
      progress.note(JobErrors.stoppedEarly(left));
    }
    stages
        .lock()
        .commit(
            () -> {
              if (told) {
                stages.lake().runs().upsert(row);
              } else {
                stages.lake().runs().append(List.of(row));
              }
            });
    EmbeddingJournal.of(config.lake()).forget(run);
    return new IndexResult(
        row, figures.totals().skippedByReason(), List.copyOf(failures), Optional.empty());
  }

  private Run row(GroupJob.Stages stages, long left, Run.State state) {
    EmbedJob embed = stages.embed();
    return figures.row(
        stages.settings(), stages.rules(), embed.receipt(), embed.unansweredTokens(), left, state);
  }
}
