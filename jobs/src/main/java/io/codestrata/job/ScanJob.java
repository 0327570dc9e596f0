package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.merkle.Manifest;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.merkle.MerkleTree;
import io.codestrata.source.ListedFile;
import io.codestrata.source.Repository;
import io.codestrata.source.RepositoryListing;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceException;
import io.codestrata.source.SourceRules;
import io.codestrata.table.Failure;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.MerkleNode;
import io.codestrata.table.RepositoryState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The snapshot stage: lists each repository on the driver and holds the listing against the lake. A
 * repository whose root hash and rules are those of its last run costs one comparison.
 */
final class ScanJob {
  /** Reasons a listing gives; a file skipped for one of them was never read. */
  private static final Set<String> LISTING_REASONS =
      Set.of(
          ListedFile.SYMLINK,
          ListedFile.SUBMODULE,
          ListedFile.TOO_LARGE,
          ListedFile.UNSAFE_PATH,
          ListedFile.SPECIAL_FILE,
          ListedFile.UNREADABLE);

  /**
   * What the stage found.
   *
   * @param scans a snapshot each, in the order of the run's repositories
   * @param failures repositories that could not be listed
   * @param known every repository of the lake by id, as it stood before the run
   */
  record Result(
      List<RepositoryScan> scans, List<Failure> failures, Map<String, RepositoryState> known) {}

