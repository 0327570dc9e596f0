package io.codestrata.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * What the file beside a lake's tables says.
 *
 * @param version of the tables' format
 * @param lakeId a UUID made with the lake
 */
record LakeFormat(int version, String lakeId) {
  static final String FILE = "_codestrata.json";

  private static final String VERSION = "formatVersion";
  private static final String ID = "lakeId";

  static LakeFormat ofNewLake() {
    return new LakeFormat(Lake.FORMAT_VERSION, UUID.randomUUID().toString());
  }

  /** The same lake once its tables are written as this version writes them. */
  LakeFormat migrated() {
    return new LakeFormat(Lake.FORMAT_VERSION, lakeId);
  }

  /**
   * Reads a lake's file; empty where there is none.
   *
   * @throws LakeException when the file does not say what it must
   */
  static Optional<LakeFormat> read(String folder, Configuration hadoop)
      throws IOException, LakeException {
    Path file = new Path(folder, FILE);
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      JsonNode format = new ObjectMapper().readTree(in);
      int version = format.path(VERSION).asInt(0);
      String id = format.path(ID).asText("");
      if (version < 1 || id.isEmpty()) {
        throw unclear(file, null);
      }
      return Optional.of(new LakeFormat(version, id));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw unclear(file, e);
    }
  }

  /**
   * Writes a lake's file whole: a reader sees the old one or the new one.
   *
   * @param replace whether one that is there gives way
   * @throws FileAlreadyExistsException when one is there and does not
   */
  void write(String folder, Configuration hadoop, boolean replace) throws IOException {
    Path unqualified = new Path(folder, FILE);
    Path file = unqualified.getFileSystem(hadoop).makeQualified(unqualified);
    Path fresh = file.suffix("." + UUID.randomUUID());
    FileContext files = FileContext.getFileContext(hadoop);
    JsonNode format = new ObjectMapper().createObjectNode().put(VERSION, version).put(ID, lakeId);
    try {
      try (OutputStream out =
          files.create(fresh, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
        out.write(format.toString().getBytes(StandardCharsets.UTF_8));
      }
      files.rename(fresh, file, replace ? Rename.OVERWRITE : Rename.NONE);
    } catch (IOException e) {
      files.delete(fresh, false);
      throw e;
    }
  }

  private static LakeException unclear(Path file, Throwable cause) {
    return new LakeException(
        "cannot use the lake "
            + file.getParent()
            + ": "
            + FILE
            + " does not say which lake it is (put the file back as it was, or name another folder"
            + " with --lake)",
        cause);
  }
}
