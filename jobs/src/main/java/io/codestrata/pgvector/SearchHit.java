package io.codestrata.pgvector;

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
    String breadcrumb) {

  SearchHit withScore(double newScore) {
    return new SearchHit(
        repository, path, startLine, endLine, symbol, kind, language, newScore, text, breadcrumb);
  }
}
