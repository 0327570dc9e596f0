package io.codestrata.job;

import io.codestrata.source.SourceList;

/**
 * What a user asks the main job for.
 *
 * @param sources the repositories that are named
 * @param selection which of them this run takes
 * @param dryRun whether to say what would be done, and write and send nothing
 */
public record IndexRequest(SourceList sources, Selection selection, boolean dryRun) {}
