package io.codestrata.job;

import io.codestrata.source.SourceKind;
import java.util.List;

/**
 * What a user asks the main job for.
 *
 * @param arguments paths and git URLs
 * @param ref the ref to index, {@code HEAD} by default
 * @param kind how arguments are read
 * @param dryRun whether to say what would be done, and write and send nothing
 */
public record IndexRequest(List<String> arguments, String ref, SourceKind kind, boolean dryRun) {}
