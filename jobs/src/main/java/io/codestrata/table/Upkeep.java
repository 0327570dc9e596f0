package io.codestrata.table;

/**
 * What compaction and vacuum did to one table.
 *
 * @param table its name
 * @param filesBefore data files of the newest version before
 * @param filesAfter the same after
 * @param bytesBefore of those files
 * @param bytesAfter of those files
 * @param filesRemoved files of older versions, and of killed runs, that were deleted
 */
public record Upkeep(
    String table,
    long filesBefore,
    long filesAfter,
    long bytesBefore,
    long bytesAfter,
    long filesRemoved) {}
