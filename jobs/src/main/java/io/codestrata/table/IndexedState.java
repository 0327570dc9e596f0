package io.codestrata.table;

import java.time.Instant;

/**
 * A state of one repository that the lake has seen.
 *
 * @param version of the table {@code repositories} that brought it
 * @param time of that version's commit
 * @param state its row
 */
public record IndexedState(long version, Instant time, RepositoryState state) {}
