package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.VectorIndexes;
import java.sql.Connection;

/** Looks after the index of embeddings when something was published, and shows a build. */
record VectorUpkeep(PipelineConfig config, PgTarget target, Progress progress) {

  /**
   * Makes or drops what is to be.
   *
   * @param model that was published
   */
  void run(Connection connection, String model) throws PgException {
    VectorIndexes.Settings settings =
        new VectorIndexes.Settings(
            config.number(Options.EXACT_BELOW), config.number(Options.BUILD_MEMORY_MB) << 20);
    VectorIndexes.Watch watch =
        new VectorIndexes.Watch() {
          @Override
          public void begin(long vectors) {
            progress.begin("index", vectors, "vectors");
          }

          @Override
          public void reached(long vectors) {
            progress.reached(vectors);
          }

          @Override
          public void end() {
            progress.end();
          }
        };
    new VectorIndexes(target, connection).keep(model, settings, watch).ifPresent(progress::note);
  }
}
