package io.codestrata.embed.http;

import java.util.List;
import java.util.OptionalLong;

/**
 * A sound answer.
 *
 * @param vectors one a text, in the order asked, of one dimension, finite, none of them all zeros
 * @param tokens what {@code usage} says, empty where it says nothing
 */
public record EmbeddingsAnswer(List<float[]> vectors, OptionalLong tokens) {}
