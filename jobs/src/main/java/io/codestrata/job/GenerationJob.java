package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.Generation;
import io.codestrata.pgvector.GenerationKey;
import io.codestrata.pgvector.Generations;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.table.Lake;
import io.codestrata.table.LakeException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Lists the generations of a lake, lets another one serve, and drops those that do not. */
public final class GenerationJob {
  private final PipelineConfig config;
  private final Progress progress;

  public GenerationJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * One of them.
   *
   * @param published empty where it has landed in the lake, but was never published
   */
  public record Row(String name, Optional<Generation> published, Generations.Size size) {}

  /**
   * All of them, the oldest first. Starts no Spark.
   *
   * @throws JobException when nothing is indexed
   */
  public List<Row> list() throws Exception {
    String lakeId = LakeHistory.lakeId(config);
    try (Connection connection = Server.of(config).startOfIndex().connect()) {
      List<Row> rows = new ArrayList<>();
      Set<String> others = new TreeSet<>(new LakeGenerations(config, lakeId).landed());
      for (Generation generation : Generations.of(connection, lakeId)) {
        rows.add(
            new Row(
                generation.key().name(),
                Optional.of(generation),
                Generations.size(connection, generation.key())));
        others.remove(generation.key().name());
      }
      others.forEach(name -> rows.add(new Row(name, Optional.empty(), new Generations.Size(0, 0))));
      return rows;
    }
  }

  /**
   * Lets one serve: searches see it at once, and the one before it no more.
   *
   * @param partial whether it may lack repositories that the one before it has
   * @throws JobException when there is no such one, or it is not whole; nothing is changed then
   */
  public void serve(String name, boolean partial) throws Exception {
    String lakeId = LakeHistory.lakeId(config);
    PgTarget target = Server.of(config).startOfIndex();
    try (SparkSession spark = Sessions.open(config);
        Connection connection = target.connect()) {
      Migrations.apply(connection);
      List<Generation> published = Generations.of(connection, lakeId);
      requireOne(name, published.stream().map(generation -> generation.key().name()).toList());
      String before =
          LakeGenerations.serving(published).map(generation -> generation.key().name()).orElse("");
      if (before.equals(name)) {
        progress.note(GenerationErrors.servesNow(name, ""));
        return;
      }
      // Held, so that no run publishes between the look and the switch.
      try (LakeLock lock = LakeLock.take(connection, lakeId, progress)) {
        Lake lake = new LakeGenerations(config, lakeId).open(spark, name);
        GenerationSwitch next = new GenerationSwitch(config, progress);
        Optional<String> hindrance = next.hindrance(lake, connection, before, partial);
        if (hindrance.isPresent()) {
          throw GenerationErrors.notReady(name, hindrance.get());
        }
        next.run(lake, connection, before);
      }
    }
  }

  /**
   * Drops one from PostgreSQL and from the lake, with the vectors that only it holds; embeddings
   * stay in the lake as the cache. Starts no Spark, and waits for runs.
   *
   * @throws JobException when there is no such one, or it serves; nothing is changed then
   */
  public void drop(String name) throws Exception {
    String lakeId = LakeHistory.lakeId(config);
    PgTarget target = Server.of(config).startOfIndex();
    try (Connection connection = target.connect()) {
      Migrations.apply(connection);
      ForgetJob.waitForRuns(connection, lakeId, progress);
      PgVectorSink.beginRun(connection);
      try (LakeLock lock = LakeLock.take(connection, lakeId, progress)) {
        List<Generation> published = Generations.of(connection, lakeId);
        requireDroppable(name, lakeId, published);
        // First what is seen; where this is killed, the name is still known to the lake.
        Generations.drop(connection, new GenerationKey(lakeId, name));
        Lake.drop(config.lake(), Sessions.hadoop(), name);
        Optional<Generation> serving = LakeGenerations.serving(published);
        if (serving.isPresent()) {
          new VectorUpkeep(config, target, progress).run(connection, serving.get().model());
        }
      }
    }
  }

  private void requireDroppable(String name, String lakeId, List<Generation> published)
      throws JobException, LakeException {
    Set<String> known =
        published.stream()
            .map(generation -> generation.key().name())
            .collect(Collectors.toCollection(TreeSet::new));
    known.addAll(new LakeGenerations(config, lakeId).landed());
    requireOne(name, List.copyOf(known));
    if (LakeGenerations.serving(published)
        .filter(serving -> serving.key().name().equals(name))
        .isPresent()) {
      throw GenerationErrors.serves(name);
    }
  }

  private static void requireOne(String name, List<String> known) throws JobException {
    if (!known.contains(name)) {
      throw GenerationErrors.unknown(name, known);
    }
  }
}
