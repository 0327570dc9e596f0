package io.codestrata.job;

import io.codestrata.embed.AccountPermits;
import io.codestrata.table.Receipt;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run as it can be looked at from outside while it is at work: by its process's metrics, and by
 * its file on the {@link RunBoard}. Stands between the stages and whom they tell of their progress.
 * The driver's thread writes, others read. That nobody can look stops no run.
 */
final class LiveRun implements Progress, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

  /**
   * A stage and how far it is.
   *
   * @param nanos by the clock: when it began, or where it has ended, how long it took
   */
  record Stage(String name, long done, long total, String unit, long nanos, boolean over) {
    private Stage reached(long newDone) {
      return new Stage(name, newDone, total, unit, nanos, over);
    }

    private Stage ended(long newDone) {
      return over ? this : new Stage(name, newDone, total, unit, System.nanoTime() - nanos, true);
    }

    private double seconds() {
      return (over ? nanos : System.nanoTime() - nanos) / 1e9;
    }
  }

  private final Progress told;
  private final RunFigures figures;
  private final RunBoard board;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(JobThreads::daemon);
  private volatile Stage stage = new Stage("", 0, 0, "", System.nanoTime(), false);
  private volatile EmbedJob embed;
  private volatile long repositoriesLeft;
  private boolean posts;

  LiveRun(Progress told, RunFigures figures, RunBoard board) {
    this.told = told;
    this.figures = figures;
    this.board = board;
  }

  /** From now on it can be looked at, until it is closed. */
  void show() {
    MetricsPlugin.show(this);
    try {
      board.prepare();
      posts = true;
      Future<?> unused = timer.scheduleAtFixedRate(this::post, 0, 1, TimeUnit.SECONDS);
    } catch (IOException e) {
      LOG.warn("status --watch will not see this run: {}", e.toString());
    }
  }

  /** Where figures of the embed stage come from. */
  void embedsBy(EmbedJob job) {
    embed = job;
  }

  /** A group is done. */
  void groupDone(long left) {
    repositoriesLeft = left;
    MetricsPlugin.showSkips(figures.totals().skippedByReason().keySet());
  }

  RunFigures figures() {
    return figures;
  }

  Stage stage() {
    return stage;
  }

  long repositoriesLeft() {
    return repositoriesLeft;
  }

  Receipt receipt() {
    EmbedJob job = embed;
    return job == null ? Receipt.NONE : job.receipt();
  }

  double costUsd() {
    EmbedJob job = embed;
    return job == null ? 0 : job.costUsd();
  }

  AccountPermits.Spent spent() {
    EmbedJob job = embed;
    return job == null ? new AccountPermits.Spent(0, 0, 0, 0) : job.spent();
  }

  private RunStatus status() {
    Stage now = stage;
    RunTotals totals = figures.totals();
    return new RunStatus(
        figures.run(),
        figures.trace(),
        figures.startedAt().toEpochMilli(),
        System.currentTimeMillis(),
        now.name(),
        now.done(),
        now.total(),
        now.unit(),
        now.seconds(),
        totals.repositories(),
        repositoriesLeft,
        totals.changedFiles(),
        totals.newChunks(),
        receipt().texts(),
        receipt().tokens(),
        costUsd(),
        figures.failures().size());
  }

  private synchronized void post() {
    if (posts) {
      try {
        board.post(status());
      } catch (IOException e) {
        LOG.debug("cannot say how far the run is", e);
      }
    }
  }

  @Override
  public void begin(String newStage, long total, String unit) {
    stage = new Stage(newStage, 0, total, unit, System.nanoTime(), false);
    post();
    told.begin(newStage, total, unit);
  }

  @Override
  public void reached(long done) {
    stage = stage.reached(done);
    told.reached(done);
  }

  @Override
  public void end() {
    stage = stage.ended(stage.total());
    told.end();
  }

  @Override
  public void end(long done) {
    stage = stage.ended(done);
    told.end(done);
  }

  @Override
  public void note(String line) {
    told.note(line);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      try {
        if (posts) {
          board.remove(figures.run());
        }
      } catch (IOException e) {
        LOG.debug("cannot say that the run is over", e);
      }
      posts = false;
    }
  }
}
