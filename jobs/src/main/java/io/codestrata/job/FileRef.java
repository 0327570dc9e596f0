package io.codestrata.job;

import java.io.Serializable;

/**
 * One path of one repository of the run.
 *
 * @param repository index into the run's list of repositories
 * @param path within it
 * @param mode git's file mode, octal
 * @param contentHash git's blob id
 * @param size bytes
 */
record FileRef(int repository, String path, String mode, String contentHash, long size)
    implements Serializable {}
