package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.source.ListedFile;
import io.codestrata.source.Repository;
import io.codestrata.source.RepositoryListing;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceRules;
import io.codestrata.source.TreeChanges;
import io.codestrata.table.Failure;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The snapshot stage: lists each repository on the driver and holds the listing against the lake. A
 * repository whose root hash and rules are those of its last run costs one comparison.
 */
final class ScanJob {
  /** Rows that a group holds in the driver's memory, unless one repository alone has more. */
  private static final long GROUP_ROWS = 200_000;

  /**
   * Some of the run's repositories, which go through the later stages together.
   *
   * @param scans a snapshot each, in the order of the run's repositories
   * @param failures repositories that could not be listed
   * @param hashed files that were read for their hashes
   */
  record Group(List<RepositoryScan> scans, List<Failure> failures, long hashed) {
    /** Whether one of the snapshots is not the one of the last run. */
    boolean changesAny() {
      return scans.stream().anyMatch(scan -> !scan.unchanged());
    }
  }

  /** A source's fault, apart from the lake's, which ends the run. */
  private static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;

    Lost(Exception cause) {
      super(cause);
    }
  }

  private final JavaSparkContext spark;
  private final Lake lake;
  private final RepositorySources sources;
  private final SourceRules sourceRules;
  private final long groupBytes;
  private final List<Path> excluded;
  private final Progress progress;
  private final String run;
  private final String chunking;
  private final String model;
  private final String detection;
  private final SnapshotComparison comparison;
  private long filesHashed;
  private Optional<Set<String>> withFiles = Optional.empty();

  ScanJob(
      JavaSparkContext spark,
      Lake lake,
      RepositorySources sources,
      ChunkRules rules,
      PipelineConfig config,
      Progress progress,
      String run) {
    this.spark = spark;
    this.lake = lake;
    this.sources = sources;
    this.sourceRules = SourceSettings.of(config);
    this.groupBytes = config.number(Options.GROUP_BYTES);
    this.excluded = List.of(config.dataFolder());
    this.progress = progress;
    this.run = run;
    // Asked for every repository, and costly to tell.
    this.chunking = rules.chunking();
    this.model = rules.model();
    this.detection = rules.detection();
    this.comparison = new SnapshotComparison(rules.chunkings(), rules.model());
  }

  /** Scans them all, however much there is to do. */
  Group all(List<NamedRepository> repositories, Map<String, RepositoryState> states) {
    return next(
        repositories.iterator(), states, repositories.size(), Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * Scans until there is enough to do for a group, or no repository is left.
   *
   * @param repositories with the ids they have in the lake
   * @param states of the lake's repositories by id
   * @param left how many the iterator has, as far as is known
   */
  Group next(
      Iterator<NamedRepository> repositories, Map<String, RepositoryState> states, long left) {
    return next(repositories, states, left, groupBytes, GROUP_ROWS);
  }

  private Group next(
      Iterator<NamedRepository> repositories,
      Map<String, RepositoryState> states,
      long left,
      long mostBytes,
      long mostRows) {
    List<RepositoryScan> scans = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    filesHashed = 0;
    withFiles = Optional.empty();
    long bytes = 0;
    long rows = 0;
    progress.begin("snapshot", left, "repositories");
    while (repositories.hasNext() && bytes < mostBytes && rows < mostRows) {
      NamedRepository named = repositories.next();
      Repository repository = named.repository();
      if (named.isRenamed()) {
        progress.note(JobErrors.keepsId(named.entry().id(), repository.id()));
      }
      SourceRules own = sourceRules.and(named.entry().exclude(), named.entry().include());
      try {
        RepositoryScan scan =
            scan(named, own, Optional.ofNullable(states.get(repository.id())), scans.size());
        scans.add(scan);
        bytes += scan.bytesToRead();
        rows += scan.rows();
      } catch (Lost e) {
        failures.add(JobErrors.lostRepository(run, repository.id(), e.getCause()));
      }
      progress.reached(scans.size() + failures.size());
    }
    progress.end(scans.size() + failures.size());
    return new Group(scans, failures, filesHashed);
  }

  private RepositoryScan scan(
      NamedRepository named, SourceRules own, Optional<RepositoryState> before, int index)
      throws Lost {
    Repository repository = named.repository();
    String configured = own.fingerprint() + detection;
    if (repository.kind() == Repository.Kind.GIT) {
      String root = source(() -> sources.rootHash(repository));
      // Equal trees hold equal ignore and attribute files.
      if (unchanged(before, root, rules -> rules.startsWith(configured))) {
        return RepositoryScan.untouched(named, root, before.orElseThrow());
      }
      Optional<RepositoryScan> changed = changes(named, root, own, configured, before, index);
      if (changed.isPresent()) {
        return changed.get();
      }
      RepositoryListing found = source(() -> sources.list(repository, own, excluded));
      ListedSnapshot listing =
          ListedSnapshot.of(source(() -> sources.inReadingOrder(repository, found.files())), index);
      return compare(named, root, configured, found, before, listing);
    }
    RepositoryListing found = source(() -> sources.list(repository, own, excluded));
    ListedSnapshot listing = hashed(repository, found.files(), index);
    String root = listing.tree().root();
    return unchanged(before, root, (configured + found.ruleFiles())::equals)
            && listing.failures().isEmpty()
        ? RepositoryScan.untouched(named, root, before.orElseThrow())
        : compare(named, root, configured, found, before, listing);
  }

  /** What of it changed, where the last state was made by the same rules and lost nothing. */
  private Optional<RepositoryScan> changes(
      NamedRepository named,
      String root,
      SourceRules own,
      String configured,
      Optional<RepositoryState> before,
      int index)
      throws Lost {
    Optional<RepositoryState> last =
        before.filter(
            state ->
                !state.rootHash().isEmpty()
                    && isCurrent(state, rules -> rules.startsWith(configured)));
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Repository repository = named.repository();
    Optional<TreeChanges> changes =
        source(() -> sources.changes(repository, own, last.get().rootHash()));
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    List<ListedFile> files =
        source(() -> sources.inReadingOrder(repository, changes.get().files()));
    return Optional.of(
        new ChangedSnapshot(lake, comparison)
            .compare(
                new SnapshotComparison.Found(
                    named, root, last.get().rules(), changes.get().uniform(), last),
                changes.get(),
                ListedSnapshot.of(files, index)));
  }

  private static <T> T source(Callable<T> question) throws Lost {
    try {
      return question.call();
    } catch (Exception e) {
      throw new Lost(e);
    }
  }

  private RepositoryScan compare(
      NamedRepository named,
      String root,
      String configured,
      RepositoryListing found,
      Optional<RepositoryState> before,
      ListedSnapshot listing) {
    // What decided which files are read: the configuration, then the repository's own files.
    String rules = configured + found.ruleFiles();
    return comparison.compare(
        new SnapshotComparison.Found(named, root, rules, found.uniform(), before),
        listing,
        mayHaveRows(named.repository().id(), before)
            ? lake.files().of(named.repository().id())
            : List.of());
  }

  /** A run that was killed while it landed a new repository has left files without a state. */
  private boolean mayHaveRows(String id, Optional<RepositoryState> before) {
    if (before.isPresent()) {
      return true;
    }
    if (withFiles.isEmpty()) {
      withFiles = Optional.of(lake.files().repositories());
    }
    return withFiles.get().contains(id);
  }

  private boolean unchanged(
      Optional<RepositoryState> before, String root, Predicate<String> sameRules) {
    return before
        .filter(state -> state.rootHash().equals(root) && isCurrent(state, sameRules))
        .isPresent();
  }

  /** Whether the state is whole, and what it was made by is what this run would make it by. */
  private boolean isCurrent(RepositoryState state, Predicate<String> sameRules) {
    return sameRules.test(state.rules())
        && state.chunking().equals(chunking)
        && state.model().equals(model)
        && state.failedFiles() == 0;
  }

  private ListedSnapshot hashed(Repository repository, List<ListedFile> files, int index) {
    ListedSnapshot listing = ListedSnapshot.of(files, index);
    List<FileRef> unread =
        listing.files().values().stream()
            .filter(file -> !listing.skipped().containsKey(file.path()))
            .filter(file -> file.contentHash().isEmpty())
            .map(file -> file.of(0))
            .toList();
    filesHashed += unread.size();
    Map<String, FileRef> byPath = new LinkedHashMap<>(listing.files());
    Map<String, String> failures = new HashMap<>();
    int partitions = Math.max(1, Math.min(spark.defaultParallelism() * 4, unread.size()));
    spark
        .parallelize(unread, partitions)
        .mapPartitions(new HashPartition(List.of(repository), sourceRules.maxFileBytes()))
        .collect()
        .forEach(
            hashed -> {
              FileRef file = hashed.file();
              byPath.put(file.path(), file.of(index));
              if (!hashed.failure().isEmpty()) {
                failures.put(file.path(), hashed.failure());
              }
            });
    sources.learn(
        repository, path -> byPath.containsKey(path) ? byPath.get(path).contentHash() : "");
    return new ListedSnapshot(byPath, listing.skipped(), failures);
  }
}
