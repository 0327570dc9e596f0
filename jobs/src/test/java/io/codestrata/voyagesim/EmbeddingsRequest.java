package io.codestrata.voyagesim;

import java.util.List;

/**
 * A valid request of embeddings.
 *
 * @param model that is asked for
 * @param inputType {@code query}, {@code document} or empty for null
 * @param texts cut to the model's context where {@code truncation} is on
 * @param hashes SHA-256 of each of them
 * @param tokens of all of them together
 * @param dimension of the vectors
 * @param type of the vectors' values
 * @param base64 whether vectors are sent so, in place of lists
 */
record EmbeddingsRequest(
    SimModel model,
    String inputType,
    List<String> texts,
    List<byte[]> hashes,
    long tokens,
    int dimension,
    OutputType type,
    boolean base64) {}
