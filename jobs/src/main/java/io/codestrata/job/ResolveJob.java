package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.source.Repository;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceList;
import io.codestrata.table.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds each repository and fixes its revision, several at a time, since fetching waits for
 * remotes. On the driver: the clones lie on its disk, whence executors read them.
 */
final class ResolveJob {
  private final RepositorySources sources;
  private final int threads;
  private final RunFigures figures;

  ResolveJob(RepositorySources sources, PipelineConfig config, RunFigures figures) {
    this.sources = sources;
    this.threads = (int) config.number(Options.CLONES);
    this.figures = figures;
  }

  /** Those that were found, in order; each of the others is a failure of the run. */
  List<NamedRepository> run(SourceList list) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, JobThreads::daemon);
    try {
      List<Future<Repository>> futures = new ArrayList<>();
      for (SourceEntry entry : list.entries()) {
        futures.add(
            pool.submit(() -> sources.resolve(entry.argument(), entry.ref(), entry.kind())));
      }
      List<NamedRepository> found = new ArrayList<>();
      for (int i = 0; i < futures.size(); i++) {
        SourceEntry entry = list.entries().get(i);
        try {
          found.add(new NamedRepository(futures.get(i).get(), entry));
        } catch (ExecutionException e) {
          figures.failures().add(failure(entry, e.getCause()));
        }
      }
      return found;
    } finally {
      pool.shutdownNow();
    }
  }

  private Failure failure(SourceEntry entry, Throwable cause) {
    String name = entry.id().isEmpty() ? Redaction.url(entry.argument()) : entry.id();
    return JobErrors.lostRepository(figures.run(), name, cause);
  }
}
