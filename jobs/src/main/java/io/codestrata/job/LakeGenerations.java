package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.Generation;
import io.codestrata.pgvector.Generations;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.table.Lake;
import io.codestrata.table.LakeException;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The generations of a lake: which one a job works on. PostgreSQL says which one serves, and is
 * asked only where there are several.
 */
record LakeGenerations(PipelineConfig config, String lakeId) {
  private static final int LONGEST_NAME = 60;

  /**
   * What a run works on.
   *
   * @param name of the generation
   * @param serving the one that is to be replaced once this one is whole; empty where the run was
   *     told its generation, or works on the one that serves
   */
  record Choice(String name, Optional<Generation> serving) {}

  /**
   * The generation that is named, else the one that serves.
   *
   * @throws JobException when there is none of that name, or none that serves
   */
  String current() throws JobException, LakeException, PgException, SQLException {
    String named = config.text(Options.GENERATION);
    List<String> landed = landed();
    if (!named.isEmpty()) {
      if (!landed.contains(named)) {
        throw GenerationErrors.unknown(named, landed);
      }
      return named;
    }
    if (landed.size() < 2) {
      return landed.isEmpty() ? Lake.FIRST_GENERATION : landed.get(0);
    }
    Optional<PgTarget> server = Server.of(config).startIfMade();
    if (server.isPresent()) {
      try (Connection connection = server.get().connect()) {
        Optional<Generation> serving = serving(Generations.of(connection, lakeId));
        if (serving.isPresent()) {
          return serving.get().key().name();
        }
      }
    }
    if (landed.contains(Lake.FIRST_GENERATION)) {
      return Lake.FIRST_GENERATION;
    }
    throw GenerationErrors.noneServes(landed);
  }

  /**
   * What a run with a model works on: vectors of two models never mix in one.
   *
   * @throws JobException when the generation that is named is of another model
   */
  Choice ofRun(Connection connection, String model)
      throws JobException, LakeException, PgException, SQLException {
    List<Generation> published = Generations.of(connection, lakeId);
    String named = config.text(Options.GENERATION);
    if (!named.isEmpty()) {
      for (Generation generation : published) {
        if (generation.key().name().equals(named) && !generation.model().equals(model)) {
          throw GenerationErrors.otherModel(named, generation.model(), model);
        }
      }
      return new Choice(named, Optional.empty());
    }
    Optional<Generation> serving = serving(published);
    if (serving.isEmpty()) {
      return new Choice(current(), Optional.empty());
    }
    if (serving.get().model().equals(model)) {
      return new Choice(serving.get().key().name(), Optional.empty());
    }
    String name =
        published.stream()
            .filter(generation -> generation.model().equals(model))
            .reduce((older, newer) -> newer)
            .map(generation -> generation.key().name())
            .orElseGet(() -> nameOf(model, published));
    return new Choice(name, serving);
  }

  /** The same where no server may be asked: the generation that has landed with the model. */
  String ofDryRun(SparkSession spark, String model) throws JobException, LakeException {
    String named = config.text(Options.GENERATION);
    if (!named.isEmpty()) {
      return named;
    }
    List<String> landed = landed();
    for (String name : landed) {
      if (open(spark, name).repositories().all().stream()
          .anyMatch(state -> state.model().equals(model))) {
        return name;
      }
    }
    return landed.isEmpty() ? Lake.FIRST_GENERATION : nameOf(model, List.of());
  }

  /** What other generations know of repositories, by id: these ids hold in every one. */
  Map<String, RepositoryState> elsewhere(SparkSession spark, String generation)
      throws LakeException {
    Map<String, RepositoryState> states = new HashMap<>();
    for (String name : landed()) {
      if (!name.equals(generation)) {
        states.putAll(RepositoryIds.byId(open(spark, name).repositories().all()));
      }
    }
    return states;
  }

  /** Those that something has landed in. */
  List<String> landed() throws LakeException {
    return Lake.generations(config.lake(), Sessions.hadoop());
  }

  /** Its tables. */
  Lake open(SparkSession spark, String generation) {
    return Lake.open(spark, config.lake(), lakeId, generation);
  }

  /** The one that serves. */
  static Optional<Generation> serving(List<Generation> published) {
    return published.stream().filter(Generation::serving).findFirst();
  }

  private static String nameOf(String model, List<Generation> published) {
    String plain = model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    String name = plain.replaceAll("^[^a-z0-9]+", "");
    String base = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    String free = base;
    for (int i = 2; isTaken(free, published); i++) {
      free = base + "-" + i;
    }
    return free;
  }

  private static boolean isTaken(String name, List<Generation> published) {
    return published.stream().anyMatch(generation -> generation.key().name().equals(name));
  }
}
