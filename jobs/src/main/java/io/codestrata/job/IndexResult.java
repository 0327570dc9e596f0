package io.codestrata.job;

import io.codestrata.table.Failure;
import io.codestrata.table.Run;
import java.util.List;
import java.util.Map;

/**
 * What the main job did.
 *
 * @param run its row in the table of runs
 * @param skipped reason to number of files of the snapshots that this run left out for it
 * @param failures what it left out
 */
public record IndexResult(Run run, Map<String, Long> skipped, List<Failure> failures) {}
