package io.codestrata.pgvector;

import java.util.List;

/**
 * A chunk found.
 *
 * @param repository id of the first repository that has it, in the order of ids
 * @param path first path there
 * @param startLine first line, 1-based
 * @param endLine last line, inclusive
 * @param symbol name of the declaration, or the empty string
 * @param kind kind of chunk
 * @param language the file's language
 * @param score higher is better; comparable within one answer only
 * @param text the chunk
 * @param breadcrumb enclosing symbols and its own, or the empty string
 * @param shares what each signal gave: the score is the sum of the points times all factors
 */
public record SearchHit(
    String repository,
    String path,
    int startLine,
    int endLine,
    String symbol,
    String kind,
    String language,
    double score,
    String text,
    String breadcrumb,
    List<SignalShare> shares) {
  /** Copies the list. */
  public SearchHit {
    shares = List.copyOf(shares);
  }

  /** One that is not ranked yet. */
  SearchHit(
      String repository,
      String path,
      int startLine,
      int endLine,
      String symbol,
      String kind,
      String language,
      String text,
      String breadcrumb) {
    this(
        repository,
        path,
        startLine,
        endLine,
        symbol,
        kind,
        language,
        0,
        text,
        breadcrumb,
        List.of());
  }

  SearchHit ranked(double newScore, List<SignalShare> newShares) {
    return new SearchHit(
        repository,
        path,
        startLine,
        endLine,
        symbol,
        kind,
        language,
        newScore,
        text,
        breadcrumb,
        newShares);
  }
}
