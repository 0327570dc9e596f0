package io.codestrata.voyagesim;

/**
 * One request of embeddings as it came.
 *
 * @param nanos of the server's clock, never less than the arrival before
 * @param texts in it, 0 where it was refused unread
 * @param tokens in it, 0 where it was refused unread
 * @param status it was answered with, 0 where the connection was closed without an answer
 * @param limited whether an account's limit refused it
 */
public record Arrival(long nanos, int texts, long tokens, int status, boolean limited) {}
