package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.source.Repository;
import io.codestrata.source.RepositoryPlace;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceException;
import io.codestrata.source.SourceList;
import io.codestrata.source.SubmoduleSearch;
import io.codestrata.table.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds each repository and fixes the revision of each of its refs, several repositories at a time,
 * since fetching waits for remotes. The clones lie where driver and executors read them ({@link
 * CloneFetches}).
 */
final class ResolveJob {
  private final RepositorySources sources;
  private final int threads;
  private final boolean submodules;
  private final RunFigures figures;

  ResolveJob(RepositorySources sources, PipelineConfig config, RunFigures figures) {
    this.sources = sources;
    this.threads = (int) config.number(Options.CLONES);
    this.submodules = Boolean.parseBoolean(config.text(Options.SUBMODULES));
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

  /** Lets clones be deleted that were fetched so far. */
  void releaseClones() {
    sources.releaseClones();
  }

  private Found find(SourceEntry entry) throws SourceException {
    List<String> refs = new ArrayList<>(List.of(entry.ref()));
    refs.addAll(entry.refs());
    RepositoryPlace place = sources.find(entry.argument(), entry.kind(), refs);
    SubmoduleSearch search = sources.submodules(place, entry.argument());
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    resolve(place, search, entry, entry.ref(), found);
    for (String ref : sources.refs(place, entry.refs())) {
      if (!ref.equals(entry.ref())) {
        resolve(place, search, entry, ref, found);
      }
    }
    return found;
  }

  private void resolve(
      RepositoryPlace place, SubmoduleSearch search, SourceEntry entry, String ref, Found found) {
    boolean own = ref.equals(entry.ref());
    String refId = own ? entry.wantedId() : RepositoryIds.ofRef(entry.wantedId(), ref);
    try {
      Repository repository = sources.at(place, ref);
      found.repositories().add(new NamedRepository(repository, entry, own, ""));
      if (submodules) {
        search
            .of(
                repository,
                (path, lost) ->
                    found.failures().add(failure(RepositoryIds.ofSubmodule(refId, path), lost)))
            .forEach(
                inner ->
                    found
                        .repositories()
                        .add(new NamedRepository(inner.repository(), entry, own, inner.path())));
      }
    } catch (SourceException e) {
      found.failures().add(failure(own ? name(entry) : refId, e));
    }
  }

  private static String name(SourceEntry entry) {
    return entry.id().isEmpty() ? Redaction.url(entry.argument()) : entry.id();
  }

  private Failure failure(String name, Throwable cause) {
    return JobErrors.lostRepository(figures.run(), name, cause);
  }
}
