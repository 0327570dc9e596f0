package io.codestrata.pgvector;

/**
 * What a signal gave a hit.
 *
 * @param signal which
 * @param rank of the hit in the signal's own list, 1-based; 0 where it has no list or not this hit
 * @param value points, or the factor: see {@link Signal#isFactor}
 */
public record SignalShare(Signal signal, int rank, double value) {}
