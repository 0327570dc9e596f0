package io.codestrata.job;

import io.codestrata.pgvector.PgTarget;
import io.codestrata.table.ChunksTable;
import io.codestrata.table.Failure;
import io.codestrata.table.FileChanges;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Brings a group of snapshots through chunk, embed, land and publish. Commits go in an order that
 * lets a killed run be run again: chunks and embeddings first, which nothing refers to yet; then
 * the files that refer to them; then the repositories' roots; then PostgreSQL, whose chunks and
 * embeddings, as invisible there, are loaded beside the files' landing.
 */
final class GroupJob {
  private final Stages stages;
  private final RunFigures figures;
  private final Progress progress;
  private final boolean touchAll;
  private final Runnable landed;

  /** What the stages of a run share. */
  record Stages(
      Lake lake,
      LakeLock lock,
      JavaSparkContext spark,
      EmbedderSettings settings,
      ChunkRules rules,
      ParseGuard guard,
      EmbedJob embed,
      PgTarget target,
      Connection connection,
      ExecutorService background) {}

  /**
   * @param touchAll whether repositories without a change get the time of this run too
   * @param landed run when a group has
   */
  GroupJob(
      Stages stages, RunFigures figures, Progress progress, boolean touchAll, Runnable landed) {
    this.stages = stages;
    this.figures = figures;
    this.progress = progress;
    this.touchAll = touchAll;
    this.landed = landed;
  }

  void run(ScanJob.Group group) throws Exception {
    StageClock clock = figures.clock();
    figures.failures().addAll(group.failures());
    loadModel(group);
    prepareLanding(group);
    ChunkJob.Result cut =
        clock.time(
            StageClock.Stage.CHUNK,
            () ->
                new ChunkJob(
                        stages.spark(), stages.lake(), stages.rules(), stages.guard(), progress)
                    .run(group.scans()));
    Future<?> chunksLanded = stages.background().submit(() -> landChunks(cut));
    EmbedJob.Result embedded = clock.time(StageClock.Stage.EMBED, () -> embed(cut));
    if (embedded.stopped()) {
      // Texts that were never tried must not look embedded: no file of this group lands.
      Futures.join(chunksLanded);
      throw JobErrors.embeddingStopped(embedded.outcomes());
    }
    Snapshots snapshots =
        clock.time(
            StageClock.Stage.LAND,
            () -> {
              Futures.join(chunksLanded);
              cut.release();
              return snapshots(group, cut, embedded);
            });
    PublishJob publish =
        new PublishJob(
            stages.lake(), stages.target(), stages.rules(), stages.background(), progress);
    publish.loadAhead(
        stages.connection(),
        snapshots.upserts(),
        new ContentLoading.InHand(cut.few().orElse(List.of()), embedded.few()));
    stages
        .lock()
        .commit(
            () -> {
              long before = stages.lake().files().version();
              clock.run(StageClock.Stage.LAND, () -> land(snapshots));
              landed.run();
              // Other runs may have landed repositories of theirs, so all are asked for.
              clock.run(
                  StageClock.Stage.PUBLISH,
                  () ->
                      publish.run(
                          stages.connection(),
                          stages.lake().repositories().all(),
                          new PublishJob.Landed(
                              before, new FileChanges(snapshots.upserts(), snapshots.deletes()))));
            });
    figures.add(snapshots.totals(group.hashed(), cut.freshCount()), cut.slowest());
    stages
        .guard()
        .settle(cut.files().stream().map(IndexedFile::contentHash).collect(Collectors.toSet()));
  }

  /** The model loads while files are cut; a fault is told by the task that asks for it. */
  private void loadModel(ScanJob.Group group) {
    if (stages.spark().isLocal() && group.scans().stream().anyMatch(s -> !s.toRead().isEmpty())) {
      Future<?> unused =
          stages
              .background()
              .submit(
                  () -> {
                    stages.settings().load();
                    return null;
                  });
    }
  }

  private void prepareLanding(ScanJob.Group group) {
    if (group.changesAny()) {
      Future<?> unused = stages.background().submit(Lake::prepareToLand);
    }
  }

  private Void landChunks(ChunkJob.Result cut) throws Exception {
    if (cut.freshCount() > 0) {
      ChunksTable chunks = stages.lake().chunks();
      stages
          .lock()
          .commit(
              () -> {
                if (cut.few().isPresent()) {
                  chunks.land(cut.few().get(), cut.foundAt());
                } else {
                  chunks.land(cut.fresh(), cut.foundAt());
                }
              });
    }
    return null;
  }

  private EmbedJob.Result embed(ChunkJob.Result cut) throws Exception {
    return cut.knownContents().isEmpty() && cut.freshCount() == 0
        ? EmbedJob.Result.NONE
        : stages.embed().run(cut);
  }

  private Snapshots snapshots(ScanJob.Group group, ChunkJob.Result cut, EmbedJob.Result embedded) {
    ReadFiles read = ReadFiles.of(figures.run(), stages.lake(), cut.files(), embedded.outcomes());
    figures.failures().addAll(read.failures());
    figures.failures().addAll(LandJob.unhashed(figures.run(), group.scans()));
    return Snapshots.of(group.scans(), read.rows());
  }

  private void land(Snapshots snapshots) throws Exception {
    List<Failure> failures = figures.newFailures();
    new LandJob(stages.lake(), stages.rules(), stages.background(), progress)
        .run(snapshots, failures, figures.startedAt(), touchAll);
  }
}
