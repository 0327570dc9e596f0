package io.codestrata.table;

import java.time.Instant;
import java.util.Optional;

/**
 * A version of a Delta table.
 *
 * @param version counted from 0
 * @param time of its commit
 * @param landed versions of other tables that belong to it, where its commit names some
 */
public record TableVersion(long version, Instant time, Optional<LandedVersions> landed) {}
