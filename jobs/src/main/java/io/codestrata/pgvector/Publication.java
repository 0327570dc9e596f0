package io.codestrata.pgvector;

import java.util.Iterator;
import java.util.List;

/**
 * What one run makes visible, all at once.
 *
 * @param generation that it changes; made where there is none of that name
 * @param fromVersion table version of the checkpoint the run started from, {@link #NO_CHECKPOINT}
 *     for none
 * @param toVersion table version the database stands at afterwards
 * @param model key of the embedding model
 * @param chunking the chunker's version and settings
 * @param fullSnapshot true when the upserts are all files of the lake: every other file and
 *     repository of it leaves
 * @param upserts new and changed files, each key once; read once
 * @param deletes removed files; a file both deleted and upserted stays; read once
 * @param repositories the repositories this run saw
 * @param removedRepositories ids of repositories that leave with all their files
 */
public record Publication(
    GenerationKey generation,
    long fromVersion,
    long toVersion,
    String model,
    String chunking,
    boolean fullSnapshot,
    Iterator<FileRow> upserts,
    Iterator<FileKey> deletes,
    List<RepositoryRow> repositories,
    List<String> removedRepositories) {

  /** {@link #fromVersion} of a generation that was never published here. */
  public static final long NO_CHECKPOINT = -1;
}
