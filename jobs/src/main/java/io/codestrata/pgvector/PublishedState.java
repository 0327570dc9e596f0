package io.codestrata.pgvector;

import java.util.List;

/**
 * What a database holds.
 *
 * @param checkpoints one a lake
 * @param repositories by id, each before its further refs
 * @param files rows
 * @param chunks rows
 * @param embeddings rows
 * @param pgvectorVersion of the extension in this database, else of the one the server offers;
 *     empty where it offers none
 * @param serverVersion of PostgreSQL
 */
public record PublishedState(
    List<Checkpoint> checkpoints,
    List<RepositoryRow> repositories,
    long files,
    long chunks,
    long embeddings,
    String pgvectorVersion,
    String serverVersion) {

  /** Whether this pgvector has CVE-2026-3172: then indexes are built by one process. */
  public boolean isVulnerable() {
    return Migrations.isVulnerable(pgvectorVersion);
  }
}
