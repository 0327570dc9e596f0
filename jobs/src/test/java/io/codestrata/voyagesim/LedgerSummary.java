package io.codestrata.voyagesim;

/**
 * What was billed.
 *
 * @param requests computed, whether their answers arrived or not
 * @param tokens of all of them
 * @param texts of all of them, a text as often as it was computed
 * @param distinctTexts texts by SHA-256
 * @param repeatedTexts distinct texts that were billed more than once
 */
public record LedgerSummary(
    long requests, long tokens, long texts, long distinctTexts, long repeatedTexts) {

  LedgerSummary plus(LedgerSummary other) {
    return new LedgerSummary(
        requests + other.requests,
        tokens + other.tokens,
        texts + other.texts,
        distinctTexts + other.distinctTexts,
        repeatedTexts + other.repeatedTexts);
  }
}
