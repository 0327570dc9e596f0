package io.codestrata.voyagesim;

/**
 * The most that arrived in any stretch of 60 seconds and of one second, wherever it starts.
 *
 * @param requestsPerMinute requests within 60 s
 * @param tokensPerMinute tokens within 60 s
 * @param requestsPerSecond requests within 1 s
 * @param tokensPerSecond tokens within 1 s
 */
public record WindowMaxima(
    long requestsPerMinute, long tokensPerMinute, long requestsPerSecond, long tokensPerSecond) {}
