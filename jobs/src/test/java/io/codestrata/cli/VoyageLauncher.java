package io.codestrata.cli;

import io.codestrata.pgvector.PgFixture;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Path;

/** The command line set up for a stand-in of Voyage. */
final class VoyageLauncher {
  /** The key that the stand-in takes unless told otherwise. */
  static final String KEY = "sim-key";

  private VoyageLauncher() {}

  /** With a data folder below the folder, and a new database. */
  static Launcher of(Path folder, VoyageSim sim) {
    return new Launcher(folder)
        .with("CODESTRATA_PG_URL", PgFixture.freshDatabaseUrl())
        .with("VOYAGE_API_KEY", KEY)
        .with("CODESTRATA_EMBED_PROVIDER", "voyage")
        .with("CODESTRATA_EMBED_BASE_URL", sim.url())
        .with("CODESTRATA_EMBED_DIMENSION", "256");
  }
}
