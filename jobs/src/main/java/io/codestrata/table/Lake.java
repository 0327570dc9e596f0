package io.codestrata.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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
  static final int FORMAT_VERSION = 1;

  static final String FORMAT_FILE = "_codestrata.json";

  /**
   * Reads or makes the lake's folder and its id; needs no Spark, so a run can refuse early.
   *
   * @param folder a Hadoop path
   * @return the lake's id
   * @throws LakeException when the folder cannot be read or written, or a newer version wrote it
   */
  public static String prepare(String folder, Configuration hadoop) throws LakeException {
    Path file = new Path(folder, FORMAT_FILE);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      JsonNode format = readFormat(files, file);
      if (format.path("formatVersion").asInt(FORMAT_VERSION) > FORMAT_VERSION) {
        throw new LakeException(
            "cannot use the lake "
                + folder
                + ": its format "
                + format.path("formatVersion").asInt()
                + " is newer than this version's "
                + FORMAT_VERSION
                + " (update Codestrata, or name another folder with --lake)",
            null);
      }
      return format.path("lakeId").asText();
    } catch (IOException | IllegalArgumentException e) {
      throw new LakeException(
          "cannot use the lake "
              + folder
              + ": "
              + firstLine(e)
              + " (name a folder that can be written with --lake or --data)",
          e);
    }
  }

  private static JsonNode readFormat(FileSystem files, Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (InputStream in = files.open(file)) {
      return json.readTree(in);
    } catch (FileNotFoundException e) {
      JsonNode format =
          json.createObjectNode()
              .put("formatVersion", FORMAT_VERSION)
              .put("lakeId", UUID.randomUUID().toString());
      try (OutputStream out = files.create(file, false)) {
        out.write(format.toString().getBytes(StandardCharsets.UTF_8));
      }
      return format;
    }
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
