package io.codestrata.job;

import io.codestrata.table.Failure;
import io.codestrata.table.Run;
import java.util.List;
import java.util.Map;

/**
 * What the main job did.
 *
 * @param run the row it wrote to {@code runs}
 * @param skipped reason to number of files of the snapshots that this run left out for it
 * @param failures the rows it wrote to {@code failures}
 */
public record IndexResult(Run run, Map<String, Long> skipped, List<Failure> failures) {}
