package io.codestrata.job;

import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.language.GrammarRegistry;
import java.io.Serializable;

/**
 * What shapes chunks: sent to executors by value.
 *
 * @param maxTokens budget of a chunk, in estimated tokens
 * @param maxFileBytes larger files are not read
 * @param model key of the embedding model, recorded with each file
 */
record ChunkRules(int maxTokens, long maxFileBytes, String model) implements Serializable {

  /** Names the algorithm and its settings: part of every content key. */
  String chunking() {
    return new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), maxTokens)
        .fingerprint();
  }
}
