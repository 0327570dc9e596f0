package io.codestrata.table;

import java.time.Instant;

/**
 * A version of a Delta table.
 *
 * @param version counted from 0
 * @param time of its commit
 */
public record TableVersion(long version, Instant time) {}
