package io.codestrata.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.spark.sql.SparkSession;

/**
 * The Delta tables of one index, under one folder of any Hadoop file system. A file beside them
 * holds the lake's id, which the sink keys its checkpoint by, and the version of the tables'
 * format.
 *
 * @param id a UUID made with the lake
 */
public record Lake(
    String id,
    RepositoriesTable repositories,
    FilesTable files,
    MerkleNodesTable merkleNodes,
    ChunksTable chunks,
    EmbeddingsTable embeddings,
    FailuresTable failures,
    RunsTable runs) {
  /** Raised when tables change so that an older Codestrata would misread them. */
  static final int FORMAT_VERSION = 2;

  /**
   * Reads or makes the lake's folder and its id, for a run that writes; needs no Spark, so a run
   * can refuse early. A lake of an older format becomes one of this version's: all that was added
   * since are columns, which rows of before lack and are read without.
   *
   * @param folder a Hadoop path
   * @return the lake's id
   * @throws LakeException when the folder cannot be read or written, does not say which lake it is,
   *     or a newer version wrote it
   */
  public static String prepare(String folder, Configuration hadoop) throws LakeException {
    try {
      Optional<LakeFormat> found = readable(folder, hadoop);
      if (found.isEmpty()) {
        return make(folder, hadoop);
      }
      if (found.get().version() < FORMAT_VERSION) {
        found.get().migrated().write(folder, hadoop, true);
      }
      return found.get().lakeId();
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * The id of a lake that is only read; empty where no run has made one.
   *
   * @param folder a Hadoop path
   * @throws LakeException as {@link #prepare}
   */
  public static Optional<String> find(String folder, Configuration hadoop) throws LakeException {
    try {
      return readable(folder, hadoop).map(LakeFormat::lakeId);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(folder, e);
    }
  }

  private static String make(String folder, Configuration hadoop)
      throws IOException, LakeException {
    LakeFormat made = LakeFormat.ofNewLake();
    try {
      made.write(folder, hadoop, false);
      return made.lakeId();
    } catch (FileAlreadyExistsException e) {
      // Another first run was quicker.
      return readable(folder, hadoop).orElse(made).lakeId();
    }
  }

  private static Optional<LakeFormat> readable(String folder, Configuration hadoop)
      throws IOException, LakeException {
    Optional<LakeFormat> format = LakeFormat.read(folder, hadoop);
    if (format.isPresent() && format.get().version() > FORMAT_VERSION) {
      throw new LakeException(
          "cannot use the lake "
              + folder
              + ": its format "
              + format.get().version()
              + " is newer than this version's "
              + FORMAT_VERSION
              + " (update Codestrata, or name another folder with --lake)",
          null);
    }
    return format;
  }

  private static LakeException unusable(String folder, Exception cause) {
    return new LakeException(
        "cannot use the lake "
            + folder
            + ": "
            + firstLine(cause)
            + " (name a folder that can be written with --lake or --data)",
        cause);
  }

  /** Whether a query of an older version failed since Delta keeps that version no more. */
  public static boolean isGone(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof FileNotFoundException
          || String.valueOf(t.getMessage()).contains("DELTA_VERSION_NOT_FOUND")) {
        return true;
      }
    }
    return false;
  }

  /** The tables; none is made before its first row. */
  public static Lake open(SparkSession spark, String folder, String id) {
    return new Lake(
        id,
        new RepositoriesTable(spark, folder),
        new FilesTable(spark, folder),
        new MerkleNodesTable(spark, folder),
        new ChunksTable(spark, folder),
        new EmbeddingsTable(spark, folder),
        new FailuresTable(spark, folder),
        new RunsTable(spark, folder));
  }

  /** All of them. */
  public List<LakeTable<?>> tables() {
    return List.of(repositories, files, merkleNodes, chunks, embeddings, failures, runs);
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
