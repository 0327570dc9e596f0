package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.source.RepositoryPlace;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceException;
import io.codestrata.source.SourceList;
import io.codestrata.table.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds each repository and fixes the revision of each of its refs, several repositories at a time,
 * since fetching waits for remotes. On the driver: the clones lie on its disk, whence executors
 * read them.
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

  /** Of one entry: a ref that is lost leaves the others. */
  private record Found(List<NamedRepository> repositories, List<Failure> failures) {}

  /** Those that were found, in order; each of the others is a failure of the run. */
  List<NamedRepository> run(SourceList list) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, JobThreads::daemon);
    try {
      List<Future<Found>> futures = new ArrayList<>();
      for (SourceEntry entry : list.entries()) {
        futures.add(pool.submit(() -> find(entry)));
      }
      List<NamedRepository> found = new ArrayList<>();
      for (int i = 0; i < futures.size(); i++) {
        SourceEntry entry = list.entries().get(i);
        try {
          Found one = futures.get(i).get();
          found.addAll(one.repositories());
          figures.failures().addAll(one.failures());
        } catch (ExecutionException e) {
          figures.failures().add(failure(name(entry), e.getCause()));
        }
      }
      return found;
    } finally {
      pool.shutdownNow();
    }
  }

  private Found find(SourceEntry entry) throws SourceException {
    RepositoryPlace place = sources.find(entry.argument(), entry.kind());
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    resolve(place, entry, entry.ref(), found);
    for (String ref : sources.refs(place, entry.refs())) {
      if (!ref.equals(entry.ref())) {
        resolve(place, entry, ref, found);
      }
    }
    return found;
  }

  private void resolve(RepositoryPlace place, SourceEntry entry, String ref, Found found) {
    boolean own = ref.equals(entry.ref());
    try {
      found.repositories().add(new NamedRepository(sources.at(place, ref), entry, own));
    } catch (SourceException e) {
      String name = own ? name(entry) : RepositoryIds.ofRef(entry.wantedId(), ref);
      found.failures().add(failure(name, e));
    }
  }

  private static String name(SourceEntry entry) {
    return entry.id().isEmpty() ? Redaction.url(entry.argument()) : entry.id();
  }

  private Failure failure(String name, Throwable cause) {
    return JobErrors.lostRepository(figures.run(), name, cause);
  }
}
