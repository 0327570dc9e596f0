package io.codestrata.embed;

import java.util.List;

/**
 * Answer of one call.
 *
 * @param vectors one a text, in the order asked
 * @param tokens tokens the provider counted (and bills), or the local count where it sends none
 */
public record EmbeddedBatch(List<float[]> vectors, long tokens) {}
