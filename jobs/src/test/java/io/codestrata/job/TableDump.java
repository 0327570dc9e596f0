package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.PgTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Everything a run leaves behind, as text: to assert that something is in none of it. */
public final class TableDump {
  private TableDump() {}

  /**
   * Every row of every Delta table of {@code data/lake}, every row of every table of our schema,
   * and every other file below the data folder, a line or more each.
   *
   * @param data the data folder
   * @param pgUrl the database's address as users write it
   */
  public static List<String> of(Path data, String pgUrl, PipelineConfig config) throws Exception {
    List<String> lines = new ArrayList<>(deltaRows(data.resolve("lake"), config));
    lines.addAll(databaseRows(pgUrl));
    lines.addAll(files(data));
    return lines;
  }

  private static List<String> deltaRows(Path lake, PipelineConfig config) throws IOException {
    List<String> rows = new ArrayList<>();
    try (SparkSession spark = Sessions.open(config);
        Stream<Path> folders = Files.list(lake)) {
      for (Path table : folders.filter(TableDump::isTable).toList()) {
        rows.add("delta table " + table.getFileName());
        rows.addAll(spark.read().format("delta").load(table.toString()).toJSON().collectAsList());
      }
    }
    return rows;
  }

  /** A name of ours that begins with an underscore is no table's, as Spark has it. */
  private static boolean isTable(Path folder) {
    return Files.isDirectory(folder) && !folder.getFileName().toString().startsWith("_");
  }

  private static List<String> databaseRows(String pgUrl) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = PgTarget.parse(pgUrl).connect()) {
      for (String table :
          strings(
              connection,
              "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'codestrata'")) {
        rows.add("database table " + table);
        rows.addAll(strings(connection, "SELECT t::text FROM codestrata." + table + " t"));
      }
    }
    return rows;
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        strings.add(row.getString(1));
      }
    }
    return strings;
  }

  private static List<String> files(Path data) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.add(file + ": " + Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
