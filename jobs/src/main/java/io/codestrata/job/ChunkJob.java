package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.table.ContentKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.SlowFile;
import io.codestrata.table.StoredChunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * The chunk stage: executors read and cut what the scan says is to be read. Chunks stay with the
 * executors; the driver sees rows of files.
 */
final class ChunkJob {
  /** Chunks that the driver looks at one by one. */
  static final long FEW = 200;

  /**
   * What the stage made.
   *
   * @param files a row for each file that was read, and those that were carried
   * @param fresh new chunks, kept by the executors until {@link #release}
   * @param few the same on the driver, where they are no more than {@link #FEW}
   * @param freshCount how many there are
   * @param knownContents contents of these files whose chunks the lake has already
   * @param kept what the executors keep
   * @param slowest files that took longest to cut
   * @param foundAt version of {@code chunks} at which the fresh ones were not there
   */
  record Result(
      List<IndexedFile> files,
      JavaRDD<StoredChunk> fresh,
      Optional<List<StoredChunk>> few,
      long freshCount,
      Set<ContentKey> knownContents,
      JavaRDD<CutContent> kept,
      List<SlowFile> slowest,
      long foundAt) {
    /** Chunks of the files read: the new ones, and those that the lake has already. */
    Dataset<Row> chunks(Lake lake) {
      Dataset<Row> chunks = lake.chunks().rows(fresh);
      return knownContents.isEmpty() ? chunks : chunks.union(lake.chunks().of(knownContents));
    }

    /** The same on the driver, where they are no more than {@link #FEW}. */
    Optional<List<StoredChunk>> fewChunks(Lake lake) {
      if (few.isEmpty() || files.stream().mapToLong(IndexedFile::chunks).sum() > FEW) {
        return Optional.empty();
      }
      List<StoredChunk> chunks = new ArrayList<>(few.get());
      if (!knownContents.isEmpty()) {
        chunks.addAll(lake.chunks().collect(lake.chunks().of(knownContents)));
      }
      return Optional.of(chunks);
    }

    /** Lets the executors forget the chunks, once they have landed and are embedded. */
    void release() {
      kept.unpersist();
    }
  }

  private final JavaSparkContext spark;
  private final Lake lake;
  private final ChunkRules rules;
  private final ParseGuard guard;
  private final Progress progress;

  ChunkJob(
      JavaSparkContext spark, Lake lake, ChunkRules rules, ParseGuard guard, Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.rules = rules;
    this.guard = guard;
    this.progress = progress;
  }

  /**
   * Cuts. Where executors die of it, a second round runs every grammar in a process of its own, so
   * that no number of files can use up Spark's attempts.
   */
  Result run(List<RepositoryScan> scans) throws Exception {
    try {
      return run(scans, guard);
    } catch (SparkException e) {
      if (!JobErrors.isLostExecutor(e)) {
        throw e;
      }
      return run(scans, guard.withAllApart());
    }
  }

  private Result run(List<RepositoryScan> scans, ParseGuard guard) throws SparkException {
    List<Repository> repositories = scans.stream().map(RepositoryScan::repository).toList();
    List<FileRef> files = scans.stream().flatMap(scan -> scan.toRead().stream()).toList();
    List<ContentWork> work = ContentWork.group(files);
    long foundAt = lake.chunks().version();
    Map<ContentKey, Integer> known =
        lake.chunks().known(files.stream().map(FileRef::contentHash).distinct().toList());
    LongAccumulator filesDone = spark.sc().longAccumulator("files read");
    JavaRDD<CutContent> cut = cut(repositories, work, guard, known, filesDone);
    List<CutContent> contents;
    try (ProgressWatch watch =
        new ProgressWatch(progress, "chunk", files.size(), "files", filesDone)) {
      contents = cut.map(CutContent::withoutChunks).collect();
    }
    List<IndexedFile> rows = new ArrayList<>();
    contents.forEach(content -> rows.addAll(content.files()));
    JavaRDD<StoredChunk> fresh = cut.flatMap(content -> content.chunks().iterator());
    long freshCount = rows.isEmpty() ? 0 : fresh.count();
    Set<ContentKey> used = usedOf(known, rows);
    for (RepositoryScan scan : scans) {
      for (IndexedFile carried : scan.carried()) {
        rows.add(carried);
        if (carried.chunks() > 0) {
          used.add(new ContentKey(carried.contentHash(), carried.language(), carried.chunking()));
        }
      }
    }
    return new Result(
        rows,
        fresh,
        freshCount > FEW ? Optional.empty() : Optional.of(List.copyOf(fresh.collect())),
        freshCount,
        used,
        cut,
        SlowFile.slowest(contents.stream().map(CutContent::first)),
        foundAt);
  }

  private JavaRDD<CutContent> cut(
      List<Repository> repositories,
      List<ContentWork> work,
      ParseGuard guard,
      Map<ContentKey, Integer> known,
      LongAccumulator filesDone) {
    if (work.isEmpty()) {
      return spark.emptyRDD();
    }
    List<List<ContentWork>> partitions = ContentWork.partitions(work, spark.defaultParallelism());
    Broadcast<Map<ContentKey, Integer>> knownEverywhere = spark.broadcast(known);
    return spark
        .parallelize(partitions, partitions.size())
        .flatMap(List::iterator)
        .mapPartitions(new ChunkPartition(repositories, rules, guard, knownEverywhere, filesDone))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static Set<ContentKey> usedOf(Map<ContentKey, Integer> known, List<IndexedFile> rows) {
    Set<ContentKey> used = new HashSet<>();
    for (IndexedFile row : rows) {
      ContentKey key = new ContentKey(row.contentHash(), row.language(), row.chunking());
      if (known.containsKey(key)) {
        used.add(key);
      }
    }
    return used;
  }
}
