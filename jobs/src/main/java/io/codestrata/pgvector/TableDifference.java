package io.codestrata.pgvector;

/**
 * How a published table differs from what the lake says it should be.
 *
 * @param table as the lake names it
 * @param lake rows that should be published
 * @param published rows that are, without those that others need or that wait to be collected
 * @param missing rows that are not published
 * @param surplus rows that should not be
 * @param different rows on both sides that are not equal
 */
public record TableDifference(
    String table, long lake, long published, long missing, long surplus, long different) {

  /** Of a comparison that found no more than this. */
  public static TableDifference of(
      String table, long lake, long missing, long surplus, long different) {
    return new TableDifference(table, lake, lake - missing + surplus, missing, surplus, different);
  }

  public boolean isNone() {
    return missing + surplus + different == 0;
  }
}