  private final JavaSparkContext spark;
  private final Lake lake;
  private final RepositorySources sources;
  private final ChunkRules rules;
  private final SourceRules sourceRules;
  private final List<Path> excluded;
  private final Progress progress;
  private final String run;

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
    this.rules = rules;
    this.sourceRules = SourceSettings.of(config);
    this.excluded = List.of(config.dataFolder());
    this.progress = progress;
    this.run = run;
  }

  Result run(List<NamedRepository> resolved) {
    Map<String, RepositoryState> states = new HashMap<>();
    lake.repositories().all().forEach(state -> states.put(state.repository(), state));
    List<RepositoryScan> scans = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    progress.begin("snapshot", resolved.size(), "repositories");
    for (NamedRepository named : RepositoryIds.assign(resolved, states)) {
      Repository repository = named.repository();
      if (!named.entry().id().isEmpty() && !named.entry().id().equals(repository.id())) {
        progress.note(JobErrors.keepsId(named.entry().id(), repository.id()));
      }
      Optional<RepositoryState> before = Optional.ofNullable(states.get(repository.id()));
      SourceRules own = sourceRules.and(named.entry().exclude(), named.entry().include());
      try {
        scans.add(scan(repository, own, before, scans.size()));
      } catch (SourceException e) {
        failures.add(JobErrors.lostRepository(run, repository.id(), e));
      }
      progress.reached(scans.size() + failures.size());
    }
    progress.end();
    return new Result(scans, failures, states);
  }

  private RepositoryScan scan(
      Repository repository, SourceRules own, Optional<RepositoryState> before, int index)
      throws SourceException {
    if (repository.kind() == Repository.Kind.GIT) {
      String root = sources.rootHash(repository);
      // Equal trees hold equal ignore and attribute files.
      if (unchanged(before, root, rules -> rules.startsWith(own.fingerprint()))) {
        return untouched(repository, root, before.orElseThrow());
      }
      RepositoryListing found = sources.list(repository, own, excluded);
      Listing listing = listed(sources.inReadingOrder(repository, found.files()), index);
      return compare(repository, root, rules(own, found), before, listing);
    }
    RepositoryListing found = sources.list(repository, own, excluded);
    Listing listing = hashed(repository, found.files(), index);
    String root = listing.tree().root();
    return unchanged(before, root, rules(own, found)::equals) && listing.failures().isEmpty()
        ? untouched(repository, root, before.orElseThrow())
        : compare(repository, root, rules(own, found), before, listing);
  }

  /** What decided which files are read: the configuration, then the repository's own files. */
  private static String rules(SourceRules own, RepositoryListing found) {
    return own.fingerprint() + found.ruleFiles();
  }

  private boolean unchanged(
      Optional<RepositoryState> before, String root, Predicate<String> sameRules) {
    return before
        .filter(
            state ->
                state.rootHash().equals(root)
                    && sameRules.test(state.rules())
                    && state.chunking().equals(rules.chunking())
                    && state.model().equals(rules.model())
                    && state.failedFiles() == 0)
        .isPresent();
  }

  private static RepositoryScan untouched(
      Repository repository, String root, RepositoryState before) {
    return new RepositoryScan(
        repository,
        root,
        before.rules(),
        Optional.of(before),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        true);
  }

  /**
   * A listing with every hash there is.
   *
   * @param files path to file
   * @param skipped path to the listing's reason
   * @param failures path to why it could not be hashed
   */
  private record Listing(
      Map<String, FileRef> files, Map<String, String> skipped, Map<String, String> failures) {
    MerkleTree tree() {
      return MerkleTree.of(
          Manifest.of(
              files.values().stream()
                  .map(
                      file ->
                          new ManifestEntry(
                              file.path(), file.mode(), file.contentHash(), file.size()))
                  .toList()));
    }
  }

  private static Listing listed(List<ListedFile> files, int index) {
    Map<String, FileRef> byPath = new LinkedHashMap<>();
    Map<String, String> skipped = new HashMap<>();
    for (ListedFile file : files) {
      ManifestEntry entry = file.entry();
      byPath.put(
          entry.path(),
          new FileRef(
              index,
              entry.path(),
              entry.mode(),
              entry.contentHash(),
              entry.size(),
              file.disposition().reading()));
      if (!file.skipReason().isEmpty()) {
        skipped.put(entry.path(), file.skipReason());
      }
    }
    return new Listing(byPath, skipped, Map.of());
  }

  private Listing hashed(Repository repository, List<ListedFile> files, int index) {
    Listing listing = listed(files, index);
    List<FileRef> unread =
        listing.files().values().stream()
            .filter(file -> !listing.skipped().containsKey(file.path()))
            .filter(file -> file.contentHash().isEmpty())
            .map(file -> file.of(0))
            .toList();
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
    return new Listing(byPath, listing.skipped(), failures);
  }

  private RepositoryScan compare(
      Repository repository,
      String root,
      String rulesNow,
      Optional<RepositoryState> state,
      Listing listing) {
    // By other rules any file may be judged otherwise, so all are read; what is cut and embedded
    // is known.
    boolean sameRules = state.filter(was -> was.rules().equals(rulesNow)).isPresent();
    Map<String, IndexedFile> before = new HashMap<>();
    if (state.isPresent()) {
      lake.files().of(repository.id()).forEach(file -> before.put(file.path(), file));
    }
    List<IndexedFile> kept = new ArrayList<>();
    List<IndexedFile> settled = new ArrayList<>();
    List<FileRef> toRead = new ArrayList<>();
    List<IndexedFile> replaced = new ArrayList<>();
    for (FileRef file : listing.files().values()) {
      IndexedFile was = before.remove(file.path());
      Optional<IndexedFile> fate = withoutReading(repository.id(), file, listing);
      if (fate.isPresent() ? fate.get().equals(was) : sameRules && stands(was, file)) {
        kept.add(was);
        continue;
      }
      if (was != null) {
        replaced.add(was);
      }
      fate.ifPresentOrElse(settled::add, () -> toRead.add(file));
    }
    List<MerkleNode> nodes = new ArrayList<>();
    listing
        .tree()
        .nodes()
        .forEach((path, hash) -> nodes.add(new MerkleNode(repository.id(), path, hash)));
    return new RepositoryScan(
        repository,
        root,
        rulesNow,
        state,
        kept,
        settled,
        toRead,
        List.copyOf(before.values()),
        replaced,
        nodes,
        false);
  }

  private Optional<IndexedFile> withoutReading(String id, FileRef file, Listing listing) {
    String skip = listing.skipped().get(file.path());
    String failure = listing.failures().get(file.path());
    if (skip == null && failure == null) {
      return Optional.empty();
    }
    return Optional.of(
        new IndexedFile(
            id,
            file.path(),
            file.mode(),
            file.contentHash(),
            "",
            rules.chunking(),
            rules.model(),
            file.size(),
            skip == null ? IndexedFile.FAILED : IndexedFile.SKIPPED,
            skip == null ? failure : skip,
            0));
  }

  /** Whether a file's row says what reading it again would say. */
  private boolean stands(IndexedFile was, FileRef file) {
    return was != null
        && was.contentHash().equals(file.contentHash())
        && was.mode().equals(file.mode())
        && was.chunking().equals(rules.chunking())
        && was.model().equals(rules.model())
        && !was.status().equals(IndexedFile.FAILED)
        && !LISTING_REASONS.contains(was.reason());
  }
}
