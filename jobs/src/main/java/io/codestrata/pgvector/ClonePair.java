package io.codestrata.pgvector;

/**
 * Two chunks that are much alike.
 *
 * @param similarity cosine of their embeddings, 1 where their text is the same
 * @param one where one stands
 * @param other where the other stands
 * @param tokens of the first, about
 */
public record ClonePair(double similarity, SearchHit one, SearchHit other, int tokens) {}
