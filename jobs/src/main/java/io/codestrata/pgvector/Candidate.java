package io.codestrata.pgvector;

/**
 * A chunk that may be a hit.
 *
 * @param hit not ranked yet
 * @param vectorRank its rank by meaning, 1-based; 0 where that list has it not
 * @param lexicalRank its rank by words among the candidates, 1-based; 0 where it shares none
 * @param lexicalScore its {@link Bm25} over the best one's, 0 to 1
 */
record Candidate(SearchHit hit, int vectorRank, int lexicalRank, double lexicalScore) {}
