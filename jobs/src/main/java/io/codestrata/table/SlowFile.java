package io.codestrata.table;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file that a run took long to read and cut. Contents that several files share are cut once, and
 * the first one stands for them.
 *
 * @param repository it is of
 * @param path of it
 * @param language it was cut as; empty where it was not
 * @param bytes its size
 * @param seconds wall time of one task, for reading, cutting and what went before in its process,
 *     such as a grammar that was loaded for it
 */
public record SlowFile(String repository, String path, String language, long bytes, double seconds)
    implements Serializable {
  /** As many as a run keeps. */
  public static final int MOST = 20;

  /** The slowest of them, the slowest first. */
  public static List<SlowFile> slowest(Stream<SlowFile> files) {
    return files
        .sorted(
            Comparator.comparingDouble(SlowFile::seconds)
                .reversed()
                .thenComparing(SlowFile::repository)
                .thenComparing(SlowFile::path))
        .limit(MOST)
        .toList();
  }
}
