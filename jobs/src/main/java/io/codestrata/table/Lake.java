package io.codestrata.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.Action;

/**
 * The Delta tables of one index, under one folder of any Hadoop file system. A file beside them
 * holds the lake's id, which the sink keys its checkpoint by, and the version of the tables'
 * format.
 *
 * <p>Files, folders and states of repositories are of one generation, the index of one model and
 * chunking, and each generation has tables of its own for them; chunks and embeddings are shared.
 *
 * @param id a UUID made with the lake
 * @param generation whose tables these are
 */
public record Lake(
    String id,
    String generation,
    RepositoriesTable repositories,
    FilesTable files,
    MerkleNodesTable merkleNodes,
    ChunksTable chunks,
    EmbeddingsTable embeddings,
    FailuresTable failures,
    RunsTable runs) {
  /** Raised when tables change so that an older Codestrata would misread them. */
  static final int FORMAT_VERSION = 3;

  /** The generation whose tables lie where lakes had them before there were generations. */
  public static final String FIRST_GENERATION = "default";

  private static final String GENERATIONS = "generations";

  /**
   * Reads or makes the lake's folder and its id, for a run that writes; needs no Spark, so a run
   * can refuse early. A lake of an older format becomes one of this version's: all that was added
   * since are columns, which rows of before lack and are read without, and further generations.
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

  /** The tables of the first generation; none is made before its first row. */
  public static Lake open(SparkSession spark, String folder, String id) {
    return open(spark, folder, id, FIRST_GENERATION);
  }

  /** The tables of a generation, and those that all share. */
  public static Lake open(SparkSession spark, String folder, String id, String generation) {
    String within = generation.equals(FIRST_GENERATION) ? "" : GENERATIONS + "/" + generation + "/";
    return new Lake(
        id,
        generation,
        new RepositoriesTable(spark, folder, within),
        new FilesTable(spark, folder, within),
        new MerkleNodesTable(spark, folder, within),
        new ChunksTable(spark, folder),
        new EmbeddingsTable(spark, folder),
        new FailuresTable(spark, folder),
        new RunsTable(spark, folder));
  }

  /** The generations that something has landed in, the first one first. */
  public static List<String> generations(String folder, Configuration hadoop) throws LakeException {
    try {
      Path lake = new Path(folder);
      FileSystem files = lake.getFileSystem(hadoop);
      List<String> names = new ArrayList<>();
      if (files.exists(new Path(lake, RepositoriesTable.NAME))
          || files.exists(new Path(lake, FilesTable.NAME))) {
        names.add(FIRST_GENERATION);
      }
      Path further = new Path(lake, GENERATIONS);
      if (files.exists(further)) {
        Arrays.stream(files.listStatus(further))
            .filter(FileStatus::isDirectory)
            .map(status -> status.getPath().getName())
            .sorted()
            .forEach(names::add);
      }
      return names;
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(folder, e);
    }
  }

  /** Deletes a generation's own tables; those that all share stay. */
  public static void drop(String folder, Configuration hadoop, String generation)
      throws LakeException {
    try {
      Path lake = new Path(folder);
      FileSystem files = lake.getFileSystem(hadoop);
      if (!generation.equals(FIRST_GENERATION)) {
        files.delete(new Path(new Path(lake, GENERATIONS), generation), true);
        return;
      }
      for (String table : List.of(RepositoriesTable.NAME, MerkleNodesTable.NAME, FilesTable.NAME)) {
        files.delete(new Path(lake, table), true);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * States take the place of those with the same key, once all other rows of theirs have landed.
   * The commit names the versions that belong together.
   */
  public void land(List<RepositoryState> states) {
    repositories.upsert(states, landed());
  }

  /** States go, once all other rows of these repositories have gone; as {@link #land}. */
  public void forget(List<String> ids) {
    repositories.delete(ids, landed());
  }

  private LandedVersions landed() {
    return new LandedVersions(files.version(), merkleNodes.version());
  }

  /**
   * Has Delta make the schema of its log, which it does once a process, by reflection: some tenths
   * of a second that may pass while others work.
   */
  public static void prepareToLand() {
    Action.logSchema();
  }

  /** All of them. */
  public List<LakeTable<?>> tables() {
    return Stream.concat(own().stream(), shared().stream()).toList();
  }

  /** Those of its generation. */
  public List<LakeTable<?>> own() {
    return List.of(repositories, files, merkleNodes);
  }

  /** Those that all generations share. */
  public List<LakeTable<?>> shared() {
    return List.of(chunks, embeddings, failures, runs);
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
