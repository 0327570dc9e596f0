package io.codestrata.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.types.StringType;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.hooks.CheckpointHook$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts few rows in the place of those with the same keys, on the driver: data files that hold such
 * rows are written anew, as Spark's {@code replaceWhere} does with queries that take a session's
 * first change seconds a table. Delta's own transaction commits, finds conflicts and keeps the log.
 *
 * @see <a href="https://github.com/delta-io/delta/blob/master/PROTOCOL.md">the actions</a>
 */
final class DriverReplace {
  /** Rows of data files that are looked through and written again, some tenths of a second. */
  static final long MOST_ROWS = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(DriverReplace.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHANGE_FEED = "delta.enableChangeDataFeed";
  private static final String CHANGES = "_change_data";
  private static final String CHANGE_TYPE = "_change_type";

  private final DeltaLog log;
  private final DriverRead read;
  private final DriverWrite write;
  private final StructType schema;
  private final int[] key;

  /**
   * @param schema of the rows, those there and those to come
   * @param key columns that identify a row
   */
  DriverReplace(
      DeltaLog log, DriverRead read, DriverWrite write, StructType schema, List<String> key) {
    this.log = log;
    this.read = read;
    this.write = write;
    this.schema = schema;
    this.key = key.stream().mapToInt(schema::fieldIndex).toArray();
  }

  /**
   * Replaces in one commit.
   *
   * @param keys values of the key's columns, of all rows that go
   * @param rows that come, their keys among those
   * @param condition as the commit tells of itself
   * @param userMetadata that the commit carries
   * @return false, and nothing is done, where only Spark can: see {@link DriverWrite#append}, or
   *     the files are too large, or another writer was quicker
   */
  boolean replace(
      Set<List<String>> keys, List<Row> rows, String condition, Optional<String> userMetadata)
      throws IOException {
    OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
    try {
      Optional<DriverRead.Files> found = read.files(schema, oneOf(keys), MOST_ROWS);
      if (found.isEmpty()
          || found.get().snapshot().getVersion() != transaction.snapshot().version()
          || !write.canWrite(found.get().snapshot())
          || found.get().files().stream().anyMatch(DriverRead.DataFile::hasDeletionVector)) {
        return false;
      }
      commit(transaction, actions(found.get(), keys, rows), condition, userMetadata);
      return true;
    } catch (KernelException | DeltaConcurrentModificationException e) {
      LOG.debug("{} is left to Spark", log.dataPath(), e);
      return false;
    }
  }

  private Map<String, Set<String>> oneOf(Set<List<String>> keys) {
    Map<String, Set<String>> oneOf = new HashMap<>();
    for (int i = 0; i < key.length; i++) {
      int column = i;
      Set<String> values = new HashSet<>();
      keys.forEach(one -> values.add(one.get(column)));
      oneOf.put(schema.fields()[key[i]].name(), values);
    }
    return oneOf;
  }

  private List<Action> actions(DriverRead.Files found, Set<List<String>> keys, List<Row> rows)
      throws IOException {
    List<Action> actions = new ArrayList<>();
    List<Row> gone = new ArrayList<>();
    List<Row> toPlace = new ArrayList<>(rows);
    for (DriverRead.DataFile file : found.files()) {
      List<Row> stay = new ArrayList<>();
      file.rows().forEach(row -> (keys.contains(keyOf(row)) ? gone : stay).add(row));
      if (stay.size() < file.rows().size()) {
        actions.add(remove(file));
        stay.addAll(taken(toPlace, file.rows()));
        add(found, stay, actions);
      }
    }
    add(found, toPlace, actions);
    if (!gone.isEmpty() && isOn(found)) {
      actions.add(changes(found, gone, rows));
    }
    return actions;
  }

  private static boolean isOn(DriverRead.Files found) {
    return Boolean.parseBoolean(found.snapshot().getTableProperties().get(CHANGE_FEED));
  }

  /**
   * Takes those that lie between these, so that a file's range of keys stays as narrow as it is.
   */
  private List<Row> taken(List<Row> toPlace, List<Row> between) {
    Row first = between.stream().min(this::compare).orElseThrow();
    Row last = between.stream().max(this::compare).orElseThrow();
    List<Row> taken = new ArrayList<>();
    for (Iterator<Row> each = toPlace.iterator(); each.hasNext(); ) {
      Row row = each.next();
      if (compare(first, row) <= 0 && compare(row, last) <= 0) {
        taken.add(row);
        each.remove();
      }
    }
    return taken;
  }

  private int compare(Row a, Row b) {
    for (int column : key) {
      int order = a.getString(column).compareTo(b.getString(column));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private List<String> keyOf(Row row) {
    List<String> values = new ArrayList<>(key.length);
    for (int column : key) {
      values.add(row.getString(column));
    }
    return values;
  }

  private void add(DriverRead.Files found, List<Row> rows, List<Action> actions)
      throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    io.delta.kernel.types.StructType columns = found.snapshot().getSchema();
    DataFileStatus file =
        write.write(
            "", new RowBatch(columns, schema, rows.stream().sorted(this::compare).toList()), true);
    ObjectNode add = JSON.createObjectNode();
    add.put("path", name(file));
    add.putObject("partitionValues");
    add.put("size", file.getSize());
    add.put("modificationTime", file.getModificationTime());
    add.put("dataChange", true);
    add.put("stats", file.getStatistics().orElseThrow().serializeAsJson(columns));
    actions.add(action("add", add));
  }

  private static Action remove(DriverRead.DataFile file) throws IOException {
    ObjectNode remove = JSON.createObjectNode();
    remove.put("path", file.path());
    remove.put("deletionTimestamp", System.currentTimeMillis());
    remove.put("dataChange", true);
    remove.put("extendedFileMetadata", true);
    remove.putObject("partitionValues");
    remove.put("size", file.size());
    return action("remove", remove);
  }

  /** What the change feed tells of the commit. */
  private Action changes(DriverRead.Files found, List<Row> gone, List<Row> come)
      throws IOException {
    List<Row> changes =
        Stream.concat(
                gone.stream().map(row -> with(row, "delete")),
                come.stream().map(row -> with(row, "insert")))
            .toList();
    DataFileStatus file =
        write.write(
            CHANGES,
            new RowBatch(
                found.snapshot().getSchema().add(CHANGE_TYPE, StringType.STRING),
                schema.add(CHANGE_TYPE, DataTypes.StringType),
                changes),
            false);
    ObjectNode change = JSON.createObjectNode();
    change.put("path", CHANGES + "/" + name(file));
    change.putObject("partitionValues");
    change.put("size", file.getSize());
    change.put("dataChange", false);
    return action("cdc", change);
  }

  private static Row with(Row row, String change) {
    Object[] values = new Object[row.length() + 1];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    values[row.length()] = change;
    return RowFactory.create(values);
  }

  /** One that needs no escape, since the Kernel makes it of a UUID. */
  private static String name(DataFileStatus file) {
    return new Path(file.getPath()).getName();
  }

  private static Action action(String name, ObjectNode fields) throws IOException {
    return Action.fromJson(JSON.writeValueAsString(Map.of(name, fields)));
  }

  private void commit(
      OptimisticTransaction transaction,
      List<Action> actions,
      String condition,
      Optional<String> userMetadata) {
    if (actions.isEmpty() && userMetadata.isEmpty()) {
      return;
    }
    // Of few rows, by Spark, it takes longer than all else that the run does.
    transaction.unregisterPostCommitHooksWhere(hook -> hook == CheckpointHook$.MODULE$);
    long version =
        transaction.commit(
            CollectionConverters.asScala(actions).toSeq(),
            new DeltaOperations.Write(
                SaveMode.Overwrite,
                Option.empty(),
                Option.apply(condition),
                Option.apply(userMetadata.orElse(null)),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty()));
    if (version % log.checkpointInterval(transaction.metadata()) == 0) {
      write.checkpoint(version);
    }
  }
}
