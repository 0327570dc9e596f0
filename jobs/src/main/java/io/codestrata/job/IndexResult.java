package io.codestrata.job;

import io.codestrata.table.Failure;
import io.codestrata.table.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the main job did.
 *
 * @param run its row in the table of runs
 * @param skipped reason to number of files of the snapshots that this run left out for it
 * @param failures what it left out
 * @param plan what a dry run would send; empty where the run was real
 */
public record IndexResult(
    Run run, Map<String, Long> skipped, List<Failure> failures, Optional<EmbedPlan> plan) {}
